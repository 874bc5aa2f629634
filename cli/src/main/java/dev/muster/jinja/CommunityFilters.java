package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Compare;
import dev.muster.value.Merge;
import dev.muster.value.Printing;
import dev.muster.value.Truth;
import dev.muster.value.Types;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** The filters of the collection {@code community.general}, but for those on keys and {@code json_query}. */
final class CommunityFilters {

    static final String GENERAL = "community.general.";

    private static final Map<String, String> UNITS = Map.ofEntries(
            Map.entry("millisecond", "ms"),
            Map.entry("msec", "ms"),
            Map.entry("msecond", "ms"),
            Map.entry("sec", "s"),
            Map.entry("second", "s"),
            Map.entry("hour", "h"),
            Map.entry("min", "m"),
            Map.entry("minute", "m"),
            Map.entry("day", "d"),
            Map.entry("week", "w"),
            Map.entry("month", "mo"),
            Map.entry("year", "y"));

    private static final Pattern TIME = Pattern.compile("(-?\\d+)(\\w+).*", Pattern.UNICODE_CHARACTER_CLASS);

    private static final double DAY = 86_400_000;

    private CommunityFilters() {}

    static void register(Filter.Table table) {
        table.add(GENERAL + "accumulate", "sequence", CommunityFilters::accumulate)
                .add(GENERAL + "counter", "sequence", CommunityFilters::counter)
                .add(GENERAL + "crc32", "value", CommunityFilters::crc32)
                .add(GENERAL + "dict", "sequence", CommunityFilters::dict)
                .add(GENERAL + "dict_kv", "value, key", call -> {
                    var map = new FreshMap();
                    map.put(ExpressionCompiler.key(call.get(1)), call.get(0));
                    return map;
                })
                .add(
                        GENERAL + "from_csv",
                        "data, dialect='excel', fieldnames=None, delimiter=None, skipinitialspace=None, strict=None",
                        CommunityFilters::fromCsv)
                .add(GENERAL + "from_ini", "obj", CommunityFilters::fromIni)
                .add(GENERAL + "to_ini", "obj", CommunityFilters::toIni)
                .add(GENERAL + "groupby_as_dict", "sequence, attribute", CommunityFilters::groupby)
                .add(GENERAL + "lists_mergeby", "*terms, **named", CommunityFilters::mergeBy)
                .add(GENERAL + "random_mac", "value, seed=None", CommunityFilters::randomMac)
                .add(GENERAL + "unicode_normalize", "data, form='NFC'", CommunityFilters::normalize)
                .add(GENERAL + "version_sort", "value, reverse=False", CommunityFilters::versionSort)
                .add(
                        GENERAL + "to_time_unit",
                        "human_time, unit='ms', **named",
                        call -> time(call.get(0), call.text(1), call.named()))
                .add(
                        GENERAL + "json_query",
                        "data, expr",
                        call -> JmesPath.search(call.text(1), call.get(0), call.run()));
        Map.of(
                        "to_milliseconds", "ms",
                        "to_seconds", "s",
                        "to_minutes", "m",
                        "to_hours", "h",
                        "to_days", "d",
                        "to_weeks", "w",
                        "to_months", "mo",
                        "to_years", "y")
                .forEach((name, unit) -> table.add(
                        GENERAL + name, "human_time, **named", call -> time(call.get(0), unit, call.named())));
        KeysFilters.register(table);
        ListsFilters.register(table);
        for (var name : List.of(
                "jc",
                "hashids_encode",
                "hashids_decode",
                "json_patch",
                "json_patch_recipe",
                "json_diff",
                "to_prettytable",
                "reveal_ansible_type")) {
            table.add(GENERAL + name, "data, *rest, **named", _ -> {
                throw new UserError("Muster does not have the filter '" + GENERAL + name + "'");
            });
        }
    }

    /** Python's sums as it goes along: 1, 2, 3 give 1, 3, 6. */
    private static FreshList accumulate(Call call) {
        if (!(call.get(0) instanceof List || call.get(0) instanceof String)) {
            throw new UserError("Invalid value type (" + Types.name(call.get(0)) + ") for accumulate ("
                    + Printing.repr(call.get(0)) + ")");
        }
        var sums = new FreshList(8);
        @Nullable Object sum = null;
        boolean first = true;
        for (var item : call.items(0)) {
            sum = first ? item : Arithmetic.apply(Expr.Operator.ADD, sum, item, call.frame());
            first = false;
            sums.add(sum);
        }
        return sums;
    }

    private static FreshMap counter(Call call) {
        if (!(call.get(0) instanceof List || call.get(0) instanceof String)) {
            throw new UserError("Argument for community.general.counter must be a sequence (string or list). "
                    + Printing.str(call.get(0)) + " is " + Types.name(call.get(0)));
        }
        var counts = new FreshMap();
        for (var item : call.items(0)) {
            if (item instanceof Map || item instanceof List) {
                throw new UserError("community.general.counter needs a sequence with hashable elements"
                        + " (int, float or str) - unhashable type: '" + Types.name(item) + "'");
            }
            counts.merge(ExpressionCompiler.key(item), 1L, (a, _) -> (Long) a + 1);
        }
        return counts;
    }

    private static String crc32(Call call) {
        if (!(call.get(0) instanceof String text)) {
            throw new UserError("Invalid value type (" + Types.name(call.get(0)) + ") for crc32 ("
                    + Printing.repr(call.get(0)) + ")");
        }
        var crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }

    private static FreshMap dict(Call call) {
        var map = new FreshMap();
        if (call.get(0) instanceof Map<?, ?> given) {
            map.putAll(given);
            return map;
        }
        int at = 0;
        for (var pair : call.items(0)) {
            if (!Sequences.isIterable(pair)) {
                throw new UserError("cannot convert dictionary update sequence element #" + at + " to a sequence");
            }
            var items = Sequences.items(pair);
            if (items.size() != 2) {
                throw new UserError("dictionary update sequence element #" + at + " has length " + items.size()
                        + "; 2 is required");
            }
            map.put(ExpressionCompiler.key(items.get(0)), items.get(1));
            at++;
        }
        return map;
    }

    private static FreshList fromCsv(Call call) {
        var dialect = call.text(1);
        var standard = switch (dialect) {
            case "excel", "unix" -> ",";
            case "excel-tab" -> "\t";
            default -> throw new UserError("Dialect '" + dialect + "' is not supported by your version of python.");
        };
        char delimiter;
        try {
            delimiter = Csv.delimiter(call.given(3) ? call.text(3) : standard);
        } catch (UserError e) {
            throw new UserError("Unable to create custom dialect: " + e.what());
        }
        var text = call.text(0);
        List<List<String>> rows;
        try {
            rows = new Csv(delimiter, call.truth(4), call.truth(5))
                    .rows(text.startsWith("\ufeff") ? text.substring(1) : text);
        } catch (UserError e) {
            throw new UserError("Unable to process file: " + e.what());
        }
        List<?> names = call.given(2) ? call.items(2) : rows.isEmpty() ? List.of() : rows.getFirst();
        var all = new FreshList(rows.size());
        for (var row : call.given(2) || rows.isEmpty() ? rows : rows.subList(1, rows.size())) {
            if (row.isEmpty()) {
                continue;
            }
            var map = new FreshMap();
            for (int i = 0; i < names.size(); i++) {
                map.put(names.get(i), i < row.size() ? row.get(i) : null);
            }
            if (row.size() > names.size()) {
                var rest = new FreshList(4);
                rest.addAll(row.subList(names.size(), row.size()));
                map.put(null, rest);
            }
            all.add(map);
        }
        return all;
    }

    private static FreshMap fromIni(Call call) {
        if (!(call.get(0) instanceof String text)) {
            throw new UserError("from_ini requires a str, got " + Types.name(call.get(0)));
        }
        Ini ini;
        try {
            ini = Ini.read(text, "<???>", new Ini.Dialect(true, false, false));
        } catch (UserError e) {
            throw new UserError("from_ini failed to parse given string: " + e.what());
        }
        var all = new FreshMap();
        for (var section : ini.sections()) {
            all.put(section, new FreshMap(java.util.Objects.requireNonNull(ini.section(section))));
        }
        if (!ini.defaults().isEmpty()) {
            all.put(Ini.DEFAULT, new FreshMap(ini.defaults()));
        }
        return all;
    }

    private static String toIni(Call call) {
        if (!(call.get(0) instanceof Map<?, ?> sections)) {
            throw new UserError("to_ini requires a dict, got " + Types.name(call.get(0)));
        }
        if (sections.isEmpty()) {
            throw new UserError("to_ini received an empty dict. An empty dict cannot be converted.");
        }
        var out = new StringBuilder();
        var names = new ArrayList<Object>(sections.keySet());
        // Python writes the section that all others inherit first, wherever it was given, and not at all when it is
        // empty.
        if (names.remove(Ini.DEFAULT) && sections.get(Ini.DEFAULT) instanceof Map<?, ?> map && !map.isEmpty()) {
            names.addFirst(Ini.DEFAULT);
        }
        for (var name : names) {
            if (!(sections.get(name) instanceof Map<?, ?> options)) {
                throw new UserError("to_ini failed to parse given dict:'" + Types.name(sections.get(name))
                        + "' object has no attribute 'items'");
            }
            out.append('[').append(Printing.str(name)).append("]\n");
            options.forEach((key, value) -> {
                if (value == null) {
                    throw new UserError("to_ini failed to parse given dict:option values must be strings");
                }
                var text = Printing.str(Sequences.used(value));
                out.append(Printing.str(key))
                        .append(" = ")
                        .append(text.replace("\n", "\n\t"))
                        .append('\n');
            });
            out.append('\n');
        }
        return out.isEmpty() ? "" : out.substring(0, out.length() - 1);
    }

    private static FreshMap groupby(Call call) {
        if (!(call.get(0) instanceof List || call.get(0) instanceof String)) {
            throw new UserError("Input is not a sequence");
        }
        var groups = new FreshMap();
        int at = 0;
        for (var item : call.items(0)) {
            if (!(item instanceof Map<?, ?> map)) {
                throw new UserError("Sequence element #" + at + " is not a mapping");
            }
            if (!map.containsKey(call.get(1))) {
                throw new UserError("Attribute not contained in element #" + at + " of sequence");
            }
            var key = ExpressionCompiler.key(Sequences.used(map.get(call.get(1))));
            if (groups.containsKey(key)) {
                throw new UserError("Multiple sequence entries have attribute value " + Printing.repr(key));
            }
            groups.put(key, item);
            at++;
        }
        return groups;
    }

    private static @Nullable Object mergeBy(Call call) {
        var named = new LinkedHashMap<>(call.named());
        boolean recursive = Truth.of(named.getOrDefault("recursive", false));
        var strategy = DataFilters.lists(Printing.str(named.getOrDefault("list_merge", "replace")));
        named.remove("recursive");
        named.remove("list_merge");
        if (!named.isEmpty()) {
            throw new UserError("'recursive' and 'list_merge' are the only valid keyword arguments.");
        }
        var terms = call.rest();
        if (terms.size() < 2) {
            throw new UserError("At least one list and index are needed.");
        }
        var lists = new ArrayList<@Nullable Object>();
        for (var term : terms.subList(0, terms.size() - 1)) {
            if (!(term instanceof List<?> list)) {
                throw new UserError(
                        "All arguments before the argument index for community.general.lists_mergeby must be"
                                + " lists. " + Printing.str(term) + " is " + Types.name(term));
            }
            if (!list.isEmpty()) {
                if (list.stream().allMatch(List.class::isInstance)) {
                    lists.addAll(list);
                } else {
                    lists.add(list);
                }
            }
        }
        if (lists.size() < 2) {
            return lists.isEmpty() ? new FreshList(0) : lists.getFirst();
        }
        if (!(terms.getLast() instanceof String index)) {
            throw new UserError("First argument after the lists for community.general.lists_mergeby must be string. "
                    + Printing.str(terms.getLast()) + " is " + Types.name(terms.getLast()));
        }
        var merged = Sequences.items(lists.getLast());
        for (int i = lists.size() - 2; i >= 0; i--) {
            merged = mergedBy(Sequences.items(lists.get(i)), merged, index, recursive, strategy);
        }
        return merged;
    }

    private static FreshList mergedBy(
            List<?> low, List<?> high, String index, boolean recursive, Merge.Lists strategy) {
        var groups = new LinkedHashMap<@Nullable Object, Map<@Nullable Object, @Nullable Object>>();
        for (var list : List.of(low, high)) {
            for (var item : list) {
                if (!(item instanceof Map<?, ?> map)) {
                    throw new UserError("Elements of list arguments for lists_mergeby must be dictionaries. "
                            + Printing.str(item) + " is " + Types.name(item));
                }
                if (map.containsKey(index)) {
                    map.values().forEach(Sequences::used);
                    var key = ExpressionCompiler.key(map.get(index));
                    var known = groups.getOrDefault(key, new FreshMap());
                    var fresh = new FreshMap(known);
                    fresh.putAll(Merge.of(known, map, recursive, strategy));
                    groups.put(key, fresh);
                }
            }
        }
        var all = new ArrayList<@Nullable Object>(groups.values());
        all.sort((a, b) -> Compare.ascending()
                .compare(
                        ((Map<?, ?>) java.util.Objects.requireNonNull(a)).get(index),
                        ((Map<?, ?>) java.util.Objects.requireNonNull(b)).get(index)));
        var sorted = new FreshList(all.size());
        sorted.addAll(all);
        return sorted;
    }

    private static String randomMac(Call call) {
        if (!(call.get(0) instanceof String given)) {
            throw new UserError("Invalid value type (" + Types.name(call.get(0)) + ") for random_mac ("
                    + Printing.str(call.get(0)) + ")");
        }
        var text = given.toLowerCase(Locale.ROOT);
        var parts = text.split(":", -1);
        if (parts.length > 5) {
            throw new UserError("Invalid value (" + text + ") for random_mac: 5 colon(:) separated items max");
        }
        var wrong = new ArrayList<String>();
        for (var part : parts) {
            if (part.isEmpty()) {
                wrong.add("empty item");
            } else if (!part.matches("[a-f0-9]{2}.*")) {
                wrong.add(part + " not hexa byte");
            }
        }
        if (!wrong.isEmpty()) {
            throw new UserError("Invalid value (" + text + ") for random_mac: " + String.join(",", wrong));
        }
        long least = 68_719_476_736L;
        long span = 1_099_511_627_775L - least + 1;
        long number = least
                + (call.given(1)
                        ? new MersenneTwister(call.get(1)).below(span)
                        : call.run().outside().random().nextLong(span));
        var digits = Long.toHexString(number).substring(0, 2 * (6 - parts.length));
        return text + digits.replaceAll("(..)", ":$1");
    }

    private static String normalize(Call call) {
        if (!(call.get(0) instanceof String text)) {
            throw new UserError(Types.name(call.get(0)) + " is not a valid input type");
        }
        return switch (call.text(1)) {
            case "NFC" -> Normalizer.normalize(text, Normalizer.Form.NFC);
            case "NFD" -> Normalizer.normalize(text, Normalizer.Form.NFD);
            case "NFKC" -> Normalizer.normalize(text, Normalizer.Form.NFKC);
            case "NFKD" -> Normalizer.normalize(text, Normalizer.Form.NFKD);
            default -> throw new UserError(call.text(1) + " is not a valid form");
        };
    }

    private static FreshList versionSort(Call call) {
        var all = new ArrayList<@Nullable Object>(call.items(0));
        java.util.Comparator<@Nullable Object> order =
                (a, b) -> Versions.order(Printing.str(a), Printing.str(b), "loose");
        all.sort(call.truth(1) ? order.reversed() : order);
        var sorted = new FreshList(all.size());
        sorted.addAll(all);
        return sorted;
    }

    private static double factor(String unit, double year, double month) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> DAY;
            case "w" -> 7 * DAY;
            case "mo" -> month * DAY;
            case "y" -> year * DAY;
            default -> 0;
        };
    }

    private static String brief(String unit) {
        return UNITS.getOrDefault(unit.replaceFirst("s+$", ""), unit);
    }

    private static double days(@Nullable Object given, double otherwise) {
        return given instanceof Number number ? number.doubleValue() : otherwise;
    }

    private static Object time(@Nullable Object given, String wanted, Map<String, @Nullable Object> named) {
        if ("0".equals(given)) {
            return 0L;
        }
        var unit = brief(wanted);
        double year = days(named.get("year"), 365);
        double month = days(named.get("month"), 30);
        if (factor(unit, year, month) == 0) {
            throw new UserError("to_time_unit() can not convert to the following unit: " + unit
                    + ". Available units (singular or plural): millisecond, msec, msecond, sec, second, hour, min, minute,"
                    + " day, week, month, year. Available short units: ms, s, m, h, d, w, mo, y");
        }
        for (var name : named.keySet()) {
            if (!name.equals("year") && !name.equals("month")) {
                throw new UserError("to_time_unit() got unknown keyword arguments: " + name);
            }
        }
        if (!(given instanceof String text)) {
            throw new UserError("'" + Types.name(given) + "' object has no attribute 'split'");
        }
        var sum = BigDecimal.ZERO;
        for (var word : text.strip().isEmpty() ? new String[0] : text.strip().split("\\s+")) {
            var match = TIME.matcher(word);
            double factor = match.matches() ? factor(brief(match.group(2)), year, month) : 0;
            if (factor == 0) {
                throw new UserError("to_time_unit() can not interpret following string: " + text);
            }
            sum = sum.add(new BigDecimal(new BigInteger(match.group(1))).multiply(BigDecimal.valueOf(factor)));
        }
        double result = sum.doubleValue() / factor(unit, year, month);
        return Double.isInfinite(result)
                ? (Object) result
                : new BigDecimal(result).setScale(12, RoundingMode.HALF_EVEN).doubleValue();
    }
}
