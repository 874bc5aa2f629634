package dev.muster.engine;

import dev.muster.playbook.Action;
import dev.muster.source.UserError;
import dev.muster.step.Result;
import dev.muster.step.Result.Status;
import dev.muster.value.Binding;
import dev.muster.value.Lazy;
import dev.muster.value.Printing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a loop tells of itself, as ansible-core's {@code TaskExecutor} does: each item of its place, and all of what came of them. */
final class LoopSummary {

    private LoopSummary() {}

    /** The result of the whole loop. */
    static Result of(List<Result> each, List<@Nullable Object> registered) {
        boolean changed = each.stream().anyMatch(Result::changed);
        var result = Result.done(changed);
        if (each.stream().anyMatch(item -> item.status() == Status.UNREACHABLE)) {
            result = result.as(Status.UNREACHABLE)
                    .with(
                            "msg",
                            each.stream().anyMatch(Result::isFailed)
                                    ? "One or more items failed"
                                    : "All items completed")
                    .with("skipped", false);
        } else if (each.stream().anyMatch(Result::isFailed)) {
            var worst =
                    each.stream().filter(Result::isFailed).map(Result::status).reduce((_, b) -> b);
            result = result.as(worst.orElse(Status.FAILED)).with("msg", "One or more items failed");
        } else if (each.stream().allMatch(item -> item.status() == Status.SKIPPED)) {
            result = result.as(Status.SKIPPED).with("msg", "All items skipped");
        } else {
            boolean told = each.stream().anyMatch(Result::tellsFailure);
            result = result.with("msg", told ? "One or more items failed" : "All items completed")
                    .with("skipped", false);
            result = told ? result.with(Result.EXHAUSTED, true) : result;
        }
        for (var item : each) {
            result = result.withFacts(item.facts());
        }
        return result.with("results", registered);
    }

    /** The result of an item, and what is told of the item. */
    record Labelled(Result result, String label) {}

    /** What is told of an item, whatever becomes of its label. */
    static String label(@Nullable Binding label, @Nullable Object item, Scope scope) {
        try {
            return Printing.str(label == null ? item : Values.rendered(label, scope));
        } catch (UserError e) {
            return "(the label cannot be rendered: " + e.what() + ")";
        }
    }

    /** A label that cannot be rendered is a failure of its item. */
    static Labelled labelled(
            Result result,
            @Nullable Binding label,
            @Nullable Object item,
            Scope scope,
            boolean censored,
            String action) {
        if (censored) {
            return new Labelled(result, "(censored due to no_log)");
        }
        try {
            return new Labelled(result, Printing.str(label == null ? item : Values.rendered(label, scope)));
        } catch (UserError e) {
            var failed = result.as(Status.FAILED)
                    .with("msg", "Failed to template loop_control.label: " + e.what())
                    .with("_muster_told", true);
            // A result of debug is told without its item.
            return new Labelled(failed, action.endsWith("debug") ? "None" : Printing.str(item));
        }
    }

    /** The result of an item with what the loop gave it as variables. */
    static Result told(Result result, Map<String, @Nullable Object> variables) {
        var told = result;
        for (var variable : variables.entrySet()) {
            told = told.with(variable.getKey(), variable.getValue());
        }
        return told;
    }

    /** The variable {@code ansible_loop}: where in the list an item stands. */
    static Map<String, @Nullable Object> place(List<?> items, int i, boolean allItems) {
        var loop = new LinkedHashMap<String, @Nullable Object>();
        int size = items.size();
        if (allItems) {
            loop.put("allitems", Lazy.forced(items));
        }
        loop.put("index", i + 1L);
        loop.put("index0", (long) i);
        loop.put("revindex", (long) (size - i));
        loop.put("revindex0", size - i - 1L);
        loop.put("first", i == 0);
        loop.put("last", i + 1 == size);
        loop.put("length", (long) size);
        if (i > 0) {
            loop.put("previtem", Lazy.forced(items.get(i - 1)));
        }
        if (i + 1 < size) {
            loop.put("nextitem", Lazy.forced(items.get(i + 1)));
        }
        return loop;
    }

    /** What is kept of an item; what an include brings decides alone whether something changes or fails. */
    static Map<String, @Nullable Object> kept(Result result, Action action) {
        var kept = Registered.of(result);
        if (result.status() == Status.OK
                && (action instanceof Action.IncludeTasks || action instanceof Action.IncludeRole)) {
            kept.remove("changed");
            kept.remove("failed");
        }
        return kept;
    }
}
