/**
 * Real machines for tests: single nodes that Testcontainers starts from the lab's images, and whole labs that the lab's
 * own script starts. Everything here needs a container engine and the images ({@code lab/lab images}); the tests carry the
 * tag {@code lab}.
 */
@NullMarked
package dev.muster.lab;

import org.jspecify.annotations.NullMarked;
