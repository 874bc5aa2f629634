package dev.muster.doc;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Documentation in the shape that {@code ansible-doc --json} gives it. */
final class Shape {

    private Shape() {}

    /** The whole of a plugin: {@code doc}, {@code examples}, {@code return} and {@code metadata}. */
    static Map<String, @Nullable Object> whole(Map<String, @Nullable Object> doc) {
        var whole = new TreeMap<String, @Nullable Object>();
        whole.put("doc", doc);
        whole.put("examples", null);
        whole.put("return", null);
        whole.put("metadata", null);
        return whole;
    }

    /**
     * The {@code doc} of a plugin.
     *
     * @param full its name with that of its collection
     */
    static Map<String, @Nullable Object> doc(
            String full, String brief, List<String> description, Map<String, @Nullable Object> options) {
        var doc = new TreeMap<String, @Nullable Object>();
        doc.put("plugin_name", full);
        doc.put("collection", full.substring(0, full.indexOf('.', full.indexOf('.') + 1)));
        doc.put("short_description", brief);
        doc.put("description", description);
        doc.put("filename", "");
        if (!options.isEmpty()) {
            doc.put("options", options);
        }
        return doc;
    }

    /** An option whose meaning alone is known. */
    static Map<String, @Nullable Object> option(String text) {
        var option = new TreeMap<String, @Nullable Object>();
        option.put("description", List.of(text));
        return option;
    }
}
