package dev.muster.jinja;

import dev.muster.jinja.Expr.Operator;
import dev.muster.value.Compare;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Python's {@code timedelta}. */
record Span(Duration length) implements Attributed, Compare.Ordered {

    private static final int MICRO = 1000;

    /** A span times or divided by a number, or null when the operands are not these. */
    static @Nullable Object scaled(Operator operator, @Nullable Object a, @Nullable Object b) {
        if (!(a instanceof Span span)) {
            return null;
        }
        if (b instanceof Span other && operator == Operator.DIVIDE) {
            return span.seconds() / other.seconds();
        }
        if (b instanceof Long count && operator == Operator.MULTIPLY) {
            return new Span(span.length.multipliedBy(count));
        }
        if (b instanceof Long count && (operator == Operator.DIVIDE || operator == Operator.FLOOR_DIVIDE)) {
            return new Span(span.length.dividedBy(count));
        }
        return null;
    }

    private double seconds() {
        return length.getSeconds() + length.getNano() / MICRO / 1e6;
    }

    private long days() {
        return Math.floorDiv(length.getSeconds(), 86_400L);
    }

    private long rest() {
        return Math.floorMod(length.getSeconds(), 86_400L);
    }

    @Override
    public int compareWith(Object other) {
        return length.compareTo(((Span) other).length);
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "days" -> days();
            case "seconds" -> rest();
            case "microseconds" -> (long) length.getNano() / MICRO;
            case "total_seconds" -> Function.of("total_seconds", "", _ -> seconds());
            default -> MISSING;
        };
    }

    @Override
    public boolean truthy() {
        return !length.isZero();
    }

    @Override
    public String typeName() {
        return "timedelta";
    }

    @Override
    public String str() {
        var text = new StringBuilder();
        if (days() != 0) {
            text.append(days()).append(Math.abs(days()) == 1 ? " day, " : " days, ");
        }
        text.append(String.format("%d:%02d:%02d", rest() / 3600, rest() / 60 % 60, rest() % 60));
        if (length.getNano() != 0) {
            text.append(String.format(".%06d", length.getNano() / MICRO));
        }
        return text.toString();
    }

    @Override
    public String repr() {
        var text = new StringBuilder("datetime.timedelta(");
        var separator = "";
        if (days() != 0) {
            text.append("days=").append(days());
            separator = ", ";
        }
        if (rest() != 0) {
            text.append(separator).append("seconds=").append(rest());
            separator = ", ";
        }
        if (length.getNano() != 0) {
            text.append(separator).append("microseconds=").append(length.getNano() / MICRO);
        }
        return text.append(length.isZero() ? "0)" : ")").toString();
    }
}
