package dev.muster.json;

import dev.muster.source.Position;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Template;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Reads JSON. Objects are maps in insertion order, integers {@code Long} or {@code BigInteger}, other numbers
 * {@code Double}; {@code NaN} and {@code Infinity} are read as Python's {@code json} does.
 */
public final class Json {

    private static final int DEEPEST = 500;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private final Source source;
    private final boolean trusted;
    private final JsonParser parser;

    private Json(Source source, boolean trusted, JsonParser parser) {
        this.source = source;
        this.trusted = trusted;
        this.parser = parser;
    }

    /**
     * The one value of a text, as data: every text stays a {@code String}.
     *
     * @throws UserError with the place, when the text is not JSON
     */
    public static @Nullable Object parse(Source source) {
        return parse(source, false);
    }

    /**
     * The one value of a text of the project's own: its texts become {@link Template}s where they need rendering.
     *
     * @throws UserError with the place, when the text is not JSON
     */
    public static @Nullable Object parseTrusted(Source source) {
        return parse(source, true);
    }

    private static @Nullable Object parse(Source source, boolean trusted) {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), source.text())) {
            var json = new Json(source, trusted, parser);
            var first = parser.nextToken();
            if (first == null) {
                throw new UserError("expected a JSON value, but there is nothing").at(source.at(1, 1));
            }
            var value = json.value(first);
            if (parser.nextToken() != null) {
                throw new UserError("found more text behind the JSON value").at(json.here());
            }
            return value;
        } catch (JacksonException e) {
            var at = e.getLocation() == null ? source.at(1, 1) : position(source, e.getLocation());
            throw new UserError("not valid JSON: " + lower(e.getOriginalMessage())).at(at);
        }
    }

    private @Nullable Object value(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    var key = parser.currentName();
                    map.put(key, value(parser.nextToken()));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (var next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    list.add(value(next));
                }
                yield list;
            }
            case VALUE_STRING -> {
                var text = parser.getString();
                yield trusted ? Template.trusted(text, here()) : text;
            }
            case VALUE_NUMBER_INT -> integer(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new UserError("expected a JSON value").at(here());
        };
    }

    private static Object integer(BigInteger number) {
        return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
    }

    private Position here() {
        return position(source, parser.currentTokenLocation());
    }

    private static Position position(Source source, TokenStreamLocation location) {
        return source.at(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    private static String lower(String message) {
        var line = message.lines().findFirst().orElse("").strip();
        return line.isEmpty() ? line : Character.toLowerCase(line.charAt(0)) + line.substring(1);
    }
}
