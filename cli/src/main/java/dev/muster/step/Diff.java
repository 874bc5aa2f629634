package dev.muster.step;

import java.util.LinkedHashMap;
import java.util.Map;
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

    /** The dictionary that a result of Ansible holds of it. */
    public Map<String, @Nullable Object> dictionary() {
        var map = new LinkedHashMap<String, @Nullable Object>();
        if (prepared != null) {
            map.put("prepared", prepared);
        } else if (before != null || after != null) {
            map.put("before", before);
            map.put("after", after);
        }
        if (beforeHeader != null) {
            map.put("before_header", beforeHeader);
        }
        if (afterHeader != null) {
            map.put("after_header", afterHeader);
        }
        return map;
    }

    public static Diff of(String header, Object before, Object after) {
        return new Diff(before, after, header, header, null);
    }
}
