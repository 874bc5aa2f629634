package dev.muster.engine;

import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Encrypted;
import dev.muster.value.Omit;
import dev.muster.value.Printing;
import dev.muster.value.Template;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Final values of what is written in a playbook, and what they mean to a keyword. */
final class Values {

    private Values() {}

    /** Everything rendered; what is omitted is dropped from dictionaries and lists. Something undefined is an error. */
    static @Nullable Object rendered(@Nullable Object raw, Scope scope) {
        return switch (raw) {
            case Template template -> scope.value(template);
            case Encrypted encrypted -> encrypted.text();
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                map.forEach((key, item) -> {
                    var value = rendered(item, scope);
                    if (value != Omit.OMIT) {
                        copy.put(rendered(key, scope), value);
                    }
                });
                yield copy;
            }
            case List<?> list -> {
                var copy = new ArrayList<@Nullable Object>(list.size());
                for (var item : list) {
                    var value = rendered(item, scope);
                    if (value != Omit.OMIT) {
                        copy.add(value);
                    }
                }
                yield copy;
            }
            case null, default -> raw;
        };
    }

    static @Nullable Object rendered(@Nullable Binding binding, Scope scope) {
        if (binding == null) {
            return null;
        }
        try {
            var value = rendered(binding.value(), scope);
            return value == Omit.OMIT ? null : value;
        } catch (UserError e) {
            throw e.at(binding.at());
        }
    }

    static @Nullable String text(@Nullable Binding binding, Scope scope) {
        var value = rendered(binding, scope);
        return value == null ? null : Printing.str(value);
    }

    static boolean truth(@Nullable Binding binding, Scope scope, boolean otherwise) {
        var value = rendered(binding, scope);
        if (value == null) {
            return otherwise;
        }
        try {
            return truth(value);
        } catch (UserError e) {
            throw binding == null ? e : e.at(binding.at());
        }
    }

    /** Ansible's truth values of keywords and variables: {@code yes}, {@code on}, {@code 1} and their kin. */
    static boolean truth(Object value) {
        return switch (value) {
            case Boolean truth -> truth;
            case Long number when number == 0 || number == 1 -> number == 1;
            case Double number when number == 0 || number == 1 -> number == 1;
            default ->
                switch (Printing.str(value).toLowerCase(Locale.ROOT)) {
                    case "y", "yes", "on", "1", "true", "t", "1.0" -> true;
                    case "n", "no", "off", "0", "false", "f", "0.0" -> false;
                    default ->
                        throw new UserError("'" + Printing.str(value) + "' is not a valid boolean")
                                .hint("write true or false");
                };
        };
    }

    static double number(@Nullable Binding binding, Scope scope, double otherwise) {
        var value = rendered(binding, scope);
        return switch (value) {
            case null -> otherwise;
            case Long number -> number;
            case BigInteger number -> number.doubleValue();
            case Double number -> number;
            default -> {
                try {
                    yield Double.parseDouble(Printing.str(value).strip());
                } catch (NumberFormatException e) {
                    var error = new UserError("'" + Printing.str(value) + "' is not a number");
                    throw binding == null ? error : error.at(binding.at());
                }
            }
        };
    }

    /** A text or a list of texts. */
    static List<String> texts(@Nullable Object value) {
        return switch (value) {
            case null -> List.of();
            case List<?> list ->
                list.stream().flatMap(item -> texts(item).stream()).toList();
            default -> List.of(Printing.str(value));
        };
    }

    /** Conditions, all of which must hold. */
    static boolean holds(List<Binding> conditions, Scope scope) {
        return conditions.stream().allMatch(condition -> holds(condition, scope));
    }

    static boolean holds(Binding condition, Scope scope) {
        return holds(condition.value(), condition.at(), scope);
    }

    /** Whether a condition holds: an expression without braces, whose value must be a truth value. */
    static boolean holds(@Nullable Object condition, dev.muster.source.@Nullable Position at, Scope scope) {
        var value = switch (condition) {
            case null -> true;
            case String text when text.isEmpty() -> true;
            case String text ->
                expression(
                        new Template(
                                text,
                                at != null
                                        ? at
                                        : dev.muster.source.Source.ofText("<condition>", text)
                                                .at(1, 1)),
                        scope);
            case Template template -> expression(template, scope);
            default -> condition;
        };
        if (value instanceof Boolean truth) {
            return truth;
        }
        boolean derived = value != null && dev.muster.value.Truth.of(value);
        throw new UserError("Conditional result (" + (derived ? "True" : "False") + ") was derived from value of type '"
                        + dev.muster.value.Types.name(value) + "'" + (at == null ? "" : " at '" + place(at) + "'")
                        + ". Conditionals must have a boolean result.")
                .at(at)
                .hint("compare it, as in 'x | length > 0' or 'x is defined', or convert it with '| bool'");
    }

    private static String place(dev.muster.source.Position at) {
        return at.file().startsWith("<")
                ? at.toString()
                : java.nio.file.Path.of(at.file()).toAbsolutePath().normalize() + ":" + at.line() + ":" + scalar(at);
    }

    /** Whether an error tells that something is undefined. */
    static boolean isUndefined(UserError e) {
        return e.what().endsWith(" is undefined")
                || e.what().startsWith("object of type '")
                || e.what().startsWith("'list object' has no ");
    }

    /** The column of the scalar itself, where a text in quotes begins one later. */
    private static int scalar(dev.muster.source.Position at) {
        var line = at.source().line(at.line());
        int before = at.column() - 2;
        if (before < 0 || before >= line.codePointCount(0, line.length())) {
            return at.column();
        }
        int quote = line.codePointAt(line.offsetByCodePoints(0, before));
        return quote == '"' || quote == '\'' ? at.column() - 1 : at.column();
    }

    private static @Nullable Object expression(Template template, Scope scope) {
        try {
            return scope.expression(template);
        } catch (UserError e) {
            throw (isUndefined(e) ? e.prefixed("Error while evaluating conditional: ") : e).at(template.at());
        }
    }
}
