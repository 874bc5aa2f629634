package dev.muster.jinja;

import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import dev.muster.value.JsonPrinting;
import dev.muster.value.JsonPrinting.Order;
import dev.muster.value.Merge;
import dev.muster.value.Printing;
import dev.muster.value.Truth;
import dev.muster.value.Tuple;
import dev.muster.value.Types;
import dev.muster.value.Undefined;
import dev.muster.value.UndefinedUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Filters on dictionaries and nested data, and those that read and write JSON and YAML. */
final class DataFilters {

    private static final int NICE_INDENT = 4;

    private static final int YAML_INDENT = 2;

    private static final int YAML_WIDTH = 80;

    private static final JsonPrinting.Strangers JSON_TYPES = new JsonTypes();

    private static final Set<String> YAML_OPTIONS = Set.of(
            "allow_unicode",
            "default_flow_style",
            "default_style",
            "explicit_end",
            "explicit_start",
            "indent",
            "sort_keys",
            "width");

    private static final Set<String> PYYAML_ONLY = Set.of("canonical", "encoding", "line_break", "tags", "version");

    private DataFilters() {}

    /** What is no text stays as it is. */
    private static @Nullable Object ignored(Call call, String filter) {
        var value = call.get(0);
        if (value != null) {
            call.deprecate("The " + filter + " filter ignored non-string input of type '" + Types.name(value) + "'.");
        }
        return value;
    }

    static void register(Filter.Table table) {
        table.add("combine", "*terms, **named", DataFilters::combine)
                .add("dict2items", "mydict, key_name='key', value_name='value'", DataFilters::dictToItems)
                .add("items2dict", "mylist, key_name='key', value_name='value'", DataFilters::itemsToDict)
                .add("dictsort", "value, case_sensitive=False, by='key', reverse=False", DataFilters::dictSort)
                .lenient("items", "value", DataFilters::items)
                .add("attr", "obj, name", call -> Access.ownAttribute(call.get(0), call.text(1)))
                .add("extract", "item, container, morekeys=None", DataFilters::extract)
                .add("subelements", "obj, subelements, skip_missing=False", DataFilters::subelements)
                .add("rekey_on_member", "data, key, duplicates='error'", DataFilters::rekey)
                .add("from_json", "a, profile=None", call -> JsonReader.read(call.string(0)))
                .add(
                        "to_json",
                        "a, profile=None, vault_to_text=None, preprocess_unsafe=None, **named",
                        call -> JsonPrinting.write(
                                call.get(0), json(call, call.named().get("indent"), false, null), JSON_TYPES))
                .add(
                        "to_nice_json",
                        "a, indent=4, sort_keys=True, **named",
                        call -> JsonPrinting.write(
                                call.get(0), json(call, call.get(1), call.truth(2), Tuple.of(",", ": ")), JSON_TYPES))
                .add("tojson", "value, indent=None", DataFilters::htmlJson)
                .add(
                        "from_yaml",
                        "data",
                        call -> call.get(0) instanceof String text
                                ? call.run().engine().yaml().load(text)
                                : ignored(call, "from_yaml"))
                .add(
                        "from_yaml_all",
                        "data",
                        call -> call.get(0) instanceof String text
                                ? call.run().engine().yaml().loadAll(text)
                                : call.given(0) ? ignored(call, "from_yaml_all") : List.of())
                .add("to_yaml", "a, *args, **named", call -> yaml(call, YAML_INDENT, null))
                .add(
                        "to_nice_yaml",
                        "a, indent=4, *args, **named",
                        call -> yaml(call, call.given(1) ? call.integer(1) : NICE_INDENT, false));
    }

    /** How lists are merged, by the word of {@code list_merge}. */
    static Merge.Lists lists(String word) {
        return switch (word) {
            case "replace" -> Merge.Lists.REPLACE;
            case "keep" -> Merge.Lists.KEEP;
            case "append" -> Merge.Lists.APPEND;
            case "prepend" -> Merge.Lists.PREPEND;
            case "append_rp" -> Merge.Lists.APPEND_RP;
            case "prepend_rp" -> Merge.Lists.PREPEND_RP;
            default ->
                throw new UserError("'list_merge' argument can only be equal to 'replace', 'keep', 'append', 'prepend',"
                        + " 'append_rp' or 'prepend_rp', not '" + word + "'");
        };
    }

    private static Object combine(Call call) {
        boolean recursive = Truth.of(call.named().getOrDefault("recursive", false));
        var lists = Printing.str(call.named().getOrDefault("list_merge", "replace"));
        for (var name : call.named().keySet()) {
            if (!name.equals("recursive") && !name.equals("list_merge")) {
                throw new UserError("'recursive' and 'list_merge' are the only valid keyword arguments");
            }
        }
        var strategy = lists(lists);
        var dictionaries = new ArrayList<@Nullable Object>();
        for (var term : call.rest()) {
            if (term instanceof List<?> list) {
                dictionaries.addAll(Sequences.items(list));
            } else if (term != null) {
                dictionaries.add(term);
            }
        }
        if (dictionaries.size() == 1 && dictionaries.getFirst() != null) {
            return dictionaries.getFirst();
        }
        Map<@Nullable Object, @Nullable Object> merged = new FreshMap();
        for (var dictionary : dictionaries) {
            if (!(dictionary instanceof Map<?, ?> map)) {
                throw new UserError("failed to combine variables, expected dicts but got a '" + Types.name(merged)
                        + "' and a '" + Types.name(dictionary) + "'");
            }
            map.values().forEach(Sequences::used);
            merged = Merge.of(merged, map, recursive, strategy);
        }
        return new FreshMap(merged);
    }

    private static FreshList dictToItems(Call call) {
        if (!(call.get(0) instanceof Map<?, ?> map)) {
            throw new UserError(
                    "dict2items requires a dictionary, got " + SequenceFilters.type(call.get(0)) + " instead");
        }
        var items = new FreshList(map.size());
        map.forEach((key, value) -> {
            var item = new FreshMap();
            item.put(call.text(1), key);
            item.put(call.text(2), Sequences.used(value));
            items.add(item);
        });
        return items;
    }

    private static FreshMap itemsToDict(Call call) {
        if (!(call.get(0) instanceof List<?>)) {
            throw new UserError("items2dict requires a list, got " + SequenceFilters.type(call.get(0)) + " instead");
        }
        var dict = new FreshMap();
        for (var item : call.items(0)) {
            if (!(item instanceof Map<?, ?> map)) {
                throw new UserError(
                        "items2dict requires a list of dictionaries, got " + Printing.repr(call.get(0)) + " instead");
            }
            if (!map.containsKey(call.get(1)) || !map.containsKey(call.get(2))) {
                throw new UserError(
                        "items2dict requires each dictionary in the list to contain the keys '" + call.text(1)
                                + "' and '" + call.text(2) + "', got " + Printing.repr(call.get(0)) + " instead");
            }
            dict.put(ExpressionCompiler.key(map.get(call.get(1))), map.get(call.get(2)));
        }
        return dict;
    }

    private static FreshList dictSort(Call call) {
        if (!(call.get(0) instanceof Map<?, ?> map)) {
            throw new UserError("'" + Types.name(call.get(0)) + "' object has no attribute 'items'");
        }
        boolean byValue = switch (call.text(2)) {
            case "key" -> false;
            case "value" -> true;
            default -> throw new UserError("You can only sort by either \"key\" or \"value\"");
        };
        var pairs = new ArrayList<@Nullable Object>();
        map.forEach((key, value) -> pairs.add(Tuple.of(key, Sequences.used(value))));
        return Sorting.sorted(
                pairs,
                pair -> Sorting.folded(
                        ((Tuple) java.util.Objects.requireNonNull(pair)).get(byValue ? 1 : 0), call.truth(1)),
                call.truth(3));
    }

    private static FreshList items(Call call) {
        var items = new FreshList(8);
        if (call.get(0) instanceof Undefined undefined) {
            throw new UndefinedUse(undefined);
        }
        if (!(call.get(0) instanceof Map<?, ?> map)) {
            throw new UserError("Can only get item pairs from a mapping.");
        }
        map.forEach((key, value) -> items.add(Tuple.of(key, Sequences.used(value))));
        return items;
    }

    private static @Nullable Object extract(Call call) {
        var value = Access.item(call.get(1), call.get(0));
        if (call.get(2) instanceof List<?> keys && !(keys instanceof Tuple)) {
            for (var key : keys) {
                value = Access.item(value, key);
            }
        } else if (call.given(2)) {
            value = Access.item(value, call.get(2));
        }
        return value;
    }

    private static FreshList subelements(Call call) {
        List<? extends @Nullable Object> elements;
        if (call.get(0) instanceof Map<?, ?> map) {
            elements = new ArrayList<@Nullable Object>(map.values());
        } else if (call.get(0) instanceof List<?>) {
            elements = call.items(0);
        } else {
            throw new UserError("obj must be a list of dicts or a nested dict");
        }
        List<? extends @Nullable Object> path;
        if (call.get(1) instanceof String text) {
            path = List.of(text.split("\\.", -1));
        } else if (call.get(1) instanceof List<?> list) {
            path = list;
        } else {
            throw new UserError("subelements must be a list or a string");
        }
        var results = new FreshList(8);
        for (var element : elements) {
            @Nullable Object values = element;
            for (var key : path) {
                if (!(values instanceof Map<?, ?> map)) {
                    throw new UserError("the key " + Printing.str(key) + " should point to a dictionary, got '"
                            + Printing.str(values) + "'");
                }
                if (!map.containsKey(key)) {
                    if (!call.truth(2)) {
                        throw new UserError("could not find " + Printing.repr(key) + " key in iterated item "
                                + Printing.repr(values));
                    }
                    values = List.of();
                    break;
                }
                values = map.get(key);
            }
            if (!(values instanceof List<?> list)) {
                throw new UserError("the key " + Printing.repr(path.getLast()) + " should point to a list, got "
                        + Printing.repr(values));
            }
            for (var value : list) {
                results.add(Tuple.of(element, value));
            }
        }
        return results;
    }

    private static FreshMap rekey(Call call) {
        boolean overwrite = switch (call.text(2)) {
            case "error" -> false;
            case "overwrite" -> true;
            default ->
                throw new UserError(
                        "duplicates parameter to rekey_on_member has unknown value " + Printing.repr(call.get(2)));
        };
        if (call.get(0) instanceof String || !Sequences.isIterable(call.get(0))) {
            throw new UserError("Type is not a valid list, set, or dict");
        }
        var items =
                call.get(0) instanceof Map<?, ?> map ? new ArrayList<@Nullable Object>(map.values()) : call.items(0);
        var keyed = new FreshMap();
        for (var item : items) {
            if (!(item instanceof Map<?, ?> map)) {
                throw new UserError("List item is not a valid dict");
            }
            if (!map.containsKey(call.get(1))) {
                throw new UserError("Key " + Printing.repr(call.get(1)) + " was not found.");
            }
            var key = map.get(call.get(1));
            if (keyed.containsKey(key) && !overwrite) {
                throw new UserError("Key " + Printing.repr(key) + " is not unique, cannot convert to dict.");
            }
            keyed.put(key, item);
        }
        return keyed;
    }

    private static JsonPrinting.Style json(
            Call call, @Nullable Object indent, boolean sorted, @Nullable Tuple separators) {
        var named = call.named();
        var text = switch (indent) {
            case null -> null;
            case Long spaces -> " ".repeat(Math.clamp(spaces, 0, 100));
            case Boolean truth -> truth ? " " : "";
            default -> Printing.str(indent);
        };
        List<?> given = separators != null
                ? separators
                : named.get("separators") instanceof List<?> list && list.size() == 2
                        ? list
                        : List.of(text == null ? ", " : ",", ": ");
        return new JsonPrinting.Style(
                text,
                Printing.str(given.get(0)),
                Printing.str(given.get(1)),
                sorted || Truth.of(named.getOrDefault("sort_keys", false)) ? Order.BY_TEXT : Order.GIVEN,
                Truth.of(named.getOrDefault("ensure_ascii", true)));
    }

    /** Jinja2's own filter, which is safe inside HTML. */
    private static String htmlJson(Call call) {
        var indent = call.given(1) ? " ".repeat(call.integer(1)) : null;
        var style = new JsonPrinting.Style(indent, indent == null ? ", " : ",", ": ", Order.BY_VALUE, true);
        var json = JsonPrinting.write(call.get(0), style, JSON_TYPES);
        return json.replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("'", "\\u0027");
    }

    private static String yaml(Call call, int indent, @Nullable Boolean flow) {
        var named = call.named();
        for (var name : named.keySet()) {
            if (PYYAML_ONLY.contains(name)) {
                throw new UserError("'" + name + "' can only be told to PyYAML itself");
            }
            if (!YAML_OPTIONS.contains(name)) {
                throw new UserError("dump_all() got an unexpected keyword argument '" + name + "'")
                        .hint(Nearest.hint(name, YAML_OPTIONS));
            }
        }
        var given = named.containsKey("default_flow_style") ? named.get("default_flow_style") : flow;
        var style = new YamlText.Style(
                named.get("indent") instanceof Long spaces ? Math.clamp(spaces, 1, 9) : indent,
                named.get("width") instanceof Number width
                        ? (int) Math.min(width.doubleValue(), Integer.MAX_VALUE)
                        : YAML_WIDTH,
                given == null ? null : Truth.of(given),
                Truth.of(named.getOrDefault("sort_keys", true)),
                Truth.of(named.getOrDefault("allow_unicode", true)),
                Truth.of(named.getOrDefault("explicit_start", false)),
                Truth.of(named.getOrDefault("explicit_end", false)),
                named.get("default_style") instanceof String quotes ? quotes : null);
        return call.run().engine().yaml().dump(dev.muster.value.Lazy.forced(call.get(0)), style);
    }
}
