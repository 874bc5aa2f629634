package dev.muster.jinja;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An imported template.
 *
 * @param names what it set at its outermost level: macros and variables
 * @param body what it wrote
 */
record Module(Map<String, @Nullable Object> names, @Nullable Object body) implements Attributed {

    @Override
    public @Nullable Object attribute(String name) {
        return names.containsKey(name) ? names.get(name) : MISSING;
    }

    @Override
    public String typeName() {
        return "TemplateModule";
    }

    @Override
    public String repr() {
        return "<TemplateModule>";
    }

    @Override
    public String str() {
        return Finish.text(body);
    }
}
