package dev.muster.engine;

import dev.muster.config.Setting;
import dev.muster.config.Settings;
import dev.muster.config.SettingsListing;
import dev.muster.jinja.Variables;
import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import dev.muster.value.Lazy;
import dev.muster.value.Printing;
import dev.muster.value.Types;
import dev.muster.value.Undefined;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The lookup {@code config}: what settings are, for a host of a run. */
final class ConfigLookup {

    private static final List<String> ON_MISSING = List.of("error", "warn", "skip");

    private final Settings settings;
    private final Variables variables;
    private final Consumer<String> warnings;

    ConfigLookup(Settings settings, Variables variables, Consumer<String> warnings) {
        this.settings = settings;
        this.variables = variables;
        this.warnings = warnings;
    }

    List<@Nullable Object> of(List<@Nullable Object> terms, GivenOptions options) {
        var missing = chosen(options, "on_missing", ON_MISSING);
        var kind = chosen(options, "plugin_type", SettingsListing.KINDS);
        var plugin = options.textOrNull("plugin_name");
        boolean origins = options.truth("show_origin", false);
        if ((kind == null) != (plugin == null)) {
            throw new UserError("Both plugin_type and plugin_name are required, cannot use one without the other.");
        }
        var found = new ArrayList<@Nullable Object>();
        for (var term : terms) {
            if (!(term instanceof String name)) {
                throw new UserError("Invalid setting identifier, " + Printing.repr(term)
                        + " is not a <class 'str'>, its a <class '" + Types.name(term) + "'>.");
            }
            try {
                var resolved = resolved(name, kind, plugin);
                found.add(origins ? Arrays.asList(resolved.value(), resolved.origin()) : resolved.value());
            } catch (Unknown e) {
                if (missing == null || missing.equals("error")) {
                    throw new UserError(e.getMessage()).hint(e.hint);
                }
                if (missing.equals("warn")) {
                    warnings.accept("Skipping " + name + ": " + e.getMessage());
                }
            }
        }
        return found;
    }

    /** That there is no such setting. */
    private static final class Unknown extends Exception {

        private static final long serialVersionUID = 1L;
        private final @Nullable String hint;

        Unknown(String message, @Nullable String hint) {
            super(message);
            this.hint = hint;
        }
    }

    private static @Nullable String chosen(GivenOptions options, String name, List<String> choices) {
        var value = options.textOrNull(name);
        if (value != null && !choices.contains(value)) {
            throw new UserError("Invalid value '" + value + "' for config '" + name + "' for 'config' lookup plugin.")
                    .hint("use one of " + String.join(", ", choices));
        }
        return value;
    }

    private Settings.Resolved resolved(String name, @Nullable String kind, @Nullable String plugin) throws Unknown {
        if (kind == null && name.equals("CONFIG_FILE")) {
            return new Settings.Resolved(settings.file().map(Object::toString).orElse(null), "");
        }
        var setting = setting(name, kind, plugin);
        for (var variable : setting.variables().reversed()) {
            var value = Lazy.forced(variables.get(variable));
            if (value != null && !(value instanceof Undefined)) {
                return new Settings.Resolved(settings.fitted(setting, variable, value), "var: " + variable);
            }
        }
        return settings.resolve(setting);
    }

    private Setting setting(String name, @Nullable String kind, @Nullable String plugin) throws Unknown {
        var known = plugin == null ? "" : plugin.replaceFirst("^ansible\\.(builtin|legacy)\\.", "");
        var options = settings.catalog().all().stream()
                .filter(each -> kind == null
                        ? each.isBase()
                        : each.kind().orElse("").equals(kind)
                                && each.plugin().orElse("").equals(known))
                .toList();
        if (kind != null
                && options.isEmpty()
                && !(kind.equals("lookup") && Lookups.names().contains(known))) {
            throw new UserError("Unable to load " + kind + " plugin '" + plugin + "'.");
        }
        for (var option : options) {
            if (option.option().equals(name)) {
                return option;
            }
        }
        throw new Unknown(
                "No config definition exists for '" + name + "'"
                        + (kind == null ? "" : " for '" + plugin + "' " + kind + " plugin") + ".",
                Nearest.hint(name, options.stream().map(Setting::option).toList()));
    }
}
