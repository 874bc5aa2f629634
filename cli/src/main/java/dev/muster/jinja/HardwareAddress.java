package dev.muster.jinja;

import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Types;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An Ethernet address as netaddr reads it, in any of the ways it is written.
 *
 * @param value the address as a number
 * @param bits 48 or 64
 */
record HardwareAddress(BigInteger value, int bits) {

    private static final String HEX = "([0-9A-F]{%s})";

    private static final List<Pattern> FORMATS_48 = List.of(
            words(6, ":", "1,2"),
            words(6, "-", "1,2"),
            words(3, ":", "1,4"),
            words(3, "-", "1,4"),
            words(3, "\\.", "1,4"),
            words(2, "-", "5,6"),
            words(2, ":", "5,6"),
            words(1, "", "12"),
            words(1, "", "11"));

    private static final List<Pattern> FORMATS_64 = List.of(
            words(8, ":", "1,2"),
            words(8, "-", "1,2"),
            words(4, ":", "1,4"),
            words(4, "-", "1,4"),
            words(4, "\\.", "1,4"),
            words(1, "", "16"));

    private static final Set<String> QUERIES =
            Set.of("bare", "bool", "int", "cisco", "eui48", "linux", "pgsql", "postgresql", "psql", "unix", "win");

    private static Pattern words(int count, String separator, String size) {
        var one = String.format(HEX, size);
        return Pattern.compile(
                String.join(separator, java.util.Collections.nCopies(count, one)), Pattern.CASE_INSENSITIVE);
    }

    static @Nullable HardwareAddress parse(@Nullable Object given) {
        if (given instanceof String text) {
            for (var bits : List.of(48, 64)) {
                for (var format : bits == 48 ? FORMATS_48 : FORMATS_64) {
                    var match = format.matcher(text);
                    if (match.matches()) {
                        var value = BigInteger.ZERO;
                        for (int i = 1; i <= match.groupCount(); i++) {
                            value = value.shiftLeft(bits / match.groupCount()).or(new BigInteger(match.group(i), 16));
                        }
                        return new HardwareAddress(value, bits);
                    }
                }
                if (text.strip().matches("\\+?\\d{1,20}")) {
                    var number = new BigInteger(text.strip());
                    if (number.bitLength() <= bits) {
                        return new HardwareAddress(number, bits);
                    }
                }
            }
            return null;
        }
        if (Types.isInteger(given)) {
            var number = Arithmetic.big(java.util.Objects.requireNonNull(given));
            int length = number.bitLength();
            return number.signum() < 0 || length > 64 ? null : new HardwareAddress(number, length > 48 ? 64 : 48);
        }
        return null;
    }

    /** What the filters {@code hwaddr} and {@code macaddr} answer. */
    static @Nullable Object ask(@Nullable Object value, String query, String alias) {
        var parsed = parse(value);
        if (parsed == null && !query.isEmpty() && !query.equals("bool")) {
            throw new UserError(alias + ": not a hardware address: " + Printing.str(value));
        }
        if (!query.isEmpty() && !QUERIES.contains(query)) {
            throw new UserError(alias + ": unknown filter type: " + query).hint(Nearest.hint(query, QUERIES));
        }
        if (parsed == null) {
            return null;
        }
        return switch (query) {
            case "" -> value;
            case "bool" -> true;
            case "int" -> Arithmetic.narrow(parsed.value);
            case "bare" -> parsed.text(48, "", true, 12);
            case "cisco" -> parsed.text(16, ".", false, 4);
            case "linux" -> parsed.text(8, ":", false, 2);
            case "pgsql", "postgresql", "psql" -> parsed.text(24, ":", false, 6);
            case "unix" -> parsed.text(8, ":", false, 1);
            default -> parsed.text(8, "-", true, 2);
        };
    }

    private String text(int wordBits, String separator, boolean upper, int digits) {
        if (bits != 48) {
            throw new UserError("an address of 64 bits has no such form");
        }
        var out = new StringBuilder();
        var mask = BigInteger.ONE.shiftLeft(wordBits).subtract(BigInteger.ONE);
        for (int at = bits - wordBits; at >= 0; at -= wordBits) {
            var word = value.shiftRight(at).and(mask).toString(16);
            out.append(out.isEmpty() ? "" : separator)
                    .append("0".repeat(Math.max(0, digits - word.length())))
                    .append(word);
        }
        return upper ? out.toString().toUpperCase(Locale.ROOT) : out.toString();
    }

    /** The address that a host gives itself in a network of version 6 (RFC 4291, appendix A). */
    BigInteger in(BigInteger network) {
        var wide = bits == 64
                ? value
                : value.shiftRight(24)
                        .shiftLeft(40)
                        .or(BigInteger.valueOf(0xfffeL << 24))
                        .or(value.and(BigInteger.valueOf(0xffffffL)));
        return network.add(wide.flipBit(57));
    }
}
