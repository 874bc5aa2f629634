package dev.muster.inventory;

import dev.muster.jinja.Jinja;
import dev.muster.source.Position;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Lazy;
import dev.muster.value.Printing;
import dev.muster.value.Template;
import dev.muster.value.Truth;
import dev.muster.value.Types;
import dev.muster.value.Undefined;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Gives the hosts that other sources named more variables and groups, by expressions: the inventory plugin {@code constructed}
 * of ansible-core.
 */
final class ConstructedInventory {

    private static final Set<String> OPTIONS = Set.of(
            "strict", "compose", "groups", "keyed_groups", "use_extra_vars", "use_vars_plugins", "leading_separator");
    private static final Set<Level> OF_SOURCES =
            Set.of(Level.INVENTORY_ALL, Level.INVENTORY_GROUP, Level.INVENTORY_HOST);
    private static final Set<Level> OF_INVENTORY = Set.of(
            Level.INVENTORY_ALL,
            Level.INVENTORY_GROUP,
            Level.INVENTORY_HOST,
            Level.INVENTORY_GROUP_VARS_ALL,
            Level.INVENTORY_GROUP_VARS,
            Level.INVENTORY_HOST_VARS);

    private final InventoryBuilder builder;
    private final Jinja jinja;
    private final Map<String, @Nullable Object> extraVariables;
    private final boolean usesExtra;

    ConstructedInventory(InventoryBuilder builder, PluginTemplates templates) {
        this.builder = builder;
        this.jinja = templates.jinja();
        this.extraVariables = templates.extraVariables();
        this.usesExtra = templates.usesExtra();
    }

    void read(PluginConfiguration configuration) {
        configuration.check(OPTIONS);
        var at = configuration.root().at();
        boolean strict = configuration.flag("strict", false);
        var levels = configuration.flag("use_vars_plugins", false) ? OF_INVENTORY : OF_SOURCES;
        // New groups have no variables, so what the inventory is now holds for every host.
        var now = builder.build();
        for (var host : now.hosts()) {
            var values = new LinkedHashMap<String, @Nullable Object>();
            now.layers(host).stream()
                    .filter(layer -> levels.contains(layer.level()))
                    .forEach(layer -> layer.variables().forEach((name, binding) -> values.put(name, binding.value())));
            values.put("inventory_hostname", host.name());
            values.put("inventory_hostname_short", host.name().split("\\.", 2)[0]);
            values.put("group_names", now.groupNames(host));
            if (configuration.flag("use_extra_vars", usesExtra)) {
                values.putAll(extraVariables);
            }
            var one = new OneHost(host.name(), values, strict, at);
            one.compose(configuration.dictionary("compose"));
            one.groups(configuration.dictionary("groups"));
            one.keyedGroups(configuration.list("keyed_groups"), configuration.flag("leading_separator", true));
        }
    }

    private final class OneHost {

        private final String name;
        private final Map<String, @Nullable Object> values;
        private final boolean strict;
        private final Position at;

        OneHost(String name, Map<String, @Nullable Object> values, boolean strict, Position at) {
            this.name = name;
            this.values = values;
            this.strict = strict;
            this.at = at;
        }

        private FlatVariables variables() {
            return new FlatVariables(values, jinja);
        }

        /** An expression's value, or nothing when it fails and that is to be passed over. */
        private <T> @Nullable T tried(Supplier<T> attempt, String what) {
            try {
                return attempt.get();
            } catch (UserError e) {
                if (strict) {
                    throw new UserError(what + ": " + e.what()).at(Objects.requireNonNullElse(e.where(), at));
                }
                return null;
            }
        }

        private @Nullable Object expression(@Nullable Object written) {
            var value = switch (written) {
                case Template template -> jinja.expression(template, variables());
                case String text -> jinja.expression(new Template(text, at), variables());
                case null, default -> written;
            };
            if (value instanceof Undefined undefined) {
                throw new UserError(undefined.message()).at(at);
            }
            return value;
        }

        /** All see the variables from before, whatever their order. */
        void compose(Map<?, ?> wanted) {
            var made = new LinkedHashMap<String, @Nullable Object>();
            wanted.forEach((variable, written) -> {
                var held = tried(
                        () -> new Held(Lazy.forced(expression(written))),
                        "could not set " + variable + " for host " + name);
                if (held != null) {
                    made.put(String.valueOf(variable), held.value());
                }
            });
            values.putAll(made);
            made.forEach((variable, value) -> builder.setHostVariable(name, variable, Binding.made(value, at)));
        }

        void groups(Map<?, ?> conditions) {
            conditions.forEach((group, condition) -> {
                var title = GroupNames.safe(String.valueOf(group));
                var holds = tried(() -> truth(condition), "could not add host " + name + " to group " + title);
                if (Boolean.TRUE.equals(holds)) {
                    builder.addGroup(title);
                    builder.addHost(name, title, null);
                }
            });
        }

        private Boolean truth(@Nullable Object condition) {
            var value = expression(condition);
            if (value instanceof Boolean truth) {
                return truth;
            }
            throw new UserError("conditional result (" + (Truth.of(value) ? "True" : "False")
                            + ") was derived from value of type '" + Types.name(value)
                            + "'. Conditionals must have a boolean result")
                    .at(at);
        }

        void keyedGroups(List<?> entries, boolean leadingSeparator) {
            for (var entry : entries) {
                if (!(entry instanceof Map<?, ?> keyed) || keyed.isEmpty()) {
                    throw new UserError("Invalid keyed group entry, it must be a dictionary: " + Printing.str(entry))
                            .at(at);
                }
                keyed(keyed, leadingSeparator);
            }
        }

        private void keyed(Map<?, ?> keyed, boolean leadingSeparator) {
            var written = keyed.get("key");
            var held = tried(
                    () -> new Held(expression(written)),
                    "could not generate group for host " + name + " from " + Printing.str(text(written)) + " entry");
            if (held == null) {
                return;
            }
            var key = held.value();
            var byDefault = keyed.get("default_value");
            if (byDefault != null && keyed.get("trailing_separator") != null) {
                throw new UserError(
                                "parameters are mutually exclusive for keyed groups: default_value|trailing_separator")
                        .at(at);
            }
            boolean useDefault = isEmpty(key) && byDefault != null;
            if (!Truth.of(key) && !useDefault) {
                if (strict && !(key instanceof List<?>) && !(key instanceof Map<?, ?>)) {
                    throw new UserError("No key or key resulted empty for " + Printing.str(text(written)) + " in host "
                                    + name + ", invalid entry")
                            .at(at);
                }
                return;
            }
            var parent = tried(
                    () -> new Held(
                            keyed.get("parent_group") instanceof Template template
                                    ? jinja.value(template, variables())
                                    : keyed.get("parent_group")),
                    "could not generate parent group for group '" + Printing.str(key) + "'");
            if (parent == null) {
                return;
            }
            var prefix = Printing.str(Objects.requireNonNullElse(keyed.get("prefix"), ""));
            var separator = keyed.containsKey("separator") ? Printing.str(keyed.get("separator")) : "_";
            boolean trailing = !Boolean.FALSE.equals(keyed.get("trailing_separator"));
            for (var bare : names(key, useDefault, byDefault, separator, trailing)) {
                var lead = prefix.isEmpty() && !leadingSeparator ? "" : separator;
                var group = GroupNames.safe(prefix + lead + bare);
                builder.addGroup(group);
                builder.addHost(name, group, null);
                if (Truth.of(parent.value())) {
                    var above = GroupNames.safe(Printing.str(parent.value()));
                    builder.addGroup(above);
                    builder.addChild(above, group, at);
                }
            }
        }

        private List<String> names(
                @Nullable Object key,
                boolean useDefault,
                @Nullable Object byDefault,
                String separator,
                boolean trailing) {
            var names = new ArrayList<String>();
            if (useDefault) {
                return List.of(Printing.str(byDefault));
            }
            switch (key) {
                case String text -> names.add(text);
                case List<?> list ->
                    list.forEach(
                            item -> names.add(Printing.str(isEmpty(item) && byDefault != null ? byDefault : item)));
                case Map<?, ?> map ->
                    map.forEach((label, value) -> {
                        var start = Printing.str(label);
                        if (isEmpty(value) && byDefault == null && !trailing) {
                            names.add(start);
                        } else {
                            names.add(start
                                    + separator
                                    + Printing.str(isEmpty(value) && byDefault != null ? byDefault : value));
                        }
                    });
                case null, default ->
                    throw new UserError("Invalid group name format, expected a string or a list of them or dictionary, "
                                    + "got: " + Types.name(key))
                            .at(at);
            }
            return names;
        }
    }

    private record Held(@Nullable Object value) {}

    private static boolean isEmpty(@Nullable Object value) {
        return value == null || "".equals(value);
    }

    private static @Nullable Object text(@Nullable Object written) {
        return written instanceof Template template ? template.text() : written;
    }
}
