package dev.muster.jinja;

import dev.muster.jinja.Expr.Operator;
import dev.muster.source.UserError;
import dev.muster.value.Tuple;
import dev.muster.value.Types;
import dev.muster.value.Undefined;
import dev.muster.value.UndefinedUse;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's operators: integers of any size, floor division and modulo with the divisor's sign, texts and lists that add. */
final class Arithmetic {

    /** Powers and products beyond this many bits are refused rather than computed for minutes. */
    private static final long MOST_BITS = 1_000_000;

    private Arithmetic() {}

    static @Nullable Object apply(Operator operator, @Nullable Object a, @Nullable Object b, Frame frame) {
        if (a instanceof Undefined undefined) {
            throw new UndefinedUse(undefined);
        }
        if (b instanceof Undefined undefined && !(operator == Operator.MODULO && a instanceof String)) {
            throw new UndefinedUse(undefined);
        }
        if (a instanceof Long x && b instanceof Long y) {
            return longs(operator, x, y);
        }
        if (Types.isNumber(a) && Types.isNumber(b)) {
            return numbers(operator, number(a), number(b));
        }
        var special = Moment.arithmetic(operator, Dates.moment(a), Dates.moment(b));
        if (special == null) {
            special = Dates.arithmetic(operator, a, b);
        }
        if (special != null) {
            return special;
        }
        return switch (operator) {
            case ADD -> add(operator, a, b, frame);
            case MULTIPLY ->
                Types.isInteger(b)
                        ? repeat(a, b, operator, frame)
                        : Types.isInteger(a) ? repeat(b, a, operator, frame) : wrong(operator, a, b);
            case MODULO -> a instanceof String text ? Printf.format(text, b) : wrong(operator, a, b);
            case SUBTRACT, DIVIDE, FLOOR_DIVIDE, POWER -> wrong(operator, a, b);
        };
    }

    private static Object number(@Nullable Object value) {
        return value instanceof Boolean truth ? (Object) (truth ? 1L : 0L) : java.util.Objects.requireNonNull(value);
    }

    private static @Nullable Object wrong(Operator operator, @Nullable Object a, @Nullable Object b) {
        if (operator == Operator.ADD && a instanceof String) {
            throw new UserError("can only concatenate str (not \"" + Types.name(b) + "\") to str")
                    .hint("use '~' to join values as text");
        }
        if (operator == Operator.ADD && a instanceof List && !(a instanceof Range)) {
            throw new UserError(
                    "can only concatenate " + Types.name(a) + " (not \"" + Types.name(b) + "\") to " + Types.name(a));
        }
        throw new UserError(
                "unsupported operand type(s) for " + (operator == Operator.POWER ? "** or pow()" : operator.sign)
                        + ": '" + Types.name(a) + "' and '" + Types.name(b) + "'");
    }

    private static @Nullable Object add(Operator operator, @Nullable Object a, @Nullable Object b, Frame frame) {
        if (a instanceof String x && b instanceof String y) {
            frame.run().wrote(x.length() + y.length());
            return x.concat(y);
        }
        if (a instanceof List<?> x
                && b instanceof List<?> y
                && !(y instanceof Range)
                && x instanceof Tuple == y instanceof Tuple) {
            var all = new FreshList(x);
            all.addAll(y);
            frame.run().admit(all.size());
            return x instanceof Tuple ? Tuple.copyOf(all) : all;
        }
        return wrong(operator, a, b);
    }

    private static @Nullable Object repeat(
            @Nullable Object what, @Nullable Object times, Operator operator, Frame frame) {
        long count = Math.max(
                0,
                times instanceof BigInteger big
                        ? big.signum() * (long) Integer.MAX_VALUE
                        : ((Number) number(times)).longValue());
        if (what instanceof String text) {
            frame.run().admit(Math.multiplyHigh(text.length(), count) != 0 ? Long.MAX_VALUE : text.length() * count);
            return text.repeat((int) count);
        }
        if (what instanceof List<?> list && !(list instanceof Range)) {
            frame.run().admit(Math.multiplyHigh(list.size(), count) != 0 ? Long.MAX_VALUE : list.size() * count);
            var all = new ArrayList<@Nullable Object>();
            for (long i = 0; i < count; i++) {
                all.addAll(list);
            }
            return list instanceof Tuple ? Tuple.copyOf(all) : all;
        }
        return wrong(operator, what, times);
    }

    private static Object longs(Operator operator, long x, long y) {
        return switch (operator) {
            case ADD -> {
                long sum = x + y;
                yield ((x ^ sum) & (y ^ sum)) < 0
                        ? (Object) BigInteger.valueOf(x).add(BigInteger.valueOf(y))
                        : (Object) sum;
            }
            case SUBTRACT -> {
                long difference = x - y;
                yield ((x ^ y) & (x ^ difference)) < 0
                        ? (Object) BigInteger.valueOf(x).subtract(BigInteger.valueOf(y))
                        : (Object) difference;
            }
            case MULTIPLY ->
                Math.multiplyHigh(x, y) == (x * y >> 63)
                        ? (Object) (x * y)
                        : BigInteger.valueOf(x).multiply(BigInteger.valueOf(y));
            case FLOOR_DIVIDE -> {
                if (y == 0) {
                    throw new UserError("integer division or modulo by zero");
                }
                yield y == -1 ? narrow(BigInteger.valueOf(x).negate()) : (Object) Math.floorDiv(x, y);
            }
            case MODULO -> {
                if (y == 0) {
                    throw new UserError("integer modulo by zero");
                }
                yield y == -1 ? 0L : Math.floorMod(x, y);
            }
            case DIVIDE, POWER -> bigs(operator, BigInteger.valueOf(x), BigInteger.valueOf(y));
        };
    }

    private static Object numbers(Operator operator, Object a, Object b) {
        if (a instanceof Double || b instanceof Double) {
            return doubles(operator, ((Number) a).doubleValue(), ((Number) b).doubleValue());
        }
        if (a instanceof Long x && b instanceof Long y) {
            return longs(operator, x, y);
        }
        return bigs(operator, big(a), big(b));
    }

    static BigInteger big(Object number) {
        return switch (number) {
            case BigInteger big -> big;
            case Boolean truth -> truth ? BigInteger.ONE : BigInteger.ZERO;
            default -> BigInteger.valueOf(((Number) number).longValue());
        };
    }

    /** An integer as a Long where it fits one. */
    static Object narrow(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    private static Object bigs(Operator operator, BigInteger x, BigInteger y) {
        return switch (operator) {
            case ADD -> narrow(x.add(y));
            case SUBTRACT -> narrow(x.subtract(y));
            case MULTIPLY -> {
                checkBits((long) x.bitLength() + y.bitLength());
                yield narrow(x.multiply(y));
            }
            case DIVIDE -> {
                if (y.signum() == 0) {
                    throw new UserError("division by zero");
                }
                double quotient = x.bitLength() < 53 && y.bitLength() < 53
                        ? x.doubleValue() / y.doubleValue()
                        : new java.math.BigDecimal(x)
                                .divide(new java.math.BigDecimal(y), java.math.MathContext.DECIMAL128)
                                .doubleValue();
                if (Double.isInfinite(quotient)) {
                    throw new UserError("integer division result too large for a float");
                }
                yield quotient;
            }
            case FLOOR_DIVIDE -> narrow(floor(x, y)[0]);
            case MODULO -> narrow(floor(x, y)[1]);
            case POWER -> {
                if (y.signum() < 0) {
                    yield doubles(operator, x.doubleValue(), y.doubleValue());
                }
                boolean small = x.bitLength() <= 1;
                if (!small) {
                    checkBits(y.bitLength() > 31 ? Long.MAX_VALUE : (long) x.bitLength() * y.intValue());
                }
                yield small && y.bitLength() > 31
                        ? narrow(y.testBit(0) ? x : x.multiply(x))
                        : narrow(x.pow(y.intValue()));
            }
        };
    }

    private static void checkBits(long bits) {
        if (bits > MOST_BITS) {
            throw new UserError("the number would be too large to compute");
        }
    }

    private static BigInteger[] floor(BigInteger x, BigInteger y) {
        if (y.signum() == 0) {
            throw new UserError("integer division or modulo by zero");
        }
        var parts = x.divideAndRemainder(y);
        if (parts[1].signum() != 0 && parts[1].signum() != y.signum()) {
            return new BigInteger[] {parts[0].subtract(BigInteger.ONE), parts[1].add(y)};
        }
        return parts;
    }

    private static Object doubles(Operator operator, double x, double y) {
        return switch (operator) {
            case ADD -> x + y;
            case SUBTRACT -> x - y;
            case MULTIPLY -> x * y;
            case DIVIDE -> {
                if (y == 0) {
                    throw new UserError("float division by zero");
                }
                yield x / y;
            }
            case FLOOR_DIVIDE -> {
                if (y == 0) {
                    throw new UserError("float floor division by zero");
                }
                yield (x - modulo(x, y)) / y == 0 ? 0.0 : Math.rint((x - modulo(x, y)) / y);
            }
            case MODULO -> {
                if (y == 0) {
                    throw new UserError("float modulo");
                }
                yield modulo(x, y);
            }
            case POWER -> {
                if (x == 0 && y < 0) {
                    throw new UserError("0.0 cannot be raised to a negative power");
                }
                double power = Math.pow(x, y);
                if (Double.isNaN(power) && !Double.isNaN(x) && !Double.isNaN(y)) {
                    throw new UserError("complex numbers are not supported");
                }
                if (Double.isInfinite(power) && !Double.isInfinite(x) && !Double.isInfinite(y)) {
                    throw new UserError("the result is too large for a float");
                }
                yield power;
            }
        };
    }

    private static double modulo(double x, double y) {
        double rest = x % y;
        if (rest == 0) {
            return Math.copySign(0.0, y);
        }
        return rest < 0 != y < 0 ? rest + y : rest;
    }

    static Object sign(@Nullable Object value, boolean minus) {
        return switch (value) {
            case Undefined undefined -> throw new UndefinedUse(undefined);
            case Long number -> minus ? longs(Operator.SUBTRACT, 0, number) : (Object) number;
            case BigInteger number -> minus ? narrow(number.negate()) : number;
            case Double number -> minus ? -number : number;
            case Boolean truth -> truth ? (minus ? -1L : 1L) : 0L;
            case null, default ->
                throw new UserError(
                        "bad operand type for unary " + (minus ? "-" : "+") + ": '" + Types.name(value) + "'");
        };
    }
}
