package dev.muster.yaml;

import dev.muster.source.UserError;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a plain scalar means: the resolver of PyYAML ({@code resolver.py} and {@code constructor.py} of PyYAML 6), which is YAML
 * 1.1 with its own narrower floats.
 */
final class Scalars {

    private static final Set<String> TRUE = Set.of("yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static final Set<String> FALSE = Set.of("no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");

    private static final Pattern INT = Pattern.compile(
            "[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(?:[0-9][0-9_]*)\\.[0-9_]*(?:[eE][-+][0-9]+)?"
            + "|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
            + "|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*"
            + "|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN)");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern TIMESTAMP = Pattern.compile("([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
            + "(?:[Tt]|[ \\t]+)([0-9]{1,2}):([0-9]{2}):([0-9]{2})(?:\\.([0-9]*))?"
            + "(?:[ \\t]*(Z|([-+])([0-9]{1,2})(?::?([0-9]{2}))?))?");

    private Scalars() {}

    /** The value of a scalar written without quotes and without a tag. */
    static @Nullable Object plain(String text) {
        if (NULL.contains(text)) {
            return null;
        }
        if (TRUE.contains(text)) {
            return true;
        }
        if (FALSE.contains(text)) {
            return false;
        }
        char first = text.charAt(0);
        if (first != '-' && first != '+' && first != '.' && (first < '0' || first > '9')) {
            return text;
        }
        if (INT.matcher(text).matches()) {
            return integer(text);
        }
        if (FLOAT.matcher(text).matches()) {
            return floating(text);
        }
        return timestamp(text);
    }

    static Object integer(String text) {
        var digits = text.replace("_", "");
        boolean negative = digits.startsWith("-");
        if (negative || digits.startsWith("+")) {
            digits = digits.substring(1);
        }
        BigInteger number;
        if (digits.startsWith("0b")) {
            number = new BigInteger(digits.substring(2), 2);
        } else if (digits.startsWith("0x")) {
            number = new BigInteger(digits.substring(2), 16);
        } else if (digits.indexOf(':') > 0) {
            number = BigInteger.ZERO;
            for (var part : digits.split(":")) {
                number = number.multiply(BigInteger.valueOf(60)).add(new BigInteger(part));
            }
        } else if (digits.startsWith("0") && digits.length() > 1) {
            number = new BigInteger(digits, 8);
        } else {
            number = new BigInteger(digits);
        }
        number = negative ? number.negate() : number;
        return number.bitLength() < 64 ? (Object) number.longValue() : number;
    }

    static Double floating(String text) {
        var digits = text.replace("_", "").toLowerCase(java.util.Locale.ROOT);
        double sign = 1;
        if (digits.startsWith("-") || digits.startsWith("+")) {
            sign = digits.startsWith("-") ? -1 : 1;
            digits = digits.substring(1);
        }
        if (digits.equals(".inf")) {
            return sign * Double.POSITIVE_INFINITY;
        }
        if (digits.equals(".nan")) {
            return Double.NaN;
        }
        double number = 0;
        for (var part : digits.split(":")) {
            number = number * 60 + Double.parseDouble(part);
        }
        return sign * number;
    }

    /** A date, a date with time (with its offset if it has one), or the text itself when it does not look like one. */
    private static Object timestamp(String text) {
        try {
            if (DATE.matcher(text).matches()) {
                return LocalDate.parse(text);
            }
            var m = TIMESTAMP.matcher(text);
            if (!m.matches()) {
                return text;
            }
            var fraction = m.group(7) == null ? "" : m.group(7);
            int micros = Integer.parseInt((fraction + "000000").substring(0, 6));
            var local = LocalDateTime.of(
                    Integer.parseInt(m.group(1)),
                    Integer.parseInt(m.group(2)),
                    Integer.parseInt(m.group(3)),
                    Integer.parseInt(m.group(4)),
                    Integer.parseInt(m.group(5)),
                    Integer.parseInt(m.group(6)),
                    micros * 1000);
            if (m.group(8) == null) {
                return local;
            }
            if (m.group(8).equals("Z")) {
                return OffsetDateTime.of(local, ZoneOffset.UTC);
            }
            int seconds = Integer.parseInt(m.group(10)) * 3600
                    + (m.group(11) == null ? 0 : Integer.parseInt(m.group(11)) * 60);
            return OffsetDateTime.of(local, ZoneOffset.ofTotalSeconds(m.group(9).equals("-") ? -seconds : seconds));
        } catch (DateTimeException e) {
            throw new UserError(impossible(text));
        }
    }

    /** What Python says of a day or time that looks like one and is none. */
    private static String impossible(String text) {
        var parts = text.split("\\D+");
        int month = Integer.parseInt(parts[1]);
        if (month < 1 || month > 12) {
            return "month must be in 1..12";
        }
        if (parts.length > 3 && Integer.parseInt(parts[3]) > 23) {
            return "hour must be in 0..23";
        }
        if (parts.length > 4 && Integer.parseInt(parts[4]) > 59) {
            return "minute must be in 0..59";
        }
        return parts.length > 5 && Integer.parseInt(parts[5]) > 59
                ? "second must be in 0..59"
                : "day is out of range for month";
    }
}
