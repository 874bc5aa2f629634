package dev.muster.value;

import dev.muster.source.Position;
import org.jspecify.annotations.Nullable;

/**
 * What a variable, an argument or a keyword is bound to, and where that was written.
 *
 * @param value null, Boolean, Long, Double, String, Template, List or Map, as written; nothing in it is rendered
 * @param at its first character
 */
public record Binding(@Nullable Object value, Position at) {}
