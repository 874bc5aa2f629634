package dev.muster.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expression as it was parsed. {@code at} is where it stands, in characters of the template's text. */
sealed interface Expr {

    int at();

    /** A literal: null, a truth value, a number or a text. */
    record Constant(@Nullable Object value, int at) implements Expr {}

    record Name(String name, int at) implements Expr {}

    record TupleOf(List<Expr> items, int at) implements Expr {}

    record ListOf(List<Expr> items, int at) implements Expr {}

    record DictOf(List<Entry> entries, int at) implements Expr {}

    record Entry(Expr key, Expr value) {}

    /** {@code a.name} */
    record Attribute(Expr of, String name, int at) implements Expr {}

    /** {@code a[key]} */
    record Item(Expr of, Expr key, int at) implements Expr {}

    /** {@code a[from:to:step]} */
    record Slice(
            Expr of,
            @Nullable Expr from,
            @Nullable Expr to,
            @Nullable Expr step,
            int at) implements Expr {}

    record Call(Expr callee, Given given, int at) implements Expr {}

    /** {@code a | name(...)}; {@code of} is null at the head of a filter block. */
    record Filter(@Nullable Expr of, String name, Given given, int at) implements Expr {}

    /** {@code a is name(...)} */
    record Test(Expr of, String name, Given given, int at) implements Expr {}

    record Not(Expr of, int at) implements Expr {}

    /** Minus or plus. */
    record Sign(Expr of, boolean minus, int at) implements Expr {}

    record And(Expr left, Expr right, int at) implements Expr {}

    record Or(Expr left, Expr right, int at) implements Expr {}

    record Binary(Operator operator, Expr left, Expr right, int at) implements Expr {}

    /** {@code a ~ b ~ c} */
    record Concat(List<Expr> items, int at) implements Expr {}

    /** {@code a < b <= c} */
    record Comparison(Expr first, List<Operand> rest, int at) implements Expr {}

    record Operand(Relation relation, Expr with) {}

    /** {@code then if test else otherwise} */
    record Choice(Expr test, Expr then, @Nullable Expr otherwise, int at) implements Expr {}

    /** What is given to a call, in order: by position, by name, and the dynamic rests. */
    record Given(
            List<Expr> positional,
            List<Named> named,
            @Nullable Expr rest,
            @Nullable Expr namedRest) {

        static final Given NOTHING = new Given(List.of(), List.of(), null, null);
    }

    record Named(String name, Expr value) {}

    /** Operators of two operands that are always both evaluated. */
    enum Operator {
        ADD("+"),
        SUBTRACT("-"),
        MULTIPLY("*"),
        DIVIDE("/"),
        FLOOR_DIVIDE("//"),
        MODULO("%"),
        POWER("**");

        final String sign;

        Operator(String sign) {
            this.sign = sign;
        }
    }

    enum Relation {
        EQUAL,
        UNEQUAL,
        LESS,
        LESS_EQUAL,
        GREATER,
        GREATER_EQUAL,
        IN,
        NOT_IN
    }
}
