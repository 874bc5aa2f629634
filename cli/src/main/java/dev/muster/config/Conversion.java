package dev.muster.config;

import dev.muster.value.Printing;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Texts of settings as values of their types, as {@code ensure_type} of ansible-core converts them. */
final class Conversion {

    private static final Set<String> TRUE = Set.of("y", "yes", "on", "1", "true", "t");

    private final Surroundings surroundings;

    Conversion(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** That a value is none of its type. */
    static final class Unfit extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unfit(String type, @Nullable Object value) {
            super("Invalid value provided for '" + type.toLowerCase(Locale.ROOT) + "': " + Printing.repr(value));
        }
    }

    /**
     * @param file the {@code ansible.cfg} that the value stands in, which relative paths begin at and whose texts lose their
     *     quotes; null for a value from elsewhere
     */
    @Nullable
    Object convert(@Nullable Object value, @Nullable String type, @Nullable Path file) {
        if (value == null) {
            return null;
        }
        var converted = type == null ? value : typed(value, type, file == null ? null : file.getParent());
        return file != null && converted instanceof String text ? Python.unquoted(text) : converted;
    }

    private @Nullable Object typed(Object value, String type, @Nullable Path from) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "boolean", "bool" -> truth(value);
            case "integer", "int" -> integer(value, type);
            case "float" -> number(value, type);
            case "list" -> value instanceof String text ? list(text) : of(List.class, value, type);
            case "path", "tmppath", "temppath", "tmp" -> path(of(String.class, value, type), from);
            case "pathspec" ->
                paths(value instanceof String text ? Arrays.asList(text.split(":", -1)) : value, type, from);
            case "pathlist" -> paths(value instanceof String text ? stripped(text) : value, type, from);
            case "dictionary", "dict" -> of(Map.class, value, type);
            case "string", "str" -> {
                if (value instanceof List<?> || value instanceof Map<?, ?>) {
                    throw new Unfit(type, value);
                }
                yield value instanceof String text ? text : Printing.str(value);
            }
            case "none" -> {
                if (!value.equals("None")) {
                    throw new Unfit(type, value);
                }
                yield null;
            }
            default -> value;
        };
    }

    private static <T> T of(Class<T> kind, Object value, String type) {
        if (!kind.isInstance(value)) {
            throw new Unfit(type, value);
        }
        return kind.cast(value);
    }

    private static boolean truth(Object value) {
        return value instanceof Boolean flag
                ? flag
                : TRUE.contains(Python.strip(Printing.str(value)).toLowerCase(Locale.ROOT));
    }

    private static long integer(Object value, String type) {
        if (value instanceof Long number) {
            return number;
        }
        try {
            return new BigDecimal(digits(value)).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new Unfit(type, value);
        }
    }

    private static double number(Object value, String type) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        try {
            return Double.parseDouble(digits(value));
        } catch (NumberFormatException e) {
            throw new Unfit(type, value);
        }
    }

    /** Python's numbers may have spaces around them and underscores between their digits. */
    private static String digits(Object value) {
        return Python.strip(Printing.str(value)).replaceAll("(?<=[0-9])_(?=[0-9])", "");
    }

    private static List<String> list(String text) {
        return stripped(text).stream().map(Python::unquoted).toList();
    }

    private static List<String> stripped(String text) {
        return Arrays.stream(text.split(",", -1)).map(Python::strip).toList();
    }

    private List<String> paths(Object values, String type, @Nullable Path from) {
        var paths = new ArrayList<String>();
        for (var value : of(List.class, values, type)) {
            paths.add(path(of(String.class, value, type), from));
        }
        return paths;
    }

    private String path(String text, @Nullable Path from) {
        return surroundings.path(
                text.replace("{{CWD}}", surroundings.folder().toAbsolutePath().toString()), from);
    }
}
