package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Compare;
import dev.muster.value.Undefined;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The variable {@code loop}. */
final class Loop implements Attributed, Callable {

    /** Renders the loop's body for other items, one level deeper. */
    @FunctionalInterface
    interface Recursion {
        @Nullable
        Object over(@Nullable Object items, int depth);
    }

    private final List<? extends @Nullable Object> items;
    private final int depth;
    private final @Nullable Recursion recursion;
    private int index = -1;
    private @Nullable List<@Nullable Object> lastChanged;

    Loop(List<? extends @Nullable Object> items, int depth, @Nullable Recursion recursion) {
        this.items = items;
        this.depth = depth;
        this.recursion = recursion;
    }

    void turn() {
        index++;
    }

    @Override
    public @Nullable Object attribute(String name) {
        int size = items.size();
        return switch (name) {
            case "index" -> index + 1L;
            case "index0" -> (long) index;
            case "revindex" -> (long) (size - index);
            case "revindex0" -> size - index - 1L;
            case "first" -> index == 0;
            case "last" -> index == size - 1;
            case "length" -> (long) size;
            case "depth" -> (long) depth;
            case "depth0" -> depth - 1L;
            case "previtem" -> index == 0 ? Undefined.because("there is no previous item") : items.get(index - 1);
            case "nextitem" -> index == size - 1 ? Undefined.because("there is no next item") : items.get(index + 1);
            case "cycle" ->
                Function.of("cycle", "*args", call -> {
                    if (call.rest().isEmpty()) {
                        throw new UserError("no items for cycling given");
                    }
                    return call.rest().get(index % call.rest().size());
                });
            case "changed" ->
                Function.of("changed", "*value", call -> {
                    if (lastChanged != null && Compare.equal(lastChanged, call.rest())) {
                        return false;
                    }
                    // The values may be None, which List.copyOf refuses.
                    lastChanged = new ArrayList<>(call.rest());
                    return true;
                });
            default -> MISSING;
        };
    }

    @Override
    public @Nullable Object call(Arguments arguments, Frame frame) {
        if (recursion == null) {
            throw new UserError("The loop must have the 'recursive' marker to be called recursively");
        }
        return recursion.over(arguments.positional().getFirst(), depth + 1);
    }

    @Override
    public String typeName() {
        return "LoopContext";
    }

    @Override
    public String repr() {
        return "<LoopContext " + (index + 1) + "/" + items.size() + ">";
    }
}
