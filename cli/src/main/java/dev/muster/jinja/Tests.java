package dev.muster.jinja;

import dev.muster.value.Compare;
import dev.muster.value.Truth;
import dev.muster.value.Types;
import dev.muster.value.Undefined;
import dev.muster.value.UndefinedUse;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All tests, under their short names. */
final class Tests {

    static final Map<String, Filter> ALL = all();

    private Tests() {}

    private static Map<String, Filter> all() {
        var tests = new LinkedHashMap<String, Filter>();
        var table = new Filter.Table(tests);
        kinds(table);
        relations(table);
        AnsibleTests.register(table);
        IpTests.register(table);
        return java.util.Collections.unmodifiableMap(tests);
    }

    private static void kinds(Filter.Table table) {
        table.lenient("defined", "value", call -> !isUndefined(call.get(0)))
                .lenient("undefined", "value", call -> isUndefined(call.get(0)))
                .add("none", "value", call -> call.get(0) == null)
                .add("boolean", "value", call -> call.get(0) instanceof Boolean)
                .add("true", "value", call -> Boolean.TRUE.equals(call.get(0)))
                .add("false", "value", call -> Boolean.FALSE.equals(call.get(0)))
                .add("integer", "value", call -> call.get(0) instanceof Long || call.get(0) instanceof BigInteger)
                .add("float", "value", call -> call.get(0) instanceof Double)
                .add("number", "value", call -> Types.isNumber(call.get(0)))
                .add("string", "value", call -> call.get(0) instanceof String)
                .add("mapping", "value", call -> call.get(0) instanceof Map)
                .add("iterable", "value", call -> Sequences.isIterable(call.get(0)))
                .add("sequence", "value", call -> Sequences.isIterable(call.get(0)))
                .add("callable", "value", call -> call.get(0) instanceof Callable)
                .add("escaped", "value", _ -> false)
                .add("filter", "value", call -> call.run().engine().filter(call.text(0)) != null)
                .add("test", "value", call -> call.run().engine().test(call.text(0)) != null)
                .add("lower", "value", call -> cased(call.text(0), false))
                .add("upper", "value", call -> cased(call.text(0), true));
    }

    private static boolean isUndefined(@Nullable Object value) {
        return value instanceof Undefined || value == NoElse.NO_ELSE;
    }

    private static boolean cased(String text, boolean upper) {
        boolean hasCase = text.codePoints().anyMatch(c -> Character.isUpperCase(c) || Character.isLowerCase(c));
        return hasCase && text.equals(upper ? text.toUpperCase(Locale.ROOT) : text.toLowerCase(Locale.ROOT));
    }

    private static void relations(Filter.Table table) {
        table.add("odd", "value", call -> remainder(call, 2L) == 1)
                .add("even", "value", call -> remainder(call, 2L) == 0)
                .add("divisibleby", "value, num", call -> remainder(call, call.get(1)) == 0)
                .add("sameas", "value, other", call -> same(call.get(0), call.get(1)))
                .add("in", "value, seq", call -> ExpressionCompiler.in(call.get(0), call.get(1)));
        relation(table, Expr.Relation.EQUAL, "eq", "==", "equalto");
        relation(table, Expr.Relation.UNEQUAL, "ne", "!=");
        relation(table, Expr.Relation.LESS, "lt", "<", "lessthan");
        relation(table, Expr.Relation.LESS_EQUAL, "le", "<=");
        relation(table, Expr.Relation.GREATER, "gt", ">", "greaterthan");
        relation(table, Expr.Relation.GREATER_EQUAL, "ge", ">=");
    }

    private static void relation(Filter.Table table, Expr.Relation relation, String... names) {
        for (var name : names) {
            table.add(name, "a, b", call -> ExpressionCompiler.holds(relation, call.get(0), call.get(1)));
        }
    }

    private static double remainder(Call call, @Nullable Object divisor) {
        var rest = Arithmetic.apply(Expr.Operator.MODULO, call.get(0), divisor, call.frame());
        return rest instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    private static boolean same(@Nullable Object a, @Nullable Object b) {
        boolean small = a == null || a instanceof Boolean || a instanceof String;
        return a == b
                || small && a != null && b != null && a.getClass() == b.getClass() && Compare.equal(a, b)
                || a instanceof Long && b instanceof Long && a.equals(b);
    }

    /** Whether every or any item is true. */
    static boolean quantified(@Nullable Object items, boolean all) {
        for (var item : Sequences.of(items)) {
            if (item instanceof Undefined undefined) {
                throw new UndefinedUse(undefined);
            }
            if (Truth.of(item) != all) {
                return !all;
            }
        }
        return all;
    }

    /** The items of two lists, where each of the second has to be in the first. */
    static boolean includes(List<?> whole, List<?> part) {
        var known = Distinct.of(whole);
        return part.stream().allMatch(known::contains);
    }
}
