package dev.muster.modules;

import dev.muster.value.Printing;
import dev.muster.value.Truth;
import dev.muster.value.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks values against an argument specification that was written in YAML, as that of a role: what ansible-core's
 * {@code ArgumentSpecValidator} does. Unlike {@link ArgumentCheck}, which has the modules' own specifications, it goes into
 * nested options, and names everything that is wrong.
 */
final class SpecCheck {

    private final List<String> errors = new ArrayList<>();
    private final Map<String, Map<?, ?>> unsupported = new TreeMap<>();

    private SpecCheck() {}

    /** Everything wrong with some values, in Ansible's words and order; nothing when they are right. */
    static List<String> errors(Map<?, ?> spec, Map<String, @Nullable Object> values) {
        var check = new SpecCheck();
        var copy = new LinkedHashMap<String, @Nullable Object>(values);
        check.level(spec, Map.of(), copy, List.of());
        check.nested(spec, copy, List.of());
        if (!check.unsupported.isEmpty()) {
            var last = check.unsupported.values().stream()
                    .reduce((_, next) -> next)
                    .orElse(Map.of());
            var aliases = new TreeSet<String>();
            last.values().forEach(one -> aliases.addAll(texts(attribute(one, "aliases"))));
            var names = last.keySet().stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
            check.errors.add(String.join(", ", check.unsupported.keySet()) + ". Supported parameters include: " + names
                    + (aliases.isEmpty() ? "" : " (" + String.join(", ", aliases) + ")") + ".");
        }
        return List.copyOf(check.errors);
    }

    /** One level of options; {@code rules} is what holds the specification, and the rules between options beside it. */
    private void level(Map<?, ?> spec, Map<?, ?> rules, Map<String, @Nullable Object> values, List<String> context) {
        var legal = aliases(spec, values);
        for (var name : values.keySet()) {
            if (!legal.contains(name)) {
                var path = new ArrayList<>(context);
                path.add(name);
                unsupported.put(String.join(".", path), spec);
            }
        }
        exclusive(rules, values, context);
        spec.forEach((name, one) -> {
            if (attribute(one, "default") != null) {
                values.putIfAbsent(String.valueOf(name), attribute(one, "default"));
            }
        });
        var missing = spec.entrySet().stream()
                .filter(entry -> Truth.of(attribute(entry.getValue(), "required"))
                        && !values.containsKey(String.valueOf(entry.getKey())))
                .map(entry -> String.valueOf(entry.getKey()))
                .sorted()
                .toList();
        if (!missing.isEmpty()) {
            errors.add("missing required arguments: " + String.join(", ", missing) + found(context));
        }
        spec.forEach((name, one) -> convert(String.valueOf(name), one, values, context));
        spec.forEach((name, one) -> choose(String.valueOf(name), one, values, context));
        together(rules, values, context);
        oneOf(rules, values, context);
        requiredIf(rules, values, context);
        requiredBy(rules, values, context);
    }

    private static Set<String> aliases(Map<?, ?> spec, Map<String, @Nullable Object> values) {
        var legal = new LinkedHashSet<String>();
        spec.forEach((name, one) -> {
            legal.add(String.valueOf(name));
            for (var alias : texts(attribute(one, "aliases"))) {
                legal.add(alias);
                if (values.containsKey(alias)) {
                    values.put(String.valueOf(name), values.get(alias));
                }
            }
        });
        return legal;
    }

    private void convert(
            String name, @Nullable Object one, Map<String, @Nullable Object> values, List<String> context) {
        var value = values.get(name);
        if (!values.containsKey(name)
                || value == null && !Truth.of(attribute(one, "required")) && attribute(one, "default") == null) {
            return;
        }
        var type = type(attribute(one, "type"));
        try {
            var converted = Conversion.to(type, value);
            var elements = attribute(one, "elements");
            values.put(
                    name,
                    elements != null && converted instanceof List<?> list
                            ? elements(name, type(elements), list, context)
                            : converted);
        } catch (Conversion.Failed e) {
            errors.add("argument '" + name + "' is of type " + Types.name(value)
                    + (context.isEmpty() ? "" : " found in '" + String.join(" -> ", context) + "'.")
                    + " and we were unable to convert to " + Conversion.word(type) + ": " + e.getMessage());
        }
    }

    private List<@Nullable Object> elements(String name, Parameters.Type type, List<?> list, List<String> context) {
        var converted = new ArrayList<@Nullable Object>();
        for (var item : list) {
            try {
                converted.add(Conversion.to(type, item));
            } catch (Conversion.Failed e) {
                errors.add("Elements value for option '" + name + "'"
                        + (context.isEmpty() ? "" : " found in '" + String.join(" -> ", context) + "'") + " is of type "
                        + Types.name(item) + " and we were unable to convert to " + Conversion.word(type) + ": "
                        + e.getMessage());
            }
        }
        return converted;
    }

    private static Parameters.Type type(@Nullable Object name) {
        return Arrays.stream(Parameters.Type.values())
                .filter(type ->
                        Conversion.word(type).equals(String.valueOf(name).toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(Parameters.Type.STR);
    }

    private void choose(String name, @Nullable Object one, Map<String, @Nullable Object> values, List<String> context) {
        if (!(attribute(one, "choices") instanceof List<?> choices) || !values.containsKey(name)) {
            return;
        }
        var value = values.get(name);
        var all = choices.stream().map(Printing::str).collect(Collectors.joining(", "));
        if (value instanceof List<?> list) {
            var strangers =
                    list.stream().filter(item -> !choices.contains(item)).toList();
            if (!strangers.isEmpty()) {
                errors.add("value of " + name + " must be one or more of: " + all + ". Got no match for: "
                        + strangers.stream().map(Printing::str).collect(Collectors.joining(", ")) + found(context));
            }
        } else if (!choices.contains(value)) {
            errors.add(
                    "value of " + name + " must be one of: " + all + ", got: " + Printing.str(value) + found(context));
        }
    }

    private void exclusive(Map<?, ?> rules, Map<String, @Nullable Object> values, List<String> context) {
        var broken = groups(rules.get("mutually_exclusive")).stream()
                .filter(group -> group.stream().filter(values::containsKey).count() > 1)
                .map(group -> String.join("|", group))
                .toList();
        if (!broken.isEmpty()) {
            errors.add("parameters are mutually exclusive: " + String.join(", ", broken) + found(context));
        }
    }

    private void together(Map<?, ?> rules, Map<String, @Nullable Object> values, List<String> context) {
        groups(rules.get("required_together")).stream()
                .filter(group -> group.stream().anyMatch(values::containsKey)
                        && !group.stream().allMatch(values::containsKey))
                .findFirst()
                .ifPresent(group ->
                        errors.add("parameters are required together: " + String.join(", ", group) + found(context)));
    }

    private void oneOf(Map<?, ?> rules, Map<String, @Nullable Object> values, List<String> context) {
        groups(rules.get("required_one_of")).stream()
                .filter(group -> group.stream().noneMatch(values::containsKey))
                .findFirst()
                .ifPresent(group ->
                        errors.add("one of the following is required: " + String.join(", ", group) + found(context)));
    }

    private void requiredIf(Map<?, ?> rules, Map<String, @Nullable Object> values, List<String> context) {
        if (!(rules.get("required_if") instanceof List<?> all)) {
            return;
        }
        for (var item : all) {
            if (!(item instanceof List<?> rule)
                    || rule.size() < 3
                    || !values.containsKey(String.valueOf(rule.get(0)))) {
                continue;
            }
            boolean any = rule.size() > 3 && Truth.of(rule.get(3));
            var needs = texts(rule.get(2));
            var missing =
                    needs.stream().filter(need -> !values.containsKey(need)).toList();
            boolean broken = any ? missing.size() == needs.size() : !missing.isEmpty();
            if (Objects.equals(values.get(String.valueOf(rule.get(0))), rule.get(1)) && broken) {
                errors.add(rule.get(0) + " is " + Printing.str(rule.get(1)) + " but " + (any ? "any" : "all")
                        + " of the following are missing: " + String.join(", ", missing) + found(context));
                return;
            }
        }
    }

    private void requiredBy(Map<?, ?> rules, Map<String, @Nullable Object> values, List<String> context) {
        if (rules.get("required_by") instanceof Map<?, ?> all) {
            for (var rule : all.entrySet()) {
                var missing = texts(rule.getValue()).stream()
                        .filter(need -> values.get(need) == null)
                        .toList();
                if (values.get(String.valueOf(rule.getKey())) != null && !missing.isEmpty()) {
                    errors.add("missing parameter(s) required by '" + rule.getKey() + "': " + String.join(", ", missing)
                            + found(context));
                }
            }
        }
    }

    /** Goes into the options that are dictionaries, or lists of them. */
    private void nested(Map<?, ?> spec, Map<String, @Nullable Object> values, List<String> context) {
        spec.forEach((name, one) -> {
            boolean isDict = "dict".equals(attribute(one, "type"));
            boolean isDicts = "list".equals(attribute(one, "type")) && "dict".equals(attribute(one, "elements"));
            if (!(isDict || isDicts) || !(attribute(one, "options") instanceof Map<?, ?> options)) {
                return;
            }
            var key = String.valueOf(name);
            if (Truth.of(attribute(one, "apply_defaults")) && values.get(key) == null) {
                values.put(key, Map.of());
            }
            var value = values.get(key);
            if (value == null) {
                return;
            }
            var inner = new ArrayList<>(context);
            inner.add(key);
            for (var item : value instanceof List<?> list ? list : List.of(value)) {
                if (item instanceof Map<?, ?> map) {
                    var given = new LinkedHashMap<String, @Nullable Object>();
                    map.forEach((option, content) -> given.put(String.valueOf(option), content));
                    level(options, one instanceof Map<?, ?> rules ? rules : Map.of(), given, inner);
                    nested(options, given, inner);
                } else {
                    errors.add("value of '" + key + "' must be of type dict or list of dicts");
                }
            }
        });
    }

    private static String found(List<String> context) {
        return context.isEmpty() ? "" : " found in " + String.join(" -> ", context);
    }

    private static @Nullable Object attribute(@Nullable Object one, String name) {
        return one instanceof Map<?, ?> map ? map.get(name) : null;
    }

    private static List<String> texts(@Nullable Object value) {
        return switch (value) {
            case null -> List.of();
            case List<?> list -> list.stream().map(String::valueOf).toList();
            default -> List.of(String.valueOf(value));
        };
    }

    /** A list of names, or several. */
    private static List<List<String>> groups(@Nullable Object value) {
        if (!(value instanceof List<?> list) || list.isEmpty()) {
            return List.of();
        }
        return list.getFirst() instanceof List<?>
                ? list.stream().map(SpecCheck::texts).toList()
                : List.of(texts(list));
    }
}
