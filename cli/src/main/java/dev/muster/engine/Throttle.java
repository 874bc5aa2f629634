package dev.muster.engine;

import dev.muster.playbook.Keyword;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Printing;
import dev.muster.value.Types;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * How many hosts may be at a task at once. A strategy reads it before any host does, and so a text that is no number ends the
 * run and not the task (ansible-core's {@code StrategyBase._queue_task}).
 */
final class Throttle {

    private Throttle() {}

    /** The number as Python's {@code int()} reads it; 0 for as many as there are. */
    static int of(Surroundings around, Scope scope) {
        var said = around.nearest(Keyword.THROTTLE);
        var value = value(around, scope);
        return switch (value) {
            case null -> 0;
            case Boolean truth -> truth ? 1 : 0;
            case Number number -> new BigDecimal(number.toString()).intValue();
            case String text -> whole(text, said);
            default ->
                throw wrong(
                        "int() argument must be a string, a bytes-like object or a real number, not '"
                                + Types.name(value) + "'",
                        said);
        };
    }

    private static @Nullable Object value(Surroundings around, Scope scope) {
        try {
            return Values.rendered(around.nearest(Keyword.THROTTLE, scope), scope);
        } catch (UserError e) {
            throw e.prefixed("Failed to convert the throttle value to an integer: ");
        }
    }

    private static int whole(String text, @Nullable Binding said) {
        try {
            return new BigInteger(text.strip()).intValue();
        } catch (NumberFormatException _) {
            throw wrong("invalid literal for int() with base 10: " + Printing.repr(text), said);
        }
    }

    private static UserError wrong(String why, @Nullable Binding said) {
        return new UserError("Failed to convert the throttle value to an integer: " + why)
                .at(said == null ? null : said.at());
    }
}
