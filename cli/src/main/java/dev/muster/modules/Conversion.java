package dev.muster.modules;

import dev.muster.modules.Parameters.Type;
import dev.muster.value.JsonPrinting;
import dev.muster.value.Printing;
import dev.muster.value.PythonLiteral;
import dev.muster.value.Types;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Converts a value to the type that a module wants, as ansible-core's {@code check_type_*} functions do. */
final class Conversion {

    private static final Set<String> TRUE = Set.of("y", "yes", "on", "1", "true", "t");
    private static final Set<String> FALSE = Set.of("n", "no", "off", "0", "false", "f");
    private static final Pattern SIZE = Pattern.compile("([0-9]*\\.?[0-9]+)(?:\\s*([A-Za-z]+))?\\s*");
    private static final String UNITS = "BKMGTPEZY";

    private Conversion() {}

    /** A value cannot be what is wanted; the message is the end of Ansible's sentence. */
    static final class Failed extends Exception {

        private static final long serialVersionUID = 1L;

        Failed(String message) {
            super(message);
        }
    }

    /** The type's name in Ansible's documents. */
    static String word(Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    static boolean isTrue(String word) {
        return TRUE.contains(word);
    }

    static boolean isFalse(String word) {
        return FALSE.contains(word);
    }

    static @Nullable Object to(Type type, @Nullable Object value) throws Failed {
        return switch (type) {
            case STR, PATH -> value == null ? "" : Printing.str(value);
            case INT -> integer(value);
            case FLOAT -> real(value);
            case BOOL -> truth(value);
            case LIST -> list(value);
            case DICT -> dict(value);
            case RAW -> value;
            case BYTES -> bytes(value);
            case JSONARG -> json(value);
        };
    }

    private static Long integer(@Nullable Object value) throws Failed {
        try {
            return switch (value) {
                case Boolean truth -> truth ? 1L : 0L;
                case Long number -> number;
                case Integer number -> number.longValue();
                case BigInteger number -> number.longValueExact();
                case Double number -> new BigDecimal(number).longValueExact();
                case String text -> new BigDecimal(text.strip().replace("_", "")).longValueExact();
                case null, default -> throw new NumberFormatException();
            };
        } catch (ArithmeticException | NumberFormatException e) {
            throw new Failed("\"" + Printing.repr(value) + "\" cannot be converted to an int");
        }
    }

    private static Double real(@Nullable Object value) throws Failed {
        try {
            return switch (value) {
                case Double number -> number;
                case Boolean truth -> truth ? 1.0 : 0.0;
                case Number number -> number.doubleValue();
                case String text -> Double.valueOf(text.strip().replace("_", ""));
                case null, default -> throw new NumberFormatException();
            };
        } catch (NumberFormatException e) {
            throw new Failed("<class '" + Types.name(value) + "'> cannot be converted to a float");
        }
    }

    private static Boolean truth(@Nullable Object value) throws Failed {
        switch (value) {
            case Boolean truth -> {
                return truth;
            }
            case Number number
            when number.doubleValue() == 1 -> {
                return true;
            }
            case Number number
            when number.doubleValue() == 0 -> {
                return false;
            }
            case String text
            when TRUE.contains(text.toLowerCase(Locale.ROOT).strip()) -> {
                return true;
            }
            case String text
            when FALSE.contains(text.toLowerCase(Locale.ROOT).strip()) -> {
                return false;
            }
            // Ansible lists a Python set here, whose order changes from run to run; this is the same list in a steady
            // order.
            case String text -> throw notBoolean(text);
            case Number number -> throw notBoolean(Printing.str(number));
            case null, default -> throw new Failed("<class '" + Types.name(value) + "'> cannot be converted to a bool");
        }
    }

    private static Failed notBoolean(String text) {
        return new Failed(
                "The value '" + text + "' is not a valid boolean. Valid booleans include: 0, 1, '0', '1', 'f',"
                        + " 'false', 'n', 'no', 'off', 'on', 't', 'true', 'y', 'yes'");
    }

    private static List<?> list(@Nullable Object value) throws Failed {
        return switch (value) {
            case List<?> list -> list;
            case String text -> List.of(text.split(",", -1));
            case Boolean truth -> List.of(Printing.str(truth));
            case Number number -> List.of(Printing.str(number));
            case null, default -> throw new Failed("<class '" + Types.name(value) + "'> cannot be converted to a list");
        };
    }

    private static Map<?, ?> dict(@Nullable Object value) throws Failed {
        return switch (value) {
            case Map<?, ?> map -> map;
            case String text when text.startsWith("{") -> literal(text);
            case String text when text.contains("=") -> pairs(text);
            case String _ -> throw new Failed("dictionary requested, could not parse JSON or key=value");
            case null, default -> throw new Failed("<class '" + Types.name(value) + "'> cannot be converted to a dict");
        };
    }

    private static Map<?, ?> literal(String text) throws Failed {
        var literal = PythonLiteral.parse(text, PythonLiteral.Dialect.PYTHON_OR_JSON);
        if (literal.isPresent() && literal.get().value() instanceof Map<?, ?> map) {
            return map;
        }
        throw new Failed("unable to evaluate string as dictionary");
    }

    /** Words of the form {@code key=value}, apart by commas or blanks, with quotes and backslashes. */
    private static Map<String, String> pairs(String text) throws Failed {
        var fields = new ArrayList<String>();
        var field = new StringBuilder();
        char quote = 0;
        boolean escaped = false;
        for (char c : text.strip().toCharArray()) {
            if (escaped) {
                field.append(c);
                escaped = false;
            } else if (c == '\\') {
                escaped = true;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == ',' || c == ' ')) {
                if (!field.isEmpty()) {
                    fields.add(field.toString());
                }
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        if (!field.isEmpty()) {
            fields.add(field.toString());
        }
        var map = new LinkedHashMap<String, String>();
        for (var pair : fields) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new Failed("unable to evaluate string in the \"key=value\" format as dictionary");
            }
            map.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return map;
    }

    private static Long bytes(@Nullable Object value) throws Failed {
        var match = SIZE.matcher(Printing.str(value));
        if (match.matches()) {
            var unit = match.group(2) == null ? "B" : match.group(2);
            int power = UNITS.indexOf(Character.toUpperCase(unit.charAt(0)));
            boolean spelled = unit.length() == 1
                    || (unit.length() == 2 && unit.charAt(1) == 'B')
                    || unit.toLowerCase(Locale.ROOT).endsWith("byte");
            if (power >= 0 && spelled) {
                var factor = BigDecimal.valueOf(1024).pow(power);
                var number = new BigDecimal(match.group(1)).multiply(factor);
                return number.setScale(0, RoundingMode.HALF_EVEN).longValue();
            }
        }
        throw new Failed("<class '" + Types.name(value) + "'> cannot be converted to a Byte value");
    }

    private static String json(@Nullable Object value) throws Failed {
        return switch (value) {
            case String text -> text.strip();
            case List<?> list -> JsonPrinting.write(list, JsonPrinting.Style.PLAIN);
            case Map<?, ?> map -> JsonPrinting.write(map, JsonPrinting.Style.PLAIN);
            case null, default ->
                throw new Failed("<class '" + Types.name(value) + "'> cannot be converted to a json string");
        };
    }
}
