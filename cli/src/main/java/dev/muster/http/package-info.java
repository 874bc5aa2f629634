/**
 * How the controller asks web servers: through which proxy, and which certificates it believes.
 *
 * <p>What is asked for, and what is made of the answer, is the concern of whoever asks.
 */
@NullMarked
package dev.muster.http;

import org.jspecify.annotations.NullMarked;
