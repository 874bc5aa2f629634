package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The filters {@code keep_keys}, {@code remove_keys} and {@code replace_keys} of {@code community.general}. */
final class KeysFilters {

    private static final List<String> WAYS = List.of("equal", "starts_with", "ends_with", "regex");

    private KeysFilters() {}

    static void register(Filter.Table table) {
        var parameters = "data, target=None, matching_parameter='equal'";
        table.add(CommunityFilters.GENERAL + "keep_keys", parameters, call -> filtered(call, true))
                .add(CommunityFilters.GENERAL + "remove_keys", parameters, call -> filtered(call, false))
                .add(CommunityFilters.GENERAL + "replace_keys", parameters, KeysFilters::replaced);
    }

    private static List<Map<?, ?>> data(Call call) {
        if (!(call.get(0) instanceof List<?> || call.get(0) instanceof String)) {
            throw new UserError(
                    "First argument must be a list. " + Printing.str(call.get(0)) + " is " + Types.name(call.get(0)));
        }
        var all = new ArrayList<Map<?, ?>>();
        for (var item : call.items(0)) {
            if (!(item instanceof Map<?, ?> map)) {
                throw new UserError(
                        "The data items must be dictionaries. " + Printing.str(item) + " is " + Types.name(item));
            }
            if (!map.keySet().stream().allMatch(String.class::isInstance)) {
                throw new UserError(
                        "Top level keys must be strings. keys: " + Printing.repr(List.copyOf(map.keySet())));
            }
            all.add(map);
        }
        if (!WAYS.contains(call.text(2))) {
            throw new UserError("The matching_parameter must be one of " + Printing.repr(WAYS) + ". matching_parameter="
                    + call.text(2));
        }
        return all;
    }

    private static boolean matches(Call call, String key, String target) {
        return switch (call.text(2)) {
            case "starts_with" -> key.startsWith(target);
            case "ends_with" -> key.endsWith(target);
            case "regex" -> call.run().engine().regex(target, false, false).matchesStart(key);
            default -> key.equals(target);
        };
    }

    private static List<String> targets(Call call) {
        var given = call.get(1);
        if (!(given instanceof String || given instanceof List)) {
            throw new UserError("The target must be a string or a list. target is " + Types.name(given) + ".");
        }
        var all = new ArrayList<String>();
        for (var item : given instanceof String ? List.of(given) : call.items(1)) {
            if (!(item instanceof String text)) {
                throw new UserError(
                        "The target items must be strings. " + Printing.str(item) + " is " + Types.name(item));
            }
            all.add(text);
        }
        if (all.isEmpty() || given.equals("")) {
            throw new UserError("The target can't be empty.");
        }
        if (call.text(2).equals("regex") && all.size() > 1) {
            throw new UserError("Single item is required in the target list if matching_parameter=regex.");
        }
        if (call.text(2).equals("regex")) {
            try {
                call.run().engine().regex(all.getFirst(), false, false);
            } catch (UserError e) {
                throw new UserError("The target must be a valid regex if matching_parameter=regex. target is "
                                + all.getFirst())
                        .hint(e.what());
            }
        }
        return all;
    }

    private static FreshList filtered(Call call, boolean keeps) {
        var data = data(call);
        var targets = targets(call);
        var results = new FreshList(data.size());
        for (var map : data) {
            var result = new FreshMap();
            map.forEach((key, value) -> {
                boolean match = targets.stream().anyMatch(target -> matches(call, Printing.str(key), target));
                if (match == keeps) {
                    result.put(key, value);
                }
            });
            results.add(result);
        }
        return results;
    }

    private static FreshList replaced(Call call) {
        var data = data(call);
        if (!(call.get(1) instanceof List<?> given)) {
            throw new UserError("The target must be a list. target is " + Types.name(call.get(1)) + ".");
        }
        if (given.isEmpty()) {
            throw new UserError("The target can't be empty.");
        }
        var pairs = new ArrayList<Map<?, ?>>();
        for (var item : call.items(1)) {
            if (!(item instanceof Map<?, ?> pair)) {
                throw new UserError(
                        "The target items must be dictionaries. " + Printing.str(item) + " is " + Types.name(item));
            }
            if (!pair.containsKey("before") || !pair.containsKey("after")) {
                throw new UserError("All dictionaries in target must include attributes: after, before.");
            }
            for (var name : List.of("before", "after")) {
                if (!(pair.get(name) instanceof String)) {
                    throw new UserError("The attributes " + name + " must be strings. " + Printing.str(pair.get(name))
                            + " is " + Types.name(pair.get(name)));
                }
            }
            pairs.add(pair);
        }
        var results = new FreshList(data.size());
        for (var map : data) {
            var result = new FreshMap();
            map.forEach((key, value) -> result.put(newKey(call, Printing.str(key), pairs), value));
            results.add(result);
        }
        return results;
    }

    private static @Nullable Object newKey(Call call, String key, List<Map<?, ?>> pairs) {
        for (var pair : pairs) {
            if (matches(call, key, Printing.str(pair.get("before")))) {
                return pair.get("after");
            }
        }
        return key;
    }
}
