package dev.muster.jinja;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A filter or a test.
 *
 * @param acceptsUndefined whether it wants to see undefined arguments, as {@code default} does
 */
record Filter(Signature signature, Call.Body body, boolean acceptsUndefined) {

    /** A table under construction: a filter a line. */
    static final class Table {

        private final Map<String, Filter> filters;

        Table(Map<String, Filter> filters) {
            this.filters = filters;
        }

        Table add(String name, String parameters, Call.Body body) {
            filters.put(name, new Filter(new Signature(name, parameters), body, false));
            return this;
        }

        /** A filter that wants to see undefined arguments. */
        Table lenient(String name, String parameters, Call.Body body) {
            filters.put(name, new Filter(new Signature(name, parameters), body, true));
            return this;
        }

        Table alias(String name, String of) {
            filters.put(name, java.util.Objects.requireNonNull(filters.get(of)));
            return this;
        }
    }

    /** The short name under which it was made. */
    String name() {
        return signature.name();
    }

    @Nullable
    Object apply(Arguments arguments, Frame frame) {
        return body.apply(signature.bind(arguments, frame));
    }
}
