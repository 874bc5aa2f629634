package dev.muster.jinja;

import dev.muster.jinja.Expr.Operator;
import dev.muster.source.UserError;
import dev.muster.value.Compare;
import dev.muster.value.Times;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code datetime}.
 *
 * @param local the date and time it shows
 * @param offset its distance from UTC, or null for a naive one
 */
record Moment(LocalDateTime local, @Nullable ZoneOffset offset) implements Attributed, Compare.Ordered {

    private static final int MICRO = 1000;

    /** The difference or sum of moments and spans, or null when the operands are neither. */
    static @Nullable Object arithmetic(Operator operator, @Nullable Object a, @Nullable Object b) {
        boolean minus = operator == Operator.SUBTRACT;
        if (!minus && operator != Operator.ADD) {
            return Span.scaled(operator, a, b);
        }
        if (a instanceof Moment x && b instanceof Moment y && minus) {
            if (x.offset == null != (y.offset == null)) {
                throw new UserError("can't subtract offset-naive and offset-aware datetimes");
            }
            return new Span(Duration.between(y.instant(), x.instant()));
        }
        if (a instanceof Moment x && b instanceof Span span) {
            return new Moment(x.local.plus(minus ? span.length().negated() : span.length()), x.offset);
        }
        if (a instanceof Span span && b instanceof Moment y && !minus) {
            return new Moment(y.local.plus(span.length()), y.offset);
        }
        if (a instanceof Span x && b instanceof Span y) {
            return new Span(minus ? x.length().minus(y.length()) : x.length().plus(y.length()));
        }
        return null;
    }

    private LocalDateTime instant() {
        return offset == null ? local : local.minusSeconds(offset.getTotalSeconds());
    }

    @Override
    public int compareWith(Object other) {
        return instant().compareTo(((Moment) other).instant());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Moment moment && instant().equals(moment.instant());
    }

    @Override
    public int hashCode() {
        return instant().hashCode();
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "year" -> (long) local.getYear();
            case "month" -> (long) local.getMonthValue();
            case "day" -> (long) local.getDayOfMonth();
            case "hour" -> (long) local.getHour();
            case "minute" -> (long) local.getMinute();
            case "second" -> (long) local.getSecond();
            case "microsecond" -> (long) local.getNano() / MICRO;
            case "strftime" -> Function.of("strftime", "format", call -> Strftime.format(this, call.string(0)));
            case "isoformat" -> Function.of("isoformat", "sep='T'", call -> iso(call.string(0)));
            case "timestamp" -> Function.of("timestamp", "", call -> timestamp(call));
            case "weekday" ->
                Function.of("weekday", "", _ -> local.getDayOfWeek().getValue() - 1L);
            case "isoweekday" ->
                Function.of("isoweekday", "", _ -> (long) local.getDayOfWeek().getValue());
            case "date" ->
                Function.of("date", "", _ -> new Moment(local.toLocalDate().atStartOfDay(), offset));
            default -> MISSING;
        };
    }

    private Object timestamp(Call call) {
        var zone = offset != null ? offset : call.run().outside().now().getZone();
        var instant = local.atZone(zone).toInstant();
        return instant.getEpochSecond() + instant.getNano() / 1e9;
    }

    /** The form of ISO 8601 with a separator of one's own. */
    String iso(String separator) {
        return Times.iso(local, offset, separator);
    }

    @Override
    public String typeName() {
        return "datetime";
    }

    @Override
    public String str() {
        return iso(" ");
    }

    @Override
    public String repr() {
        var text = new StringBuilder("datetime.datetime(");
        text.append(local.getYear()).append(", ").append(local.getMonthValue()).append(", ");
        text.append(local.getDayOfMonth())
                .append(", ")
                .append(local.getHour())
                .append(", ")
                .append(local.getMinute());
        if (local.getSecond() != 0 || local.getNano() != 0) {
            text.append(", ").append(local.getSecond());
        }
        if (local.getNano() != 0) {
            text.append(", ").append(local.getNano() / MICRO);
        }
        return text.append(')').toString();
    }

    @Override
    public String toString() {
        return str();
    }
}
