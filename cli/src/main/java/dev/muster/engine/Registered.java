package dev.muster.engine;

import dev.muster.step.Result;
import dev.muster.step.Result.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A result as the dictionary that {@code register} keeps. */
final class Registered {

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
        if (!unreachable && (result.tellsFailure() || !isOfLoop(result))) {
            map.put("failed", result.tellsFailure());
        }
        if (result.isFailed() || result.tellsFailure() && !isOfLoop(result)) {
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
        var difference = result.difference();
        if (difference != null) {
            map.put("diff", difference);
        }
        if (map.get("stdout") instanceof String out) {
            map.putIfAbsent("stdout_lines", lines(out));
        }
        if (map.get("stderr") instanceof String err) {
            map.putIfAbsent("stderr_lines", lines(err));
        }
        return map;
    }

    /** A loop tells of failures alone. */
    private static boolean isOfLoop(Result result) {
        return result.data().containsKey("results") && result.data().containsKey("skipped");
    }

    private static List<String> lines(String text) {
        return text.lines().toList();
    }
}
