package dev.muster.engine;

import dev.muster.step.Diff;
import dev.muster.step.Result;
import dev.muster.step.Result.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A result as the dictionary that {@code register} keeps. */
final class Registered {

    /** The mark of a result whose differences are a list, even when there are none. */
    private static final String LISTED = "_muster_diffs";

    private Registered() {}

    static Map<String, @Nullable Object> of(Result result) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        boolean unreachable = result.status() == Status.UNREACHABLE;
        if (unreachable) {
            map.put("unreachable", true);
        }
        result.data().forEach((key, value) -> {
            if (!key.startsWith("_ansible_") && !key.startsWith("_muster_")) {
                map.put(key, value);
            }
        });
        if (unreachable && !map.containsKey("results")) {
            map.putIfAbsent("exception", "(traceback unavailable)");
        }
        map.put("changed", result.changed());
        // Whether a host that was not reached would have failed nobody knows.
        if (!unreachable) {
            map.put("failed", result.isFailed());
        }
        if (result.isFailed()) {
            map.putIfAbsent("exception", "(traceback unavailable)");
        }
        if (result.status() == Status.SKIPPED) {
            map.put("skipped", true);
            map.remove("failed");
        }
        if (!result.facts().isEmpty()) {
            map.put("ansible_facts", result.facts());
        }
        if (!result.warnings().isEmpty()) {
            map.put("warnings", result.warnings());
        }
        var diffs = result.diffs().stream().map(Registered::diff).toList();
        // Ansible's copy and template, whose differences name the file, give a list even of one.
        boolean list = result.data().containsKey(LISTED) || diffs.size() > 1;
        if (list || !diffs.isEmpty()) {
            map.put(
                    "diff",
                    list && diffs.stream().noneMatch(Registered::ofAttributes) || diffs.size() > 1
                            ? diffs
                            : diffs.getFirst());
        }
        if (map.get("stdout") instanceof String out) {
            map.putIfAbsent("stdout_lines", lines(out));
        }
        if (map.get("stderr") instanceof String err) {
            map.putIfAbsent("stderr_lines", lines(err));
        }
        return map;
    }

    private static boolean ofAttributes(Map<String, @Nullable Object> diff) {
        return diff.get("before") instanceof Map<?, ?>;
    }

    private static List<String> lines(String text) {
        return text.lines().toList();
    }

    private static Map<String, @Nullable Object> diff(Diff diff) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        if (diff.prepared() != null) {
            map.put("prepared", diff.prepared());
        } else if (diff.before() != null || diff.after() != null) {
            map.put("before", diff.before());
            map.put("after", diff.after());
        }
        if (diff.beforeHeader() != null) {
            map.put("before_header", diff.beforeHeader());
        }
        if (diff.afterHeader() != null) {
            map.put("after_header", diff.afterHeader());
        }
        return map;
    }
}
