package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Omit;
import dev.muster.value.Undefined;
import dev.muster.value.UndefinedUse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions that every template sees, unless a variable has their name. */
final class Globals {

    static final Map<String, Object> ALL = all();

    private Globals() {}

    private static Map<String, Object> all() {
        var all = new LinkedHashMap<String, Object>();
        all.put("range", Function.of("range", "start, stop=None, step=1", Globals::range));
        all.put("dict", Function.of("dict", "given=None, **named", Globals::dict));
        all.put("namespace", Function.of("namespace", "given=None, **named", call -> new Namespace(names(call))));
        all.put("cycler", Function.of("cycler", "*items", call -> new Cycler(call.rest())));
        all.put("joiner", Function.of("joiner", "sep=', '", call -> joiner(call.text(0))));
        all.put("now", Function.of("now", "utc=False, fmt=None", Globals::now));
        all.put("undef", new Function(new Signature("undef", "hint=None"), Globals::undef, Attributed.MISSING, true));
        all.put("lookup", lookup("lookup", false));
        all.put("query", lookup("query", true));
        all.put("q", lookup("q", true));
        all.put("omit", Omit.OMIT);
        return java.util.Collections.unmodifiableMap(all);
    }

    private static Object range(Call call) {
        int largest = call.run().limits().items();
        return call.given(1)
                ? new Range(call.integer(0), call.integer(1), call.integer(2), largest)
                : new Range(0, call.integer(0), 1, largest);
    }

    private static Map<@Nullable Object, @Nullable Object> dict(Call call) {
        var dict = new FreshMap();
        if (call.get(0) instanceof Map<?, ?> map) {
            dict.putAll(map);
        } else if (call.given(0)) {
            int at = 0;
            for (var pair : call.items(0)) {
                var items = Sequences.items(pair);
                if (items.size() != 2) {
                    throw new UserError("dictionary update sequence element #" + at + " has length " + items.size()
                            + "; 2 is required");
                }
                dict.put(ExpressionCompiler.key(items.get(0)), items.get(1));
                at++;
            }
        }
        dict.putAll(call.named());
        return dict;
    }

    private static Map<String, @Nullable Object> names(Call call) {
        var names = new LinkedHashMap<String, @Nullable Object>();
        dict(call).forEach((key, value) -> names.put(dev.muster.value.Printing.str(key), value));
        return names;
    }

    private static Object joiner(String separator) {
        var used = new boolean[1];
        return Function.of("joiner", "", _ -> {
            if (used[0]) {
                return separator;
            }
            used[0] = true;
            return "";
        });
    }

    private static Object now(Call call) {
        var now = call.run().outside().now();
        var local = call.truth(0) ? now.withZoneSameInstant(java.time.ZoneOffset.UTC) : now;
        var moment = new Moment(local.toLocalDateTime(), null);
        return call.given(1) ? Strftime.format(moment, call.text(1)) : moment;
    }

    private static Object undef(Call call) {
        return Undefined.because(call.given(0) ? call.text(0) : Undefined.MANDATORY);
    }

    private static Object lookup(String name, boolean wantsList) {
        return new Function(
                new Signature(name, "plugin, *terms, **options"),
                call -> looked(call, wantsList),
                Attributed.MISSING,
                true);
    }

    private static @Nullable Object looked(Call call, boolean wantsList) {
        var plugin = call.string(0);
        var options = new LinkedHashMap<String, @Nullable Object>(call.named());
        boolean list = wantsList | dev.muster.value.Truth.of(options.remove("wantlist"));
        var errors = options.remove("errors");
        boolean strict = !"ignore".equals(errors) && !"warn".equals(errors);
        var undefined = new Arguments(call.rest(), options).firstUndefined();
        if (undefined != null && !plugin.endsWith("first_found") && !plugin.endsWith("env")) {
            throw new UndefinedUse(undefined);
        }
        List<@Nullable Object> results;
        try {
            results = call.run()
                    .outside()
                    .lookup(
                            plugin,
                            new ArrayList<>(call.rest()),
                            options,
                            call.run().variables());
        } catch (UserError e) {
            if (strict || e.what().equals("The lookup plugin '" + plugin + "' was not found.")) {
                throw e;
            }
            if ("warn".equals(errors)) {
                call.run()
                        .outside()
                        .warn("An error occurred while running the lookup plugin '" + plugin + "': "
                                + e.what().replace("The lookup plugin '" + plugin + "' failed: ", ""));
            }
            return list ? List.of() : null;
        }
        if (list) {
            return results;
        }
        if (results.size() == 1) {
            return results.getFirst();
        }
        return !results.isEmpty() && results.stream().allMatch(String.class::isInstance)
                ? String.join(",", results.stream().map(String.class::cast).toList())
                : results;
    }

    /** What {@code cycler()} gives. */
    private static final class Cycler implements Attributed {

        private final List<@Nullable Object> items;
        private int at;

        Cycler(List<@Nullable Object> items) {
            if (items.isEmpty()) {
                throw new UserError("at least one item has to be provided");
            }
            this.items = items;
        }

        @Override
        public @Nullable Object attribute(String name) {
            return switch (name) {
                case "current" -> items.get(at);
                case "next" ->
                    Function.of("next", "", _ -> {
                        var item = items.get(at);
                        at = (at + 1) % items.size();
                        return item;
                    });
                case "reset" ->
                    Function.of("reset", "", _ -> {
                        at = 0;
                        return null;
                    });
                default -> MISSING;
            };
        }

        @Override
        public String typeName() {
            return "Cycler";
        }

        @Override
        public String repr() {
            return "<Cycler>";
        }
    }
}
