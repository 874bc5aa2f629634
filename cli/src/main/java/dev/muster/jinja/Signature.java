package dev.muster.jinja;

import dev.muster.source.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a filter, test, method or function, written as Python writes them: {@code "value, width=4, *rest, **named"}.
 * Defaults are {@code None}, {@code True}, {@code False}, integers and quoted texts.
 */
final class Signature {

    /** Stands where an obligatory argument has no default. */
    private static final Object OBLIGATORY = new Object();

    private final String name;
    private final List<String> names = new ArrayList<>();
    private final List<@Nullable Object> defaults = new ArrayList<>();
    private boolean takesRest;
    private boolean takesNamed;

    Signature(String name, String parameters) {
        this.name = name;
        if (parameters.isEmpty()) {
            return;
        }
        for (var parameter : parameters.split(", (?![^=]*')")) {
            if (parameter.startsWith("**")) {
                takesNamed = true;
            } else if (parameter.startsWith("*")) {
                takesRest = true;
            } else {
                int equals = parameter.indexOf('=');
                names.add(equals < 0 ? parameter : parameter.substring(0, equals));
                defaults.add(equals < 0 ? OBLIGATORY : literal(parameter.substring(equals + 1)));
            }
        }
    }

    private static @Nullable Object literal(String text) {
        return switch (text) {
            case "None" -> null;
            case "True" -> true;
            case "False" -> false;
            default ->
                text.startsWith("'")
                        ? text.substring(1, text.length() - 1).replace("\\n", "\n")
                        : (Object) Long.valueOf(text);
        };
    }

    String name() {
        return name;
    }

    /** What may be given, in order; of {@code *rest} and {@code **named} nothing can be told. */
    List<PluginCatalog.Option> options() {
        var options = new ArrayList<PluginCatalog.Option>();
        for (int i = 0; i < names.size(); i++) {
            boolean required = defaults.get(i) == OBLIGATORY;
            options.add(new PluginCatalog.Option(names.get(i), required, required ? null : defaults.get(i)));
        }
        return List.copyOf(options);
    }

    /** The arguments in the places of their parameters. Wrong ones are an error in Python's words. */
    Call bind(Arguments arguments, Frame frame) {
        var values = new @Nullable Object[names.size()];
        var given = arguments.positional();
        int direct = Math.min(given.size(), values.length);
        for (int i = 0; i < direct; i++) {
            values[i] = given.get(i);
        }
        List<@Nullable Object> rest = List.of();
        if (given.size() > values.length) {
            if (!takesRest) {
                throw new UserError(name + "() takes " + values.length + " positional argument"
                        + (values.length == 1 ? "" : "s") + " but " + given.size() + " were given");
            }
            rest = given.subList(values.length, given.size());
        }
        for (int i = direct; i < values.length; i++) {
            values[i] = defaults.get(i);
        }
        Map<String, @Nullable Object> others = Map.of();
        for (var entry : arguments.named().entrySet()) {
            int at = names.indexOf(entry.getKey());
            if (at >= 0) {
                if (at < direct) {
                    throw new UserError(name + "() got multiple values for argument '" + entry.getKey() + "'");
                }
                values[at] = entry.getValue();
            } else if (takesNamed) {
                if (others.isEmpty()) {
                    others = new LinkedHashMap<>();
                }
                others.put(entry.getKey(), entry.getValue());
            } else {
                throw new UserError(name + "() got an unexpected keyword argument '" + entry.getKey() + "'")
                        .hint(dev.muster.source.Nearest.hint(entry.getKey(), names));
            }
        }
        for (int i = direct; i < values.length; i++) {
            if (values[i] == OBLIGATORY) {
                throw new UserError(name + "() missing 1 required positional argument: '" + names.get(i) + "'");
            }
        }
        return new Call(name, values, rest, others, frame);
    }
}
