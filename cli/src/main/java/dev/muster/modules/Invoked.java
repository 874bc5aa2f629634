package dev.muster.modules;

import dev.muster.step.Result;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Results that tell of the call they came of, as those of ansible-core do: the key {@code invocation} with the arguments that the
 * module had on the node.
 */
public final class Invoked {

    /** The key of a result. */
    public static final String KEY = "invocation";

    /** What takes the place of a secret argument. */
    public static final String HIDDEN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER";

    /** What Ansible does without a module on the node, or with one that tells nothing. */
    private static final Set<String> SILENT = Set.of(
            "assert",
            "debug",
            "fail",
            "include_vars",
            "raw",
            "script",
            "set_fact",
            "set_stats",
            "validate_argument_spec",
            "wait_for_connection");

    private Invoked() {}

    /**
     * A result with what its module tells of the call; one that does tell it, such as that of a job, stays as it is.
     *
     * @param given the arguments as they were given
     * @param told all of them
     */
    public static Result told(
            Result result, Module module, Map<String, @Nullable Object> given, ArgumentCheck.Told told) {
        if (SILENT.contains(module.name()) || result.data().containsKey(KEY) || !isOfModule(result)) {
            return result;
        }
        var invocation = module.invocation(given, atHome(module, told.values(), result), result);
        return invocation.isEmpty() ? result : result.with(KEY, invocation);
    }

    /** Whether a module came to tell something, and not the way to it. */
    private static boolean isOfModule(Result result) {
        return switch (result.status()) {
            case OK, SKIPPED -> true;
            case FAILED -> !result.message().startsWith("Task failed: ");
            case UNREACHABLE, TIMED_OUT, UNKNOWN -> false;
        };
    }

    /** Paths that begin at somebody's home, as the node knows them. */
    private static Map<String, @Nullable Object> atHome(
            Module module, Map<String, @Nullable Object> values, Result result) {
        var known = new LinkedHashMap<>(values);
        for (var parameter : module.parameters().all().values()) {
            if (parameter.type() == Parameters.Type.PATH
                    && values.get(parameter.name()) instanceof String text
                    && text.startsWith("~")
                    && place(result) instanceof String place
                    && place.endsWith(text.substring(Math.max(0, text.indexOf('/'))))) {
                known.put(parameter.name(), place);
            }
        }
        return known;
    }

    private static @Nullable Object place(Result result) {
        return result.data().getOrDefault("path", result.data().get("dest"));
    }

    /** As if another module had been called, to which this one turns on the node. */
    static Map<String, @Nullable Object> asBy(Module other, Map<String, @Nullable Object> given, Result result) {
        var told = ArgumentCheck.refused(other.name(), other.parameters(), given);
        return other.invocation(given, told.values(), result);
    }

    /** Whether the arguments were wrong, so that the module itself did nothing. */
    static boolean isRefused(Result result) {
        return result.data().containsKey("_muster_error");
    }

    /** A text of a result, or null. */
    static @Nullable String text(Result result, String key) {
        return result.data().get(key) instanceof String text ? text : null;
    }

    /** A copy without an argument. */
    static Map<String, @Nullable Object> without(Map<String, @Nullable Object> told, String name) {
        var changed = new LinkedHashMap<>(told);
        changed.remove(name);
        return changed;
    }

    /** A copy in which one argument has another value. */
    static Map<String, @Nullable Object> with(Map<String, @Nullable Object> told, String name, @Nullable Object value) {
        var changed = new LinkedHashMap<>(told);
        changed.put(name, value);
        return changed;
    }
}
