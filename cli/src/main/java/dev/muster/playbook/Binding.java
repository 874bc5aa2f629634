package dev.muster.playbook;

import dev.muster.source.Position;
import org.jspecify.annotations.Nullable;

/**
 * A value as it is written and where it stands.
 *
 * @param value null, Boolean, Long, Double, String, Template, List or Map; nothing in it is rendered
 * @param at its first character
 */
public record Binding(@Nullable Object value, Position at) {}
