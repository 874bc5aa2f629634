package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Types;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Python's format specification mini-language: {@code [[fill]align][sign][#][0][width][grouping][.precision][type]}. */
final class FormatSpec {

    private static final int WIDEST = 1_000_000;

    private char fill = ' ';
    private char align;
    private char sign = '-';
    private boolean alternate;
    private int width;
    private char grouping;
    private int precision = -1;
    private char type;

    private FormatSpec() {}

    static String format(@Nullable Object value, String text) {
        if (value instanceof Moment moment && !text.isEmpty()) {
            return Strftime.format(moment, text);
        }
        if (text.isEmpty()) {
            return Printing.str(value);
        }
        var spec = parse(text);
        if (value instanceof Boolean truth && spec.type != 0 && spec.type != 's') {
            return spec.number(truth ? 1L : 0L);
        }
        if (value instanceof Number number) {
            return spec.number(number);
        }
        if (value instanceof String string) {
            return spec.text(string);
        }
        if (value instanceof Boolean truth) {
            return spec.type == 's' || spec.type == 0 && spec.align != 0
                    ? spec.text(Printing.str(truth))
                    : spec.number(truth ? 1L : 0L);
        }
        throw new UserError("unsupported format string passed to " + Types.name(value) + ".__format__");
    }

    private static FormatSpec parse(String text) {
        var spec = new FormatSpec();
        int i = 0;
        if (text.length() > 1 && isAlign(text.charAt(1))) {
            spec.fill = text.charAt(0);
            spec.align = text.charAt(1);
            i = 2;
        } else if (isAlign(text.charAt(0))) {
            spec.align = text.charAt(0);
            i = 1;
        }
        if (i < text.length() && "+- ".indexOf(text.charAt(i)) >= 0) {
            spec.sign = text.charAt(i++);
        }
        if (i < text.length() && text.charAt(i) == '#') {
            spec.alternate = true;
            i++;
        }
        if (i < text.length() && text.charAt(i) == '0') {
            if (spec.align == 0) {
                spec.fill = '0';
                spec.align = '=';
            }
            i++;
        }
        int start = i;
        while (i < text.length() && Character.isDigit(text.charAt(i))) {
            i++;
        }
        spec.width = number(text.substring(start, i), 0);
        if (i < text.length() && (text.charAt(i) == ',' || text.charAt(i) == '_')) {
            spec.grouping = text.charAt(i++);
        }
        if (i < text.length() && text.charAt(i) == '.') {
            start = ++i;
            while (i < text.length() && Character.isDigit(text.charAt(i))) {
                i++;
            }
            if (i == start) {
                throw new UserError("format specifier missing precision");
            }
            spec.precision = number(text.substring(start, i), -1);
        }
        if (i < text.length()) {
            spec.type = text.charAt(i++);
        }
        if (i < text.length()) {
            throw new UserError("Invalid format specifier '" + text + "'");
        }
        return spec;
    }

    private static int number(String digits, int standard) {
        if (digits.isEmpty()) {
            return standard;
        }
        if (digits.length() > 7 || Integer.parseInt(digits) > WIDEST) {
            throw new UserError("the width or precision " + digits + " is too large");
        }
        return Integer.parseInt(digits);
    }

    private static boolean isAlign(char c) {
        return c == '<' || c == '>' || c == '^' || c == '=';
    }

    private UserError unknown(Object value) {
        return new UserError("unknown format code '" + type + "' for object of type '" + Types.name(value) + "'");
    }

    private String text(String string) {
        if (type != 0 && type != 's') {
            throw unknown(string);
        }
        if (align == '=' && fill != '0') {
            throw new UserError("'=' alignment not allowed in string format specifier");
        }
        var shown = precision >= 0 && precision < Sequences.length(string)
                ? string.substring(0, string.offsetByCodePoints(0, precision))
                : string;
        return pad("", shown, align == 0 || align == '=' ? '<' : align);
    }

    private String number(Number number) {
        boolean whole = !(number instanceof Double);
        if (whole && (type == 0 || "bcdoxXn".indexOf(type) >= 0)) {
            return integer(Arithmetic.big(number));
        }
        if (type != 0 && "eEfFgGn%".indexOf(type) < 0) {
            throw unknown(number);
        }
        return real(number.doubleValue());
    }

    private String integer(BigInteger value) {
        if (precision >= 0) {
            throw new UserError("precision not allowed in integer format specifier");
        }
        if (type == 'c') {
            return pad("", Character.toString(value.intValue()), align == 0 ? '<' : align);
        }
        int radix = type == 'b' ? 2 : type == 'o' ? 8 : type == 'x' || type == 'X' ? 16 : 10;
        var digits = value.abs().toString(radix);
        if (type == 'X') {
            digits = digits.toUpperCase(java.util.Locale.ROOT);
        }
        var prefix = signOf(value.signum() < 0);
        if (alternate && radix != 10) {
            prefix += "0" + type;
        }
        return pad(prefix, grouped(digits, radix == 10 ? 3 : 4, prefix.length()), align == 0 ? '>' : align);
    }

    private String real(double value) {
        var prefix = signOf(value < 0 || value == 0 && 1 / value < 0);
        double size = Math.abs(value);
        String shown;
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            shown = Double.isNaN(value) ? "nan" : "inf";
            prefix = Double.isNaN(value) ? signOf(false) : prefix;
            if (type == 'E' || type == 'F' || type == 'G') {
                shown = shown.toUpperCase(java.util.Locale.ROOT);
            }
            if (type == '%') {
                shown += "%";
            }
        } else {
            shown = digits(size, type, precision, alternate);
            int end = 0;
            while (end < shown.length() && Character.isDigit(shown.charAt(end))) {
                end++;
            }
            shown = grouped(shown.substring(0, end), 3, prefix.length() + shown.length() - end) + shown.substring(end);
        }
        return pad(prefix, shown, align == 0 ? '>' : align);
    }

    /** The digits of a number that is not negative, in one of C's styles. */
    static String digits(double value, char type, int precision, boolean alternate) {
        int digits = precision < 0 ? 6 : precision;
        var exact = new BigDecimal(value);
        return switch (type) {
            case 'f', 'F' ->
                exact.setScale(digits, RoundingMode.HALF_EVEN).toPlainString() + (alternate && digits == 0 ? "." : "");
            case '%' ->
                new BigDecimal(value * 100)
                                .setScale(digits, RoundingMode.HALF_EVEN)
                                .toPlainString() + "%";
            case 'e', 'E' -> scientific(exact, digits, type == 'E' ? 'E' : 'e');
            case 'g', 'G', 'n' -> general(exact, Math.max(1, digits), type == 'G' ? 'E' : 'e', alternate, false);
            default ->
                precision < 0 ? Printing.number(value) : general(exact, Math.max(1, digits), 'e', alternate, true);
        };
    }

    private static String scientific(BigDecimal exact, int digits, char e) {
        if (exact.signum() == 0) {
            return "0" + (digits > 0 ? "." + "0".repeat(digits) : "") + e + "+00";
        }
        var rounded = exact.round(new java.math.MathContext(digits + 1, RoundingMode.HALF_EVEN));
        var unscaled = rounded.unscaledValue().toString();
        int exponent = unscaled.length() - 1 - rounded.scale();
        unscaled = unscaled.length() > digits + 1
                ? unscaled.substring(0, digits + 1)
                : unscaled + "0".repeat(digits + 1 - unscaled.length());
        return unscaled.charAt(0)
                + (digits > 0 ? "." + unscaled.substring(1) : "")
                + e
                + String.format("%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    private static String general(BigDecimal exact, int digits, char e, boolean alternate, boolean keepPoint) {
        var scientific = scientific(exact, digits - 1, e);
        int at = scientific.indexOf(e);
        int exponent = Integer.parseInt(scientific.substring(at + 1));
        if (exponent < -4 || exponent >= (keepPoint ? Math.max(digits - 1, 1) + (digits == 1 ? 0 : 0) : digits)) {
            return (alternate ? scientific.substring(0, at) : trimmed(scientific.substring(0, at)))
                    + scientific.substring(at);
        }
        var plain = exact.round(new java.math.MathContext(digits, RoundingMode.HALF_EVEN))
                .setScale(Math.max(0, digits - 1 - exponent), RoundingMode.HALF_EVEN)
                .toPlainString();
        var shown = alternate ? plain : trimmed(plain);
        return keepPoint && shown.indexOf('.') < 0 ? shown + ".0" : shown;
    }

    private static String trimmed(String number) {
        return number.indexOf('.') < 0 ? number : number.replaceFirst("0+$", "").replaceFirst("\\.$", "");
    }

    private String signOf(boolean negative) {
        return negative ? "-" : sign == '-' ? "" : String.valueOf(sign);
    }

    private String grouped(String digits, int size, int others) {
        if (grouping == 0) {
            return digits;
        }
        var padded = digits;
        if (fill == '0' && align == '=') {
            // Zeros that fill up the width are grouped too.
            while (padded.length() + (padded.length() - 1) / size + others < width) {
                padded = "0" + padded;
            }
        }
        var out = new StringBuilder();
        for (int i = 0; i < padded.length(); i++) {
            if (i > 0 && (padded.length() - i) % size == 0) {
                out.append(grouping);
            }
            out.append(padded.charAt(i));
        }
        return out.toString();
    }

    private String pad(String prefix, String shown, char where) {
        int missing = Math.max(0, width - prefix.length() - Sequences.length(shown));
        var padding = String.valueOf(fill);
        return switch (where) {
            case '<' -> prefix + shown + padding.repeat(missing);
            case '^' -> padding.repeat(missing / 2) + prefix + shown + padding.repeat(missing - missing / 2);
            case '=' -> prefix + padding.repeat(missing) + shown;
            default -> padding.repeat(missing) + prefix + shown;
        };
    }
}
