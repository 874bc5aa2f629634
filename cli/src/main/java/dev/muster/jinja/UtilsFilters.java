package dev.muster.jinja;

import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Truth;
import dev.muster.value.Types;
import dev.muster.value.Undefined;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The filters of the collection {@code ansible.utils} on nested data. */
final class UtilsFilters {

    private static final String UTILS = "ansible.utils.";

    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    private UtilsFilters() {}

    static void register(Filter.Table table) {
        table.add(UTILS + "get_path", "var, path, wantlist=False", UtilsFilters::getPath)
                .add(UTILS + "to_paths", "var, prepend=None, wantlist=False", UtilsFilters::toPaths)
                .add(
                        UTILS + "index_of",
                        "data, test, value=None, key=None, fail_on_missing=False, wantlist=False",
                        UtilsFilters::indexOf)
                .add(UTILS + "keep_keys", "data, target, matching_parameter='equality'", call -> {
                    container(call, "keep operation");
                    return keep(call.get(0), Keys.of(call));
                })
                .add(UTILS + "remove_keys", "data, target, matching_parameter='equality'", call -> {
                    container(call, "attribute removal");
                    return remove(call.get(0), Keys.of(call));
                })
                .add(UTILS + "replace_keys", "data, target, matching_parameter='equality'", UtilsFilters::replaceKeys)
                .add(UTILS + "param_list_compare", "base, target", UtilsFilters::compare);
        for (var name : List.of("validate", "consolidate", "fact_diff", "from_xml", "to_xml")) {
            table.add(UTILS + name, "data, *rest, **named", _ -> {
                throw new UserError("Muster does not have the filter '" + UTILS + name + "'");
            });
        }
    }

    /** How keys are compared with those that a filter was told. */
    private record Keys(List<String> targets, String how, Run run) {

        static Keys of(Call call) {
            var targets = call.items(1).stream().map(Printing::str).toList();
            return new Keys(targets, how(call), call.run());
        }

        static String how(Call call) {
            var how = call.text(2);
            var known = List.of("equality", "starts_with", "ends_with", "regex");
            if (!known.contains(how)) {
                throw new UserError("value of matching_parameter must be one of: starts_with, ends_with, regex, got: "
                                + how)
                        .hint(Nearest.hint(how, known));
            }
            return how;
        }

        boolean matches(String key, String target) {
            return switch (how) {
                case "starts_with" -> key.startsWith(target);
                case "ends_with" -> key.endsWith(target);
                case "regex" -> run.engine().regex(target, false, false).matchesStart(key);
                default -> key.equals(target);
            };
        }

        boolean matchAny(String key) {
            return targets.stream().anyMatch(target -> matches(key, target));
        }
    }

    private static void container(Call call, String purpose) {
        if (!(call.get(0) instanceof Map || call.get(0) instanceof List)) {
            throw new UserError("Error when using plugin '" + call.name().replace(UTILS, "")
                    + "': Input is not valid for " + purpose);
        }
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value instanceof List<?> list && list.isEmpty() || value instanceof Map<?, ?> map && map.isEmpty();
    }

    private static @Nullable Object keep(@Nullable Object data, Keys keys) {
        if (data instanceof List<?> list) {
            var kept = new FreshList(list.size());
            list.forEach(item -> kept.add(keep(item, keys)));
            return kept;
        }
        if (!(data instanceof Map<?, ?> map)) {
            return data;
        }
        var kept = new FreshMap();
        map.forEach((key, value) -> {
            var name = Printing.str(key);
            if (keys.targets.contains(name)) {
                kept.put(key, value);
            } else if (value instanceof List || value instanceof Map) {
                var inner = keep(value, keys);
                if (inner instanceof List<?> list && !keys.targets.isEmpty()) {
                    var full = new FreshList(list.size());
                    list.stream().filter(item -> !isEmpty(item)).forEach(full::add);
                    // A list of nothing but empty items stays as it is: that is the collection's second look at it.
                    inner = full.isEmpty() ? list : full;
                }
                if (!isEmpty(inner)) {
                    kept.put(key, inner);
                }
            } else if (keys.matchAny(name)) {
                kept.put(key, value);
            }
        });
        return kept;
    }

    private static @Nullable Object remove(@Nullable Object data, Keys keys) {
        if (data instanceof List<?> list) {
            // What is false goes with the removed keys: the collection clears empty data so.
            var kept = new FreshList(list.size());
            for (var item : list) {
                var rest = remove(item, keys);
                if (Truth.of(rest)) {
                    kept.add(rest);
                }
            }
            return kept;
        }
        if (!(data instanceof Map<?, ?> map)) {
            return data;
        }
        var kept = new FreshMap();
        map.forEach((key, value) -> {
            if (!keys.matchAny(Printing.str(key))) {
                kept.put(key, remove(value, keys));
            }
        });
        return kept;
    }

    private static @Nullable Object replaceKeys(Call call) {
        container(call, "replace operation");
        var pairs = new ArrayList<Map<?, ?>>();
        for (var item : call.items(1)) {
            if (!(item instanceof Map<?, ?> pair)) {
                throw new UserError("every target of replace_keys is a dictionary with 'before' and 'after'");
            }
            pairs.add(pair);
        }
        return replace(call.get(0), pairs, new Keys(List.of(), Keys.how(call), call.run()));
    }

    private static @Nullable Object replace(@Nullable Object data, List<Map<?, ?>> pairs, Keys how) {
        if (data instanceof List<?> list) {
            var replaced = new FreshList(list.size());
            list.forEach(item -> replaced.add(replace(item, pairs, how)));
            return replaced;
        }
        if (!(data instanceof Map<?, ?> map)) {
            return data;
        }
        var replaced = new FreshMap(map);
        for (var pair : pairs) {
            for (var key : List.copyOf(replaced.keySet())) {
                if (key != null && how.matches(Printing.str(key), Printing.str(pair.get("before")))) {
                    var value = replaced.remove(key);
                    replaced.put(pair.get("after"), value);
                }
            }
        }
        replaced.replaceAll((_, value) -> replace(value, pairs, how));
        return replaced;
    }

    /** Follows a path of names, indexes and quoted keys: {@code interfaces[0]['name'].mtu}. */
    private static @Nullable Object getPath(Call call) {
        if (!(call.get(0) instanceof Map)) {
            throw new UserError("get_path looks into a dictionary, not '" + Types.name(call.get(0)) + "'");
        }
        var path = call.text(1).strip();
        // A path may come from anywhere, so it is never an expression that does more than follow.
        if (!PATH.matcher(path).matches()) {
            throw new UserError("'" + path + "' is no path")
                    .hint("write names, indexes and quoted keys, such as interfaces[0]['name']");
        }
        @Nullable Object value = call.get(0);
        var step = STEP.matcher(path);
        while (step.find()) {
            if (step.group("name") != null) {
                value = step.start() == 0
                        ? first(value, step.group("name"))
                        : Access.attribute(value, step.group("name"));
            } else {
                value = Access.item(
                        value,
                        step.group("index") != null
                                ? (Object) Long.valueOf(step.group("index"))
                                : step.group("key") != null ? step.group("key") : step.group("key2"));
            }
        }
        value = Sequences.used(value);
        if (!call.truth(2)) {
            return value;
        }
        var list = new FreshList(1);
        list.add(value);
        return list;
    }

    private static @Nullable Object first(@Nullable Object data, String name) {
        return data instanceof Map<?, ?> map && map.containsKey(name) ? map.get(name) : Undefined.name(name);
    }

    private static final Pattern PATH =
            Pattern.compile("\\w+(?:\\.\\w+|\\[\\s*(?:-?\\d{1,9}|'[^'{}]*'|\"[^\"{}]*\")\\s*\\])*");

    private static final Pattern STEP =
            Pattern.compile("\\[\\s*(?:(?<index>-?\\d+)|'(?<key>[^']*)'|\"(?<key2>[^\"]*)\")\\s*\\]|\\.?(?<name>\\w+)");

    private static @Nullable Object toPaths(Call call) {
        var paths = new FreshMap();
        flatten(call.get(0), call.given(1) ? call.text(1) : "", paths);
        if (!call.truth(2)) {
            return paths;
        }
        var list = new FreshList(1);
        list.add(paths);
        return list;
    }

    private static void flatten(@Nullable Object data, String name, FreshMap out) {
        if (data instanceof Map<?, ?> map && !map.isEmpty()) {
            map.forEach((key, value) -> {
                var text = Printing.str(key);
                flatten(
                        value,
                        name.isEmpty()
                                ? text
                                : NAME.matcher(text).matches() ? name + "." + text : name + "['" + text + "']",
                        out);
            });
        } else if (data instanceof List<?> list && !list.isEmpty()) {
            for (int i = 0; i < list.size(); i++) {
                flatten(list.get(i), name + "[" + i + "]", out);
            }
        } else if (!name.isEmpty() || !isEmpty(data)) {
            out.put(name, Sequences.used(data));
        }
    }

    private static UserError indexError(String what) {
        return new UserError("Error when using plugin 'index_of': " + what);
    }

    private static @Nullable Object indexOf(Call call) {
        var data = call.items(0);
        var found = new FreshList(4);
        var key = call.get(3);
        if (key != null && !data.stream().allMatch(Map.class::isInstance)) {
            throw indexError("When a key name is provided, all list entries are required to be dictionaries, got "
                    + and(data.stream().map(Types::name).toList()));
        }
        var missing = new ArrayList<String>();
        for (int i = 0; i < data.size(); i++) {
            var item = data.get(i);
            if (key != null && item instanceof Map<?, ?> map) {
                if (!map.containsKey(Printing.str(key))) {
                    missing.add(
                            "'" + Printing.str(key) + "' was not found in '" + Printing.str(item) + "' at [" + i + "]");
                    continue;
                }
                item = Sequences.used(map.get(Printing.str(key)));
            }
            if (passes(item, call)) {
                found.add((long) i);
            }
        }
        if (call.truth(4) && !missing.isEmpty()) {
            throw indexError(and(missing) + ". fail_on_missing=True");
        }
        return found.size() == 1 && !call.truth(5) ? found.getFirst() : found;
    }

    private static String and(List<String> words) {
        return String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.getLast();
    }

    private static boolean passes(@Nullable Object item, Call call) {
        var name = call.text(1);
        boolean inverted = name.startsWith("!") || name.startsWith("not ");
        if (inverted) {
            name = name.startsWith("!") ? name.substring(1) : name.substring(4);
            name = name.equals("=") ? "==" : name;
        }
        var value =
                name.equals("in") && !inverted && !(call.get(2) instanceof List) ? List.of(call.text(2)) : call.get(2);
        var test = call.run().engine().test(name);
        if (test == null) {
            throw indexError("the test '" + name + "' was not found.")
                    .hint(Nearest.hint(name, call.run().engine().testNames()));
        }
        var arguments = new ArrayList<@Nullable Object>();
        arguments.add(item);
        if (value != null) {
            arguments.add(value);
        }
        boolean result =
                Truth.of(CallCompiler.applied("test", test, new Arguments(arguments, Map.of()), -1, call.frame()));
        return result != inverted;
    }

    private static Object compare(Call call) {
        var base = call.items(0).stream().map(Printing::str).toList();
        var other = call.items(1).stream().map(Printing::str).toList();
        var combined = new ArrayList<String>(other.contains("all") ? base : List.of());
        other.stream().filter(word -> word.startsWith("!")).forEach(word -> combined.remove(word.substring(1)));
        var unsupported = new FreshList(4);
        for (var word : other) {
            if (word.equals("all") || word.startsWith("!")) {
                continue;
            }
            if (!base.contains(word)) {
                unsupported.add(word);
            } else if (!combined.contains(word)) {
                combined.add(word);
            }
        }
        combined.sort(dev.muster.value.Compare::compareTexts);
        var actionable = new FreshList(combined.size());
        actionable.addAll(combined);
        var result = new FreshMap();
        result.put("actionable", actionable);
        result.put("unsupported", unsupported);
        return result;
    }
}
