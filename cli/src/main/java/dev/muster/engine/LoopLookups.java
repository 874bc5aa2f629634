package dev.muster.engine;

import dev.muster.source.UserError;
import dev.muster.value.Printing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The lookups that stand behind {@code with_}: they only rearrange what they are given. */
final class LoopLookups {

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
                throw new UserError("with_dict expects a dict");
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
        if (terms.size() < 2 || !(terms.get(1) instanceof String path)) {
            throw new UserError("subelements lookup expects a list of two or three items");
        }
        boolean skips = terms.size() > 2
                && terms.get(2) instanceof Map<?, ?> flags
                && flags.containsKey("skip_missing")
                && Values.truth(String.valueOf(flags.get("skip_missing")));
        var elements =
                terms.getFirst() instanceof Map<?, ?> map ? new ArrayList<>(map.values()) : items(terms.getFirst());
        var out = new ArrayList<@Nullable Object>();
        var keys = List.of(path.split("\\."));
        for (var element : elements) {
            if (!(element instanceof Map<?, ?> map)) {
                throw new UserError("subelements lookup expects a dictionary, got '" + Printing.str(element) + "'");
            }
            if (Boolean.TRUE.equals(map.get("skipped"))) {
                continue;
            }
            @Nullable Object at = map;
            for (var key : keys) {
                at = at instanceof Map<?, ?> inner ? inner.get(key) : null;
            }
            if (at == null && skips) {
                continue;
            }
            if (!(at instanceof List<?> below)) {
                throw new UserError(
                                "could not find '" + path + "' key in iterated item '" + Printing.str(element) + "'")
                        .hint("add '- skip_missing: true' as the third term where some have none");
            }
            // The list goes with each of its items alone: the element that stands beside it is told without it.
            var rest = without(map, keys);
            below.forEach(item -> out.add(list(rest, item)));
        }
        return out;
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

    static List<@Nullable Object> sequence(List<@Nullable Object> terms, Map<String, @Nullable Object> options) {
        var out = new ArrayList<@Nullable Object>();
        if (terms.isEmpty()) {
            sequence(options, out);
        }
        for (var term : terms) {
            var all = new LinkedHashMap<String, @Nullable Object>(options);
            var text = Printing.str(term).strip();
            var shortcut = java.util.regex.Pattern.compile("(?:(\\w+)-)?(\\w+)(?:/(\\w+))?(?::(.+))?")
                    .matcher(text);
            if (!text.contains("=") && shortcut.matches()) {
                all.put("start", shortcut.group(1));
                all.put("end", shortcut.group(2));
                all.put("stride", shortcut.group(3));
                all.put("format", shortcut.group(4));
            } else {
                for (var word : text.split("\\s+")) {
                    int equals = word.indexOf('=');
                    if (equals < 0) {
                        throw new UserError("unrecognized arguments to with_sequence: " + word);
                    }
                    all.put(word.substring(0, equals), word.substring(equals + 1));
                }
            }
            sequence(all, out);
        }
        return out;
    }

    private static void sequence(Map<String, @Nullable Object> given, List<@Nullable Object> out) {
        long start = number(given.get("start"), 1);
        long stride;
        long end;
        if (given.get("count") != null) {
            long count = number(given.get("count"), 0);
            stride = number(given.get("stride"), 1);
            if (count == 0) {
                return;
            }
            end = start + count * stride - Long.signum(stride);
        } else if (given.get("end") != null) {
            end = number(given.get("end"), 0);
            stride = number(given.get("stride"), 1);
        } else {
            throw new UserError("must specify count or end in with_sequence");
        }
        if (stride == 0) {
            return;
        }
        if (stride > 0 && end < start) {
            throw new UserError("to count backwards make stride negative");
        }
        var format = given.get("format") == null ? "%d" : Printing.str(given.get("format"));
        for (long i = start; stride > 0 ? i <= end : i >= end; i += stride) {
            if (out.size() > 1_000_000) {
                throw new UserError("with_sequence makes more than a million items");
            }
            try {
                out.add(String.format(format, i));
            } catch (java.util.IllegalFormatException e) {
                throw new UserError("problem formatting " + i + " with '" + format + "'");
            }
        }
    }

    private static long number(@Nullable Object value, long otherwise) {
        if (value == null) {
            return otherwise;
        }
        var text = Printing.str(value).strip();
        try {
            return Long.decode(text.length() > 1 && text.startsWith("0o") ? "0" + text.substring(2) : text);
        } catch (NumberFormatException e) {
            throw new UserError("can't parse '" + text + "' as integer");
        }
    }
}
