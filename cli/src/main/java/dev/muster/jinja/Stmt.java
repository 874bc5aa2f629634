package dev.muster.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement as it was parsed. */
sealed interface Stmt {

    /** Text that is written as it stands. */
    record Data(String text) implements Stmt {}

    /** <code>{{ value }}</code> */
    record Print(Expr value) implements Stmt {}

    record If(List<Branch> branches, List<Stmt> otherwise) implements Stmt {}

    record Branch(Expr test, List<Stmt> body) {}

    record For(
            Target target,
            Expr items,
            @Nullable Expr filter,
            boolean recursive,
            List<Stmt> body,
            List<Stmt> otherwise,
            int at)
            implements Stmt {}

    record Set(Target target, Expr value) implements Stmt {}

    /** <code>{% set name | filter %}...{% endset %}</code>; the filters have no operand at their innermost. */
    record SetBlock(Target target, @Nullable Expr filters, List<Stmt> body) implements Stmt {}

    record With(List<Binding> bindings, List<Stmt> body) implements Stmt {}

    record Binding(Target target, Expr value) {}

    record MacroOf(String name, List<Parameter> parameters, List<Stmt> body, Rest rest, int at) implements Stmt {}

    record Parameter(String name, @Nullable Expr standard) {}

    /** <code>{% call(parameters) callee(...) %}...{% endcall %}</code> */
    record CallBlock(List<Parameter> parameters, Expr.Call call, List<Stmt> body, Rest rest, int at) implements Stmt {}

    /** Which of the extra names {@code varargs}, {@code kwargs} and {@code caller} a macro's body uses. */
    record Rest(boolean varargs, boolean kwargs, boolean caller) {}

    record FilterBlock(Expr filters, List<Stmt> body) implements Stmt {}

    record Block(String name, boolean scoped, boolean required, List<Stmt> body, int at) implements Stmt {}

    record Extends(Expr template, int at) implements Stmt {}

    record Include(Expr template, boolean ignoreMissing, boolean withContext, int at) implements Stmt {}

    record Import(Expr template, String name, boolean withContext, int at) implements Stmt {}

    record FromImport(Expr template, List<Alias> names, boolean withContext, int at) implements Stmt {}

    record Alias(String name, String as) {}

    /** <code>{% do expression %}</code> */
    record Do(Expr expression) implements Stmt {}

    record Break() implements Stmt {}

    record Continue() implements Stmt {}

    /** Statements that only group others, such as an autoescape block, which changes nothing here. */
    record Scope(List<Stmt> body) implements Stmt {}

    /** What a value is bound to. */
    sealed interface Target {
        record Variable(String name, int at) implements Target {}

        /** {@code namespace.attribute} */
        record Member(String namespace, String attribute, int at) implements Target {}

        record Several(List<Target> targets, int at) implements Target {}
    }
}
