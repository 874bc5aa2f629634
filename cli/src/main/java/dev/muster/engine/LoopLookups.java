package dev.muster.engine;

import dev.muster.jinja.Printf;
import dev.muster.playbook.KeyValues;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The lookups that stand behind {@code with_}: they only rearrange what they are given. */
final class LoopLookups {

    private static final Set<String> FIELDS = Set.of("start", "end", "stride", "count", "format");

    private static final Pattern SHORTCUT = Pattern.compile(
            "(?:(?<start>0?x?[0-9a-f]+)-)?(?<end>0?x?[0-9a-f]+)(?:/(?<stride>0?x?[0-9a-f]+))?(?::(?<format>.+))?",
            Pattern.CASE_INSENSITIVE);

    private LoopLookups() {}

    static List<@Nullable Object> flattened(List<?> terms, int levels) {
        var out = new ArrayList<@Nullable Object>();
        for (var term : terms) {
            if (term instanceof List<?> list && levels > 0) {
                out.addAll(levels == 1 ? list : flattened(list, levels - 1));
            } else {
                out.add(term);
            }
        }
        return out;
    }

    static List<@Nullable Object> dict(List<@Nullable Object> terms) {
        var out = new ArrayList<@Nullable Object>();
        for (var term : flattened(terms, 1)) {
            if (!(term instanceof Map<?, ?> map)) {
                throw new UserError("the 'dict' lookup plugin expects a dictionary, got '" + Printing.str(term) + "'");
            }
            map.forEach((key, value) -> {
                var item = new LinkedHashMap<String, @Nullable Object>();
                item.put("key", key);
                item.put("value", value);
                out.add(item);
            });
        }
        return out;
    }

    static List<@Nullable Object> indexed(List<@Nullable Object> terms) {
        var out = new ArrayList<@Nullable Object>();
        long index = 0;
        for (var item : flattened(terms, 1)) {
            out.add(list(index++, item));
        }
        return out;
    }

    private static List<@Nullable Object> list(@Nullable Object... items) {
        return new ArrayList<>(java.util.Arrays.asList(items));
    }

    private static List<?> items(@Nullable Object term) {
        return term instanceof List<?> list ? list : list(term);
    }

    static List<@Nullable Object> together(List<@Nullable Object> terms) {
        if (terms.isEmpty()) {
            throw new UserError("with_together requires at least one element in each list");
        }
        var lists = terms.stream().<List<?>>map(LoopLookups::items).toList();
        int longest = lists.stream().mapToInt(List::size).max().orElse(0);
        var out = new ArrayList<@Nullable Object>();
        for (int i = 0; i < longest; i++) {
            var row = new ArrayList<@Nullable Object>();
            for (var each : lists) {
                row.add(i < each.size() ? each.get(i) : null);
            }
            out.add(row);
        }
        return out;
    }

    /** Every combination of one item of each list. */
    static List<@Nullable Object> cartesian(List<@Nullable Object> terms) {
        if (terms.isEmpty()) {
            throw new UserError("with_cartesian requires at least one element in each list");
        }
        var rows = new ArrayList<@Nullable Object>();
        nested(terms).forEach(row -> rows.add(flattened(items(row), 1)));
        return rows;
    }

    static List<@Nullable Object> nested(List<@Nullable Object> terms) {
        if (terms.isEmpty()) {
            throw new UserError("with_nested requires at least one element in the nested list");
        }
        List<List<@Nullable Object>> rows = List.of(new ArrayList<>());
        for (var term : terms) {
            var next = new ArrayList<List<@Nullable Object>>();
            for (var row : rows) {
                for (var item : items(term)) {
                    var longer = new ArrayList<@Nullable Object>(row);
                    longer.add(item);
                    next.add(longer);
                }
            }
            rows = next;
        }
        return new ArrayList<>(rows);
    }

    static List<@Nullable Object> subelements(List<@Nullable Object> terms) {
        if (terms.size() < 2 || terms.size() > 3) {
            throw new UserError("subelements lookup expects a list of two or three items, ");
        }
        var first = terms.getFirst();
        if (!(terms.get(1) instanceof String path) || !(first instanceof List || first instanceof Map)) {
            throw new UserError("subelements lookup expects a list of two or three items, first a dict or a list,"
                    + " second a string pointing to the subkey");
        }
        boolean skips = terms.size() > 2 && skips(terms.get(2));
        if (first instanceof Map<?, ?> map && map.containsKey("skipped") && !Boolean.FALSE.equals(map.get("skipped"))) {
            return new ArrayList<>();
        }
        var elements = first instanceof Map<?, ?> map ? new ArrayList<@Nullable Object>(map.values()) : items(first);
        var out = new ArrayList<@Nullable Object>();
        var keys = List.of(path.split("\\."));
        for (var element : elements) {
            if (!(element instanceof Map<?, ?> map)) {
                throw new UserError("subelements lookup expects a dictionary, got '" + Printing.str(element) + "'");
            }
            if (map.containsKey("skipped") && !Boolean.FALSE.equals(map.get("skipped"))) {
                continue;
            }
            var below = below(map, keys, skips);
            if (below == null) {
                continue;
            }
            // The list goes with each of its items alone: the element that stands beside it is told without it.
            var rest = without(map, keys);
            below.forEach(item -> out.add(list(rest, item)));
        }
        return out;
    }

    /** What the third term says: nothing but {@code skip_missing}, and no truth is false. */
    private static boolean skips(@Nullable Object flags) {
        if (flags instanceof Map<?, ?> map) {
            try {
                return map.get("skip_missing") != null && Values.truth(String.valueOf(map.get("skip_missing")));
            } catch (UserError _) {
                return false;
            }
        }
        if (flags instanceof List<?> list && list.stream().allMatch("skip_missing"::equals)) {
            return false;
        }
        throw new UserError(
                "subelements lookup expects a list of two or three items, the optional third item must be a dict"
                        + " with flags skip_missing");
    }

    /** The list at a path, or null where it is missing and may be. */
    private static @Nullable List<?> below(Map<?, ?> element, List<String> keys, boolean skips) {
        Map<?, ?> at = element;
        for (int i = 0; i < keys.size(); i++) {
            var key = keys.get(i);
            if (!at.containsKey(key)) {
                if (skips) {
                    return null;
                }
                throw new UserError("could not find '" + key + "' key in iterated item '" + Printing.str(at) + "'")
                        .hint("add '- skip_missing: true' as the third term where some have none");
            }
            var value = at.get(key);
            if (i == keys.size() - 1) {
                if (value instanceof List<?> list) {
                    return list;
                }
                throw new UserError("the key " + key + " should point to a list, got '" + Printing.str(value) + "'");
            }
            if (value instanceof Map<?, ?> inner) {
                at = inner;
            } else if (skips) {
                return null;
            } else {
                throw new UserError(
                        "the key " + key + " should point to a dictionary, got '" + Printing.str(value) + "'");
            }
        }
        return null;
    }

    /** A copy of nested dictionaries where what stands at a path is missing. */
    private static Map<String, @Nullable Object> without(Map<?, ?> map, List<String> path) {
        var copy = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((key, value) -> copy.put(String.valueOf(key), value));
        var first = path.getFirst();
        if (path.size() > 1 && copy.get(first) instanceof Map<?, ?> inner) {
            copy.put(first, without(inner, path.subList(1, path.size())));
        } else {
            copy.remove(first);
        }
        return copy;
    }

    /** What {@code sequence} counts: a shortcut such as {@code 2-10/2:host%02d}, or words such as {@code start=2 end=10}. */
    static List<@Nullable Object> sequence(List<@Nullable Object> terms, Map<String, @Nullable Object> options) {
        var out = new ArrayList<@Nullable Object>();
        if (terms.isEmpty() && !options.isEmpty()) {
            sequence(options, out);
        }
        for (var term : terms) {
            var all = new LinkedHashMap<String, @Nullable Object>(options);
            var text = Printing.str(term);
            var shortcut = SHORTCUT.matcher(text);
            if (shortcut.matches()) {
                for (var field : List.of("start", "end", "stride", "format")) {
                    if (shortcut.group(field) != null) {
                        all.put(field, shortcut.group(field));
                    }
                }
            } else {
                var words = KeyValues.parse(Source.ofText("<term>", text));
                var strange = words.keySet().stream()
                        .filter(word -> !FIELDS.contains(word))
                        .map(Printing::repr)
                        .toList();
                if (!strange.isEmpty()) {
                    throw new UserError(
                            "unrecognized arguments to with_sequence: [" + String.join(", ", strange) + "]");
                }
                words.forEach((word, binding) -> all.put(
                        word, binding.value() instanceof Template template ? template.text() : binding.value()));
            }
            sequence(all, out);
        }
        return out;
    }

    private static void sequence(Map<String, @Nullable Object> given, List<@Nullable Object> out) {
        var count = given.get("count");
        if (count == null && given.get("end") == null) {
            throw new UserError("must specify count or end in with_sequence");
        }
        if (count != null && given.get("end") != null) {
            throw new UserError("can't specify both count and end in with_sequence");
        }
        long start = number(given, "start", 1);
        long stride = number(given, "stride", 1);
        if (stride == 0 || count != null && number(given, "count", 0) == 0) {
            return;
        }
        long end = count != null ? start + number(given, "count", 0) * stride - 1 : number(given, "end", 0);
        if (stride > 0 && end < start) {
            throw new UserError("to count backwards make stride negative");
        }
        if (stride < 0 && end > start) {
            throw new UserError("to count forward don't make stride negative");
        }
        var format = given.get("format") == null ? "%d" : Printing.str(given.get("format"));
        if (format.chars().filter(c -> c == '%').count() != 1) {
            throw new UserError("bad formatting string: " + format);
        }
        for (long i = start; stride > 0 ? i <= end : i >= end; i += stride) {
            if (out.size() > 1_000_000) {
                throw new UserError("with_sequence makes more than a million items");
            }
            try {
                out.add(Printf.format(format, i));
            } catch (UserError _) {
                throw new UserError("problem formatting " + i + " with " + Printing.repr(format));
            }
        }
    }

    private static long number(Map<String, @Nullable Object> given, String field, long otherwise) {
        var value = given.get(field);
        if (value == null) {
            return otherwise;
        }
        var text = Printing.str(value).strip();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new UserError(
                    "Config '" + field + "' for 'sequence' lookup plugin from 'Direct' has an invalid value: "
                            + "Invalid value provided for 'integer': '" + text + "'");
        }
    }
}
