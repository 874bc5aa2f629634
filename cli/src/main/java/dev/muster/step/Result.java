package dev.muster.step;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a task did on one host: Ansible's result dictionary with its well-known keys made fields. Values in {@code data} are
 * plain values as {@code value} describes them, and never templates: they came from a node.
 *
 * @param status what became of it
 * @param changed whether anything on the node is (or in check mode: would be) different now
 * @param data every other key of the result ({@code msg}, {@code rc}, {@code stdout}, ...), in the order they are shown
 * @param diffs before and after, for {@code --diff}
 * @param facts what {@code ansible_facts} holds: variables for the host
 * @param warnings for the user, each once
 */
public record Result(
        Status status,
        boolean changed,
        Map<String, @Nullable Object> data,
        List<Diff> diffs,
        Map<String, @Nullable Object> facts,
        List<String> warnings) {

    /** The mark, in the data, of a result whose differences are a list, even when there are none. */
    public static final String LISTED = "_muster_diffs";

    /**
     * The mark, in the data, of a result that is not a failure since {@code failed_when} says so, and still tells of one: the tries
     * of its task are used up.
     */
    public static final String EXHAUSTED = "_muster_exhausted";

    /** Outcomes that must not be mixed up. {@code UNKNOWN}: the connection was lost after the step had started. */
    public enum Status {
        OK,
        FAILED,
        SKIPPED,
        UNREACHABLE,
        TIMED_OUT,
        UNKNOWN
    }

    public Result {
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        diffs = List.copyOf(diffs);
        warnings = List.copyOf(warnings);
    }

    private static Result of(Status status, boolean changed) {
        return new Result(status, changed, Map.of(), List.of(), Map.of(), List.of());
    }

    public static Result ok() {
        return of(Status.OK, false);
    }

    /** Success, with the node as it was or changed. */
    public static Result done(boolean changed) {
        return of(Status.OK, changed);
    }

    public static Result failed(String message) {
        return of(Status.FAILED, false).with("msg", message);
    }

    public static Result skipped(String reason) {
        return of(Status.SKIPPED, false).with("skip_reason", reason);
    }

    public static Result unreachable(String message) {
        return of(Status.UNREACHABLE, false).with("msg", message);
    }

    public boolean isFailed() {
        return status == Status.FAILED || status == Status.TIMED_OUT || status == Status.UNKNOWN;
    }

    /** Whether it tells of a failure, be it one or not. */
    public boolean tellsFailure() {
        return isFailed() || data.containsKey(EXHAUSTED);
    }

    /** The same result with one more key at the end, or with that key's value replaced in place. */
    public Result with(String key, @Nullable Object value) {
        var copy = new LinkedHashMap<String, @Nullable Object>(data);
        copy.put(key, value);
        return new Result(status, changed, copy, diffs, facts, warnings);
    }

    public Result withAll(Map<String, ? extends @Nullable Object> more) {
        var copy = new LinkedHashMap<String, @Nullable Object>(data);
        copy.putAll(more);
        return new Result(status, changed, copy, diffs, facts, warnings);
    }

    public Result without(String key) {
        var copy = new LinkedHashMap<String, @Nullable Object>(data);
        copy.remove(key);
        return new Result(status, changed, copy, diffs, facts, warnings);
    }

    public Result as(Status other) {
        return new Result(other, changed, data, diffs, facts, warnings);
    }

    public Result withChanged(boolean now) {
        return new Result(status, now, data, diffs, facts, warnings);
    }

    public Result withDiff(Diff diff) {
        var copy = new ArrayList<>(diffs);
        copy.add(diff);
        return new Result(status, changed, data, copy, facts, warnings);
    }

    public Result withFacts(Map<String, ? extends @Nullable Object> more) {
        var copy = new LinkedHashMap<String, @Nullable Object>(facts);
        copy.putAll(more);
        return new Result(status, changed, data, diffs, copy, warnings);
    }

    public Result warn(String warning) {
        var copy = new ArrayList<>(warnings);
        copy.add(warning);
        return new Result(status, changed, data, diffs, facts, copy);
    }

    /** The key {@code diff} as Ansible's result has it, a dictionary or a list of them; null when there is none. */
    public @Nullable Object difference() {
        var all = diffs.stream().map(Diff::dictionary).toList();
        // Ansible's copy and template, whose differences name the file, give a list even of one.
        boolean list = data.containsKey(LISTED) || all.size() > 1;
        if (!list && all.isEmpty()) {
            return null;
        }
        boolean ofAttributes = all.stream().anyMatch(diff -> diff.get("before") instanceof Map<?, ?>);
        return all.size() > 1 || list && !ofAttributes ? all : all.getFirst();
    }

    /** The {@code msg} key as text, or the empty string. */
    public String message() {
        var message = data.get("msg");
        return message == null ? "" : message.toString();
    }
}
