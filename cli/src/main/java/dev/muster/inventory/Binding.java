package dev.muster.inventory;

import dev.muster.source.Position;
import org.jspecify.annotations.Nullable;

/**
 * What a variable is bound to, and where that was written.
 *
 * @param value the value as written; its trusted texts are {@link dev.muster.value.Template}s where they need rendering
 * @param at where the value stands
 */
public record Binding(@Nullable Object value, Position at) {}
