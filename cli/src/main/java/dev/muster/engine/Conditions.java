package dev.muster.engine;

import dev.muster.source.Position;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Template;
import dev.muster.value.Truth;
import dev.muster.value.Types;
import dev.muster.value.Unsafe;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether what {@code when} and its kin say holds (ansible-core's {@code evaluate_conditional}). */
final class Conditions {

    private static final String BRACES =
            "Conditionals should not be surrounded by templating delimiters such as {{ }} or {% %}.";

    private Conditions() {}

    /** Conditions, all of which must hold. */
    static boolean hold(List<Binding> conditions, Scope scope) {
        return conditions.stream().allMatch(condition -> hold(condition, scope));
    }

    static boolean hold(Binding condition, Scope scope) {
        if (!condition.written()) {
            throw WrittenExpressions.untrusted(condition.at());
        }
        return hold(condition.value(), condition.at(), scope);
    }

    /**
     * Whether a condition holds: an expression without braces, whose value must be a truth value.
     *
     * @param condition as it is written: a text that was made while the program runs is {@link Unsafe} and refused
     */
    static boolean hold(@Nullable Object condition, @Nullable Position at, Scope scope) {
        var value = switch (condition) {
            case null -> empty(at, scope);
            case String text when text.isBlank() -> empty(at, scope);
            case String text ->
                expression(
                        new Template(
                                text,
                                at != null
                                        ? at
                                        : Source.ofText("<condition>", text).at(1, 1)),
                        scope);
            case Template template when isWholly(template) -> named(template, at, scope);
            case Template template -> expression(template, scope);
            case Boolean truth -> truth;
            case Unsafe data -> throw WrittenExpressions.untrusted(data.at());
            default -> {
                if (scope.ways().brokenConditions()) {
                    yield Values.rendered(condition, scope);
                }
                throw new UserError("Conditional expressions must be strings.")
                        .at(at)
                        .hint("write an expression without braces, or true or false");
            }
        };
        if (value instanceof Boolean truth) {
            return truth;
        }
        boolean derived = value != null && Truth.of(value);
        var broken = new UserError(
                        "Conditional result (" + (derived ? "True" : "False") + ") was derived from value of type '"
                                + Types.name(value) + "'" + (at == null ? "" : " at '" + place(at) + "'")
                                + ". Conditionals must have a boolean result.")
                .at(at);
        if (scope.ways().brokenConditions()) {
            deprecate(broken.what(), at, scope);
            return derived;
        }
        throw broken.hint("compare it, as in 'x | length > 0' or 'x is defined', or convert it with '| bool'");
    }

    private static boolean empty(@Nullable Position at, Scope scope) {
        if (scope.ways().brokenConditions()) {
            deprecate("Empty conditional expression was evaluated as True.", at, scope);
            return true;
        }
        throw new UserError("Empty conditional expressions are not allowed.")
                .at(at)
                .hint("leave the keyword out where there is no condition");
    }

    /** What is still taken, with the words of ansible-core. */
    private static void deprecate(String what, @Nullable Position at, Scope scope) {
        scope.ways()
                .deprecations()
                .accept(new UserError(what + " This feature will be removed from ansible-core version 2.23.")
                        .at(at)
                        .render());
    }

    private static boolean isWholly(Template template) {
        var text = template.text().strip();
        return List.of("{{", "{%", "{#").contains(text.substring(0, Math.min(2, text.length())))
                && List.of("}}", "%}", "#}").contains(text.substring(Math.max(0, text.length() - 2)));
    }

    /**
     * What a condition in braces comes to. A variable may hold an expression, which counts when it stands in a file of the
     * project; any other text that a template gives is never evaluated.
     */
    private static @Nullable Object named(Template template, @Nullable Position at, Scope scope) {
        var texts = new WrittenTexts();
        var value = telling(template, () -> scope.recording(texts).value(template));
        if (!(value instanceof String text)) {
            deprecate(BRACES, template.at(), scope);
            return value;
        }
        if (text.isBlank()) {
            return empty(at, scope);
        }
        if (!texts.has(text)) {
            throw WrittenExpressions.untrusted(texts.origin(text, template.at()));
        }
        return expression(new Template(text, template.at()), scope);
    }

    private static String place(Position at) {
        return at.file().startsWith("<")
                ? at.toString()
                : Path.of(at.file()).toAbsolutePath().normalize() + ":" + at.line() + ":" + scalar(at);
    }

    /** The column of the scalar itself, where a text in quotes begins one later. */
    private static int scalar(Position at) {
        var line = at.source().line(at.line());
        int before = at.column() - 2;
        if (before < 0 || before >= line.codePointCount(0, line.length())) {
            return at.column();
        }
        int quote = line.codePointAt(line.offsetByCodePoints(0, before));
        return quote == '"' || quote == '\'' ? at.column() - 1 : at.column();
    }

    private static @Nullable Object expression(Template template, Scope scope) {
        return telling(template, () -> scope.expression(template));
    }

    private static @Nullable Object telling(Template template, Supplier<@Nullable Object> evaluation) {
        try {
            return evaluation.get();
        } catch (UserError e) {
            throw (Values.isUndefined(e) ? e.prefixed("Error while evaluating conditional: ") : e).at(template.at());
        }
    }
}
