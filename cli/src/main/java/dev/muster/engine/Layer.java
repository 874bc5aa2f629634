package dev.muster.engine;

import dev.muster.source.Position;
import dev.muster.value.Binding;
import dev.muster.value.Template;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Variables of one level of precedence. A layer is made once and shared by every scope it is part of.
 *
 * @param title the level, as it is told to a user
 * @param entries by name: bindings of the inventory or a playbook, {@link Computed} ones, or plain values
 */
record Layer(String title, Map<String, ? extends @Nullable Object> entries) {

    /** A value that is made when somebody asks for it. */
    record Computed(Supplier<@Nullable Object> value) {}

    /**
     * The item of a loop, what was typed on the command line, or what {@code set_fact} and {@code include_vars} brought.
     *
     * @param written as it stands in a file of the project or was typed
     */
    record Item(@Nullable Object value, @Nullable Object written) {

        /** Variables all of which stand in a file of the project, or were typed, as they are. */
        static Map<String, @Nullable Object> written(Map<String, ? extends @Nullable Object> values) {
            var items = new LinkedHashMap<String, @Nullable Object>();
            values.forEach((name, value) -> items.put(name, new Item(value, value)));
            return items;
        }
    }

    boolean has(String name) {
        return entries.containsKey(name);
    }

    /** Whether the value is data already, which is not looked through for templates: {@code hostvars} has no end. */
    boolean isFinal(String name) {
        return entries.get(name) instanceof Computed;
    }

    /** The value as it was written; nothing in it is rendered. */
    @Nullable
    Object raw(String name) {
        return switch (entries.get(name)) {
            case Binding binding -> binding.value();
            case Computed computed -> computed.value().get();
            case Item item -> item.value();
            case null -> null;
            case Object value -> value;
        };
    }

    /** The value as it stands in a file of the project; null where it does not, or only a run has made it. */
    @Nullable
    Object written(String name) {
        return switch (entries.get(name)) {
            case Binding binding -> binding.written() ? binding.value() : null;
            case Item item -> item.written();
            case Template template -> template;
            case null, default -> null;
        };
    }

    /** Where the value was written, or null. */
    @Nullable
    Position at(String name) {
        return switch (entries.get(name)) {
            case Binding binding -> binding.at();
            case Template template -> template.at();
            case null, default -> null;
        };
    }
}
