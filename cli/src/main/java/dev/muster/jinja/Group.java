package dev.muster.jinja;

import dev.muster.value.Tuple;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code groupby} gives for each key: a pair whose items have the names {@code grouper} and {@code list}. */
final class Group extends Tuple {

    Group(@Nullable Object grouper, List<@Nullable Object> list) {
        super(new @Nullable Object[] {grouper, list});
    }

    /** An item by its name, or {@link Attributed#MISSING}. */
    @Nullable
    Object attribute(String name) {
        return switch (name) {
            case "grouper" -> get(0);
            case "list" -> get(1);
            default -> Attributed.MISSING;
        };
    }
}
