package dev.muster.json;

import dev.muster.source.Position;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.POJONode;
import tools.jackson.dataformat.toml.TomlFactory;
import tools.jackson.dataformat.toml.TomlMapper;
import tools.jackson.dataformat.toml.TomlReadFeature;

/**
 * Reads TOML 1.0 as Python's {@code tomllib} does: tables are maps in the order in which they are written, integers
 * {@code Long} or {@code BigInteger}, other numbers {@code Double}, dates and times those of {@code java.time}.
 */
public final class Toml {

    private static final int DEEPEST = 500;

    private static final TomlMapper MAPPER = TomlMapper.builder(TomlFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .enable(TomlReadFeature.PARSE_JAVA_TIME)
            .build();

    private Toml() {}

    /**
     * The table of a text of the project's own: its texts become {@link Template}s where they need rendering.
     *
     * @throws UserError with the place, when the text is not TOML
     */
    public static Map<String, @Nullable Object> parseTrusted(Source source) {
        try {
            var map = new LinkedHashMap<String, @Nullable Object>();
            MAPPER.readTree(source.text())
                    .properties()
                    .forEach(entry -> map.put(entry.getKey(), value(entry.getValue(), source)));
            return map;
        } catch (JacksonException e) {
            var place = e.getLocation();
            var at = place == null || place.getLineNr() < 1
                    ? source.at(1, 1)
                    : source.at(place.getLineNr(), Math.max(1, place.getColumnNr()));
            throw new UserError("not valid TOML: " + lower(e.getOriginalMessage())).at(at);
        }
    }

    private static @Nullable Object value(JsonNode node, Source source) {
        if (node.isObject()) {
            var map = new LinkedHashMap<String, @Nullable Object>();
            node.properties().forEach(entry -> map.put(entry.getKey(), value(entry.getValue(), source)));
            return map;
        }
        if (node.isArray()) {
            var list = new ArrayList<@Nullable Object>();
            node.forEach(item -> list.add(value(item, source)));
            return list;
        }
        if (node instanceof POJONode time) {
            return time.getPojo();
        }
        if (node.isString()) {
            return Template.trusted(node.stringValue(), at(node.stringValue(), source));
        }
        if (node.isIntegralNumber()) {
            return node.canConvertToLong() ? (Object) node.longValue() : node.bigIntegerValue();
        }
        return node.isNumber() ? (Object) node.doubleValue() : node.isBoolean() ? node.booleanValue() : null;
    }

    /** The reader does not tell where a text stands; its first line is sought. */
    private static Position at(String text, Source source) {
        if (!Template.looksLike(text)) {
            return source.at(1, 1);
        }
        var first = text.lines().filter(line -> !line.isBlank()).findFirst().orElse(text);
        var lines = source.text().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            int column = lines.get(i).indexOf(first);
            if (column >= 0) {
                return source.at(i + 1, column + 1);
            }
        }
        return source.at(1, 1);
    }

    private static String lower(String message) {
        var line = message.lines().findFirst().orElse("").strip();
        return line.isEmpty() ? line : Character.toLowerCase(line.charAt(0)) + line.substring(1);
    }
}
