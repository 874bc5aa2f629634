package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Truth;
import dev.muster.value.Types;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of a filter, test, method or function: the arguments in the places of their parameters.
 *
 * @param name what is called, for messages
 * @param values one for each parameter
 * @param rest what else was given by position
 * @param named what else was given by name
 * @param frame where the call stands
 */
record Call(
        String name,
        @Nullable Object[] values,
        List<@Nullable Object> rest,
        Map<String, @Nullable Object> named,
        Frame frame) {

    /** What is called. */
    @FunctionalInterface
    interface Body {
        @Nullable
        Object apply(Call call);
    }

    @Nullable
    Object get(int index) {
        return values[index];
    }

    boolean given(int index) {
        return values[index] != null;
    }

    /** Tells of what is still taken, in the words of ansible-core 2.19. */
    void deprecate(String what) {
        run().outside().deprecate(what + " This feature will be removed from ansible-core version 2.23.");
    }

    /** An argument as text: what {@code str()} makes of it. */
    String text(int index) {
        return values[index] instanceof String text ? text : Printing.str(values[index]);
    }

    /** An argument that has to be a text already. */
    String string(int index) {
        if (values[index] instanceof String text) {
            return text;
        }
        throw new UserError(name + " needs a string, not " + Types.name(values[index]));
    }

    /** An argument as text, or null when it is None. */
    @Nullable
    String textOrNull(int index) {
        return values[index] == null ? null : text(index);
    }

    boolean truth(int index) {
        return Truth.of(values[index]);
    }

    /** An argument that has to be an integer. */
    int integer(int index) {
        var value = values[index];
        if (value instanceof Long number) {
            return Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (value instanceof Boolean truth) {
            return truth ? 1 : 0;
        }
        throw new UserError("'" + Types.name(value) + "' object cannot be interpreted as an integer");
    }

    /** The items of an argument, none of them undefined. */
    List<@Nullable Object> items(int index) {
        return Sequences.items(values[index]);
    }

    Run run() {
        return frame.run();
    }
}
