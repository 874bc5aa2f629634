package dev.muster.engine;

import dev.muster.config.Settings;
import dev.muster.jinja.Variables;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Undefined;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a lookup was told by name.
 *
 * @param lookup the lookup's name, for messages
 */
record GivenOptions(String lookup, Map<String, @Nullable Object> values) {

    @Nullable
    Object get(String name) {
        return values.get(name);
    }

    boolean has(String name) {
        return values.get(name) != null;
    }

    String text(String name, String otherwise) {
        var value = values.get(name);
        return value == null ? otherwise : Printing.str(value);
    }

    @Nullable
    String textOrNull(String name) {
        var value = values.get(name);
        return value == null ? null : Printing.str(value);
    }

    boolean truth(String name, boolean otherwise) {
        var value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        try {
            return Values.truth(value);
        } catch (UserError e) {
            throw wrong(name, value, "bool");
        }
    }

    int integer(String name, int otherwise) {
        var value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        try {
            return Integer.parseInt(Printing.str(value).strip());
        } catch (NumberFormatException _) {
            // Its documentation names this type by the short word.
            throw wrong(name, value, lookup.equals("csvfile") ? "int" : "integer");
        }
    }

    double number(String name, double otherwise) {
        var value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        try {
            return Double.parseDouble(Printing.str(value).strip());
        } catch (NumberFormatException _) {
            throw wrong(name, value, "float");
        }
    }

    /** A list of texts; one text is a list by its commas, as everywhere in Ansible's options. */
    List<String> texts(String name) {
        return Values.texts(values.get(name)).stream()
                .flatMap(text ->
                        values.get(name) instanceof String ? List.of(text.split(",")).stream() : List.of(text).stream())
                .toList();
    }

    private UserError wrong(String name, Object value, String wanted) {
        return new UserError("Config '" + name + "' for '" + lookup
                + "' lookup plugin from 'Direct' has an invalid value: Invalid value provided for '" + wanted + "': "
                + Printing.repr(value));
    }

    /**
     * These options, and for those that were not told what a variable says, or else the settings.
     *
     * @param settings those that were made, where they can be
     */
    GivenOptions or(Variables variables, Map<String, String> ofVariables, @Nullable Settings settings) {
        var all = new java.util.LinkedHashMap<String, @Nullable Object>(values);
        ofVariables.forEach((name, variable) -> {
            if (all.get(name) != null) {
                return;
            }
            var value = variables.get(variable);
            if (value != null && !(value instanceof Undefined)) {
                all.put(name, value);
                return;
            }
            var setting = "lookup/" + lookup + "/" + name;
            if (settings != null && settings.isSet(setting)) {
                all.put(name, settings.resolve(settings.catalog().get(setting)).value());
            }
        });
        return new GivenOptions(lookup, all);
    }
}
