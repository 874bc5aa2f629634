package dev.muster.engine;

import dev.muster.step.Diff;
import dev.muster.step.Result;
import dev.muster.value.Printing;
import dev.muster.value.Secrets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a module's secret arguments, such as a password, out of its result, by the rules of {@code no_log} in
 * {@code ansible.module_utils.common.parameters}: whatever is one as a whole is named as such, and whatever contains one shows
 * stars in its place.
 */
final class SecretArguments {

    private static final String WHOLE = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER";

    /** From this length on a text cannot well stand in other output by chance. */
    private static final int LONG = 16;

    private static final int DISTINCT = 8;

    private SecretArguments() {}

    /**
     * Whether to hide it in the whole run: a word of everyday use must not blot out half of the other output, and hides little.
     */
    static boolean isDistinct(String secret) {
        return secret.length() >= LONG
                || secret.length() >= DISTINCT && !secret.chars().allMatch(Character::isLetter);
    }

    static Result hidden(Result result, List<String> secrets) {
        var longestFirst = secrets.stream()
                .filter(secret -> !secret.isEmpty())
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        if (longestFirst.isEmpty()) {
            return result;
        }
        return new Result(
                result.status(),
                result.changed(),
                map(result.data(), longestFirst),
                result.diffs().stream().map(diff -> diff(diff, longestFirst)).toList(),
                map(result.facts(), longestFirst),
                result.warnings().stream()
                        .map(warning -> part(warning, longestFirst))
                        .toList());
    }

    private static Map<String, @Nullable Object> map(Map<String, @Nullable Object> map, List<String> secrets) {
        var masked = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((key, value) -> masked.put(key, value(value, secrets)));
        return masked;
    }

    private static Diff diff(Diff diff, List<String> secrets) {
        var prepared = diff.prepared();
        return new Diff(
                value(diff.before(), secrets),
                value(diff.after(), secrets),
                diff.beforeHeader(),
                diff.afterHeader(),
                prepared == null ? null : part(prepared, secrets));
    }

    private static @Nullable Object value(@Nullable Object value, List<String> secrets) {
        return switch (value) {
            case null -> null;
            case Boolean truth -> truth;
            case String text -> secrets.contains(text) ? WHOLE : part(text, secrets);
            case Number number -> number(number, secrets);
            case Map<?, ?> map -> {
                var masked = new LinkedHashMap<Object, @Nullable Object>();
                map.forEach((key, item) -> masked.put(key, value(item, secrets)));
                yield masked;
            }
            case List<?> list -> {
                var masked = new java.util.ArrayList<@Nullable Object>(list.size());
                list.forEach(item -> masked.add(value(item, secrets)));
                yield masked;
            }
            default -> value;
        };
    }

    private static Object number(Number number, List<String> secrets) {
        var text = Printing.str(number);
        return secrets.stream().anyMatch(text::contains) ? WHOLE : number;
    }

    private static String part(String text, List<String> secrets) {
        var masked = text;
        for (var secret : secrets) {
            masked = masked.replace(secret, Secrets.MASK);
        }
        return masked;
    }
}
