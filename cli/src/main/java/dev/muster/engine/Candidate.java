package dev.muster.engine;

import dev.muster.source.Position;
import org.jspecify.annotations.Nullable;

/**
 * One of the values that a variable is given, for an explanation of why it has the value it has.
 *
 * @param level the level of precedence
 * @param at where it was written, or null when it was written nowhere
 * @param value as it was written
 * @param wins whether this is the one that counts
 */
public record Candidate(
        String level, @Nullable Position at, @Nullable Object value, boolean wins) {}
