package dev.muster.playbook;

import dev.muster.value.Binding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A loop over a task.
 *
 * @param lookup the lookup behind {@code with_}, such as {@code items} or {@code dict}; empty for {@code loop:}
 * @param over what is looped over, as it is written
 */
public record Loop(String lookup, Binding over) {

    /**
     * {@code loop_control}; null where it is not said.
     *
     * @param loopVar the variable in place of {@code item}
     * @param indexVar a variable that counts from 0
     * @param label what is shown in place of the item
     * @param pause seconds between two items
     * @param extended whether {@code ansible_loop} is set
     * @param extendedAllitems whether {@code ansible_loop.allitems} is set
     * @param breakWhen conditions that end the loop
     */
    public record Control(
            @Nullable Binding loopVar,
            @Nullable Binding indexVar,
            @Nullable Binding label,
            @Nullable Binding pause,
            @Nullable Binding extended,
            @Nullable Binding extendedAllitems,
            List<Binding> breakWhen) {

        /** Nothing is said. */
        public static final Control NONE = new Control(null, null, null, null, null, null, List.of());
    }
}
