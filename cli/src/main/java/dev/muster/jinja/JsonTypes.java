package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.JsonPrinting;
import dev.muster.value.Types;
import dev.muster.value.Undefined;
import dev.muster.value.UndefinedUse;

/** What the JSON filters make of values that JSON does not know: moments become ISO 8601 texts, all else is an error. */
final class JsonTypes implements JsonPrinting.Strangers {

    @Override
    public String text(Object value) {
        return switch (value) {
            case Undefined undefined -> throw new UndefinedUse(undefined);
            case Moment moment -> moment.iso("T");
            default -> throw new UserError("object of type '" + Types.name(value) + "' is not JSON serializable");
        };
    }

    @Override
    public String key(Object key) {
        throw new UserError("keys must be str, int, float, bool or None, not " + Types.name(key));
    }
}
