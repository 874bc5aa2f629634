package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Types;
import dev.muster.value.Undefined;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Filters on numbers, and those that take chances. */
final class NumberFilters {

    private static final String UNITS = "YZEPTGMKB";

    private static final int BITS_A_UNIT = 10;

    private static final List<String> UNIT_NAMES =
            List.of("yotta", "zeta", "exa", "peta", "tera", "giga", "mega", "kilo", "");

    private static final Pattern SIZE = Pattern.compile("([0-9]*\\.?[0-9]+)(?:\\s*([A-Za-z]+))?\\s*");

    private NumberFilters() {}

    static void register(Filter.Table table) {
        table.add("round", "value, precision=0, method='common'", NumberFilters::round)
                .add("log", "x, base=None", call -> {
                    double x = number(call, 0, "log()");
                    if (x <= 0) {
                        throw new UserError("math domain error");
                    }
                    if (!call.given(1)) {
                        return Math.log(x);
                    }
                    double base = number(call, 1, "log()");
                    if (base <= 0) {
                        throw new UserError("math domain error");
                    }
                    if (base == 1) {
                        throw new UserError("float division by zero");
                    }
                    return base == 10 ? Math.log10(x) : Math.log(x) / Math.log(base);
                })
                .add(
                        "pow",
                        "x, y",
                        call -> Arithmetic.apply(
                                Expr.Operator.POWER, number(call, 0, "pow()"), number(call, 1, "pow()"), call.frame()))
                .add("root", "x, base=2", call -> {
                    double x = number(call, 0, "root()");
                    double base = number(call, 1, "root()");
                    if (base == 0) {
                        throw new UserError("float division by zero");
                    }
                    double root = base == 2 ? Math.sqrt(x) : Math.pow(x, 1 / base);
                    if (Double.isNaN(root)) {
                        throw new UserError("root() can only be used on numbers");
                    }
                    return root;
                })
                .add("human_readable", "size, isbits=False, unit=None", NumberFilters::humanReadable)
                .add("human_to_bytes", "size, default_unit=None, isbits=False", NumberFilters::humanToBytes)
                .add("filesizeformat", "value, binary=False", NumberFilters::fileSize)
                .add("random", "end, start=None, step=None, seed=None", NumberFilters::random)
                .add("shuffle", "mylist, seed=None", NumberFilters::shuffle);
    }

    private static double number(Call call, int index, String what) {
        if (!Types.isNumber(call.get(index))) {
            throw new UserError(what + " can only be used on numbers");
        }
        return java.util.Objects.requireNonNull(ValueFilters.toReal(call.get(index)));
    }

    private static Object round(Call call) {
        var value = call.get(0);
        int precision = call.integer(1);
        if (!Types.isNumber(value)) {
            throw new UserError("type " + Types.name(value) + " doesn't define __round__ method");
        }
        double number = java.util.Objects.requireNonNull(ValueFilters.toReal(value));
        return switch (call.text(2)) {
            case "common" -> common(value, number, precision);
            case "ceil" -> Math.ceil(number * Math.pow(10, precision)) / Math.pow(10, precision);
            case "floor" -> Math.floor(number * Math.pow(10, precision)) / Math.pow(10, precision);
            default -> throw new UserError("method must be common, ceil or floor");
        };
    }

    private static Object common(@Nullable Object value, double number, int precision) {
        if (value instanceof Double) {
            if (Double.isNaN(number) || Double.isInfinite(number)) {
                return number;
            }
            double rounded = new BigDecimal(number)
                    .setScale(precision, RoundingMode.HALF_EVEN)
                    .doubleValue();
            return rounded == 0 ? Math.copySign(0.0, number) : rounded;
        }
        var whole = Arithmetic.big(java.util.Objects.requireNonNull(value));
        return precision >= 0
                ? Arithmetic.narrow(whole)
                : Arithmetic.narrow(new BigDecimal(whole)
                        .setScale(precision, RoundingMode.HALF_EVEN)
                        .toBigInteger());
    }

    private static String humanReadable(Call call) {
        var size = ValueFilters.toReal(call.get(0) instanceof String ? null : call.get(0));
        if (size == null) {
            throw new UserError("human_readable() failed on bad input");
        }
        boolean bits = call.truth(1);
        int at = UNITS.length() - 1;
        for (int i = 0; i < UNITS.length(); i++) {
            boolean fits = call.given(2)
                    ? call.text(2).toUpperCase(Locale.ROOT).equals(UNITS.substring(i, i + 1))
                    : size >= limit(i);
            if (fits) {
                at = i;
                break;
            }
        }
        var suffix = at == UNITS.length() - 1 ? (bits ? "bits" : "Bytes") : UNITS.charAt(at) + (bits ? "b" : "B");
        return FormatSpec.format(size / limit(at), ".2f") + " " + suffix;
    }

    private static double limit(int unit) {
        return Math.pow(2, (UNITS.length() - 1 - unit) * (double) BITS_A_UNIT);
    }

    private static Object humanToBytes(Call call) {
        var text = call.text(0);
        boolean bits = call.truth(2);
        var match = SIZE.matcher(text);
        var failed = new UserError("human_to_bytes() can't interpret following string: " + text)
                .hint("write a number and a unit, as in '10M' or '1.5 GB'");
        if (!match.matches()) {
            throw failed;
        }
        double number = Double.parseDouble(match.group(1));
        var unit = match.group(2) != null ? match.group(2) : call.textOrNull(1);
        if (unit == null || unit.isEmpty()) {
            return rounded(number);
        }
        int at = UNITS.indexOf(Character.toUpperCase(unit.charAt(0)));
        if (at < 0) {
            throw new UserError("human_to_bytes() failed to convert " + text + " (unit = " + unit
                    + "). The suffix must be one of " + String.join(", ", UNITS.split("")));
        }
        if (unit.length() > 1) {
            var one = bits ? "bit" : "byte";
            boolean isByte = at == UNITS.length() - 1;
            var full = UNIT_NAMES.get(at) + one;
            var brief = isByte ? (bits ? "b" : "B") : UNITS.charAt(at) + (bits ? "b" : "B");
            if (!unit.toLowerCase(Locale.ROOT).equals(full) && !unit.equals(brief)) {
                throw failed;
            }
        }
        return rounded(number * limit(at));
    }

    private static Object rounded(double number) {
        return Arithmetic.narrow(
                new BigDecimal(number).setScale(0, RoundingMode.HALF_EVEN).toBigInteger());
    }

    private static String fileSize(Call call) {
        var size = ValueFilters.toReal(call.get(0));
        if (size == null) {
            throw new UserError("could not convert " + Printing.repr(call.get(0)) + " to float");
        }
        boolean binary = call.truth(1);
        double base = binary ? 1024 : 1000;
        if (size == 1) {
            return "1 Byte";
        }
        if (size < base) {
            return (long) (double) size + " Bytes";
        }
        var prefixes = "kMGTPEZY";
        double unit = base;
        int at = -1;
        while (at + 1 < prefixes.length() && (at < 0 || size >= unit)) {
            unit *= base;
            at++;
        }
        var prefix = prefixes.substring(at, at + 1);
        return FormatSpec.format(base * size / unit, ".1f") + " "
                + (binary ? prefix.toUpperCase(Locale.ROOT) + "iB" : prefix + "B");
    }

    private static @Nullable Object random(Call call) {
        var seed = call.get(3);
        java.util.function.LongUnaryOperator below = seed == null
                ? bound -> call.run().outside().random().nextLong(bound)
                : new MersenneTwister(seed)::below;
        if (Types.isInteger(call.get(0))) {
            long start = call.given(1) ? call.integer(1) : 0;
            long step = call.given(2) && call.integer(2) != 0 ? call.integer(2) : 1;
            long end = ((Number) java.util.Objects.requireNonNull(Arithmetic.sign(call.get(0), false))).longValue();
            long count = step > 0 ? Math.ceilDiv(end - start, step) : Math.ceilDiv(start - end, -step);
            if (count <= 0) {
                throw new UserError("empty range for randrange()");
            }
            return start + step * below.applyAsLong(count);
        }
        if (!Sequences.isIterable(call.get(0))) {
            throw new UserError("random can only be used on sequences and integers");
        }
        if (call.given(1) || call.given(2)) {
            throw new UserError("start and step can only be used with integer values");
        }
        var items = new java.util.ArrayList<@Nullable Object>(Sequences.of(call.get(0)));
        if (items.isEmpty()) {
            throw new UserError("Cannot choose from an empty sequence");
        }
        return items.get((int) below.applyAsLong(items.size()));
    }

    private static @Nullable Object shuffle(Call call) {
        if (call.get(0) instanceof Undefined || !Sequences.isIterable(call.get(0))) {
            return call.get(0);
        }
        var items = new FreshList(call.items(0));
        boolean seeded = dev.muster.value.Truth.of(call.get(1));
        java.util.function.LongUnaryOperator below = !seeded
                ? bound -> call.run().outside().random().nextLong(bound)
                : new MersenneTwister(call.get(1))::below;
        for (int i = items.size() - 1; i > 0; i--) {
            java.util.Collections.swap(items, i, (int) below.applyAsLong(i + 1L));
        }
        return items;
    }
}
