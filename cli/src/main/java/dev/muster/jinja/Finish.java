package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Omit;
import dev.muster.value.Printing;
import dev.muster.value.PythonObject;
import dev.muster.value.Template;
import dev.muster.value.Undefined;
import dev.muster.value.UndefinedUse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a result becomes when it leaves the templates: everything inside rendered, {@link Omit} dropped out of containers,
 * tuples made lists (ansible-core's {@code _finalize_template_result}).
 */
final class Finish {

    private Finish() {}

    /** A final value. An undefined one inside is its error; functions and ranges cannot be values. */
    static @Nullable Object value(@Nullable Object value) {
        return finished(value, true);
    }

    private static @Nullable Object finished(@Nullable Object value, boolean strict) {
        return switch (value) {
            case null -> null;
            case String text -> text;
            case Undefined undefined -> throw new UndefinedUse(undefined);
            case Moment moment -> moment;
            case PythonObject object -> {
                if (strict) {
                    throw new UserError("Type '" + object.typeName() + "' is unsupported for variable storage.")
                            .hint(hint(object));
                }
                yield object;
            }
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                for (var entry : map.entrySet()) {
                    var item = entry.getValue();
                    if (item != Omit.OMIT) {
                        copy.put(finished(entry.getKey(), strict), finished(item, strict));
                    }
                }
                yield copy;
            }
            case List<?> list -> {
                var copy = new ArrayList<@Nullable Object>(list.size());
                for (var item : list) {
                    if (item != Omit.OMIT) {
                        copy.add(finished(item, strict));
                    }
                }
                yield copy;
            }
            case Template template -> template.text();
            default -> value;
        };
    }

    /** A piece of a longer text. */
    static String text(@Nullable Object piece) {
        return switch (piece) {
            case null -> "";
            case String text -> text;
            case Omit _ -> "";
            case Map<?, ?> _, List<?> _ -> Printing.str(finished(piece, false));
            default -> Printing.str(piece);
        };
    }

    private static @Nullable String hint(PythonObject object) {
        return switch (object) {
            case Range _ -> "make it a list with '| list'";
            case NoElse _ -> "add 'else' to the inline 'if'";
            case Function _ -> "call it, with parentheses";
            default -> null;
        };
    }
}
