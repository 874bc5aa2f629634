package dev.muster.engine;

import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Encrypted;
import dev.muster.value.Omit;
import dev.muster.value.Printing;
import dev.muster.value.Template;
import dev.muster.value.Truth;
import dev.muster.value.Undefined;
import dev.muster.value.Unsafe;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Final values of what is written in a playbook, and what they mean to a keyword. */
final class Values {

    /** Keywords whose numbers may have a fraction. */
    private static final Set<String> FRACTIONS = Set.of("delay", "pause", "max_fail_percentage");

    /** What an error begins with that is about a keyword; the name follows in quotes. */
    static final String PROCESSING = "Error processing keyword ";

    private Values() {}

    /** Everything rendered; what is omitted is dropped from dictionaries and lists. Something undefined is an error. */
    static @Nullable Object rendered(@Nullable Object raw, Scope scope) {
        return switch (raw) {
            case Template template -> scope.value(template);
            case Encrypted encrypted -> encrypted.text();
            case Unsafe unsafe -> unsafe.text();
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

    /** The same, where a template that uses what is undefined is undefined itself. */
    static @Nullable Object renderedOrUndefined(@Nullable Object raw, Scope scope) {
        return switch (raw) {
            case Template template -> {
                try {
                    yield scope.value(template);
                } catch (UserError e) {
                    if (!isUndefined(e)) {
                        throw e;
                    }
                    yield Undefined.because(e.what());
                }
            }
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                map.forEach((key, item) -> copy.put(rendered(key, scope), renderedOrUndefined(item, scope)));
                yield copy;
            }
            case List<?> list -> {
                var copy = new ArrayList<@Nullable Object>(list.size());
                list.forEach(item -> copy.add(renderedOrUndefined(item, scope)));
                yield copy;
            }
            case null, default -> rendered(raw, scope);
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

    /** The truth value of a keyword. */
    static boolean truth(String keyword, @Nullable Binding binding, Scope scope, boolean otherwise) {
        var value = rendered(binding, scope);
        if (value == null) {
            return otherwise;
        }
        try {
            return truth(value);
        } catch (UserError e) {
            throw unconvertible(keyword, value, "bool", binding);
        }
    }

    private static UserError unconvertible(
            String keyword, @Nullable Object value, String type, @Nullable Binding binding) {
        var error = new UserError(PROCESSING + "'" + keyword + "': The value " + Printing.repr(value)
                + " could not be converted to '" + type + "'.");
        return binding == null ? error : error.at(binding.at());
    }

    /** Ansible's truth values of keywords and variables: {@code yes}, {@code on}, {@code 1} and their kin. */
    static boolean truth(Object value) {
        return switch (value) {
            case Boolean truth -> truth;
            case Long number when number == 0 || number == 1 -> number == 1;
            case Double number when number == 0 || number == 1 -> number == 1;
            default ->
                switch (Printing.str(value).toLowerCase(Locale.ROOT)) {
                    case "y", "yes", "on", "1", "true", "t" -> true;
                    case "n", "no", "off", "0", "false", "f" -> false;
                    default ->
                        throw new UserError("'" + Printing.str(value) + "' is not a valid boolean")
                                .hint("write true or false");
                };
        };
    }

    /** The number that a keyword holds; a whole one, where it counts something. */
    static double number(String keyword, @Nullable Binding binding, Scope scope, double otherwise) {
        var value = rendered(binding, scope);
        boolean percent = keyword.equals("max_fail_percentage");
        boolean whole = !FRACTIONS.contains(keyword);
        try {
            return switch (value) {
                case null -> otherwise;
                case Boolean truth -> truth ? 1 : 0;
                case Number number -> number(number.toString(), whole);
                case String text -> number(percent ? text.replace("%", "") : text, whole);
                default -> throw new NumberFormatException();
            };
        } catch (ArithmeticException | NumberFormatException e) {
            throw unconvertible(keyword, value, percent ? "percent" : whole ? "int" : "float", binding);
        }
    }

    private static double number(String text, boolean whole) {
        return whole ? new BigDecimal(text.strip()).toBigIntegerExact().doubleValue() : Double.parseDouble(text);
    }

    /**
     * What a strategy sees of a keyword, which asks Python whether the value as it is written is true: any text is, and any
     * template.
     */
    static boolean written(@Nullable Binding binding, boolean otherwise) {
        return binding == null ? otherwise : Truth.of(binding.value());
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

    /** Whether an error tells that something is undefined. */
    static boolean isUndefined(UserError e) {
        return e.what().endsWith(" is undefined")
                || e.what().startsWith("object of type '")
                || e.what().startsWith("'list object' has no ");
    }
}
