package dev.muster.step;

import org.jspecify.annotations.Nullable;

/**
 * One thing before and after, as {@code --diff} shows it.
 *
 * @param before the text before, or null when only {@code prepared} is known
 * @param after the text after
 * @param beforeHeader what stands behind {@code --- before}, or null
 * @param afterHeader what stands behind {@code +++ after}, or null
 * @param prepared a difference that a tool has printed already, or null
 */
public record Diff(
        @Nullable Object before,
        @Nullable Object after,
        @Nullable String beforeHeader,
        @Nullable String afterHeader,
        @Nullable String prepared) {

    public static Diff of(String header, Object before, Object after) {
        return new Diff(before, after, header, header, null);
    }
}
