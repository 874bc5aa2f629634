package dev.muster.engine;

import dev.muster.step.Result;
import dev.muster.step.Result.Status;
import dev.muster.value.Lazy;
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
            result = result.as(Status.UNREACHABLE).with("msg", each.getLast().message());
        } else if (each.stream().anyMatch(Result::isFailed)) {
            var worst =
                    each.stream().filter(Result::isFailed).map(Result::status).reduce((_, b) -> b);
            result = result.as(worst.orElse(Status.FAILED)).with("msg", "One or more items failed");
        } else if (each.stream().allMatch(item -> item.status() == Status.SKIPPED)) {
            result = result.as(Status.SKIPPED).with("msg", "All items skipped");
        } else {
            result = result.with("msg", "All items completed").with("skipped", false);
        }
        for (var item : each) {
            result = result.withFacts(item.facts());
        }
        return result.with("results", registered);
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
}
