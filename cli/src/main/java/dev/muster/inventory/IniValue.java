package dev.muster.inventory;

import dev.muster.source.Position;
import dev.muster.value.PythonLiteral;
import dev.muster.value.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of an INI inventory: a Python literal if it reads as one, or else the text itself, as the plugin {@code ini} of
 * ansible-core has it. Texts in it are trusted.
 */
final class IniValue {

    private IniValue() {}

    static @Nullable Object of(String text, Position place) {
        return PythonLiteral.parse(text, PythonLiteral.Dialect.PYTHON)
                .map(literal -> new Holder(trusted(literal.value(), place)))
                .orElseGet(() -> new Holder(Template.trusted(text, place)))
                .value();
    }

    /** Lets a null through an Optional. */
    private record Holder(@Nullable Object value) {}

    private static @Nullable Object trusted(@Nullable Object value, Position place) {
        return switch (value) {
            case String text -> Template.trusted(text, place);
            case List<?> list -> {
                var out = new ArrayList<@Nullable Object>();
                list.forEach(item -> out.add(trusted(item, place)));
                yield out;
            }
            case Map<?, ?> map -> {
                var out = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                map.forEach((key, item) -> out.put(key, trusted(item, place)));
                yield out;
            }
            case null, default -> value;
        };
    }
}
