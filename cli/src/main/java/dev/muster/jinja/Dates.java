package dev.muster.jinja;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.temporal.Temporal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Dates and times as YAML has them, with the attributes and the arithmetic of Python's {@code date} and {@code datetime}. */
final class Dates {

    private static final Set<String> OF_DATES =
            Set.of("year", "month", "day", "strftime", "weekday", "isoweekday", "isoformat");

    private Dates() {}

    static @Nullable Object attribute(Temporal time, String name) {
        if (time instanceof LocalDate date) {
            if (!OF_DATES.contains(name)) {
                return Attributed.MISSING;
            }
            return name.equals("isoformat")
                    ? Function.of("isoformat", "", _ -> date.toString())
                    : new Moment(date.atStartOfDay(), null).attribute(name);
        }
        return moment(time) instanceof Moment moment ? moment.attribute(name) : Attributed.MISSING;
    }

    /** A time of YAML as a moment; anything else as it is. */
    static @Nullable Object moment(@Nullable Object value) {
        return switch (value) {
            case LocalDateTime time -> new Moment(time, null);
            case OffsetDateTime time -> new Moment(time.toLocalDateTime(), time.getOffset());
            case null, default -> value;
        };
    }

    /** A date and a span, or the difference of two dates; null where it is no such sum. */
    static @Nullable Object arithmetic(Expr.Operator operator, @Nullable Object a, @Nullable Object b) {
        boolean minus = operator == Expr.Operator.SUBTRACT;
        if (!minus && operator != Expr.Operator.ADD) {
            return null;
        }
        return switch (a) {
            case LocalDate one
            when minus && b instanceof LocalDate other ->
                new Span(Duration.ofDays(one.toEpochDay() - other.toEpochDay()));
            case LocalDate one
            when b instanceof Span span -> minus ? one.minusDays(days(span)) : one.plusDays(days(span));
            case Span span when !minus && b instanceof LocalDate other -> other.plusDays(days(span));
            case null, default -> null;
        };
    }

    /** The whole days of a span, counted downwards as Python does. */
    private static long days(Span span) {
        return Math.floorDiv(span.length().getSeconds(), Duration.ofDays(1).getSeconds());
    }
}
