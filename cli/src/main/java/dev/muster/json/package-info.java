/**
 * JSON text to values and back [jackson]: numbers as Python reads them, keys in the order they are written, errors with places.
 * Nothing here knows what the values mean.
 */
@NullMarked
package dev.muster.json;

import org.jspecify.annotations.NullMarked;
