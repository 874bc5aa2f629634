package dev.muster.doc;

import dev.muster.source.Source;
import dev.muster.yaml.Node;
import dev.muster.yaml.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The texts that are packed with the program, each file read when it is asked for. */
final class Texts {

    private Texts() {}

    /** A file of them as a dictionary. */
    static Map<String, @Nullable Object> read(String file) {
        try (var stream =
                Objects.requireNonNull(Texts.class.getResourceAsStream("/doc/" + file), "the texts are packed")) {
            var source = Source.ofText(file, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            return Yaml.parse(source).map(Node::untrusted).map(Texts::map).orElseGet(Map::of);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A dictionary whose keys are texts; empty for anything else. */
    static Map<String, @Nullable Object> map(@Nullable Object value) {
        var all = new TreeMap<String, @Nullable Object>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> all.put(String.valueOf(key), item));
        }
        return all;
    }

    static Map<String, @Nullable Object> map(Map<String, @Nullable Object> all, String key) {
        return map(all.get(key));
    }

    /** A text, or the empty one. */
    static String text(@Nullable Object value) {
        return value == null ? "" : String.valueOf(value);
    }
}
