package dev.muster.inventory;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A host name, IPv4 or IPv6 address, with a port if one is written: {@code parse_address} of ansible-core.
 *
 * @param host the name or address, which may hold ranges
 * @param port the port, if one is written
 */
public record HostAddress(String host, OptionalInt port) {

    private static final String NUMBERS = "\\[[0-9]+:[0-9]+(?::[0-9]+)?\\]";
    private static final String HEX = "\\[[0-9a-f]+:[0-9a-f]+(?::[0-9]+)?\\]";
    private static final String LETTERS = "\\[(?:[a-z]:[a-z]|[0-9]+:[0-9]+)(?::[0-9]+)?\\]";
    private static final String I6 = "(?:[0-9a-f]{1,4}|" + HEX + ")";
    private static final String I4 = "(?:[01]?[0-9]{1,2}|2[0-4][0-9]|25[0-5]|" + NUMBERS + ")";
    private static final String LABEL = "(?:\\w|" + LETTERS + ")(?:[\\w-]|" + LETTERS + ")*(?<![_-])";

    private static final Pattern BRACKETED = Pattern.compile("\\[(.+)\\]:([0-9]+)");
    private static final Pattern WITH_PORT = Pattern.compile("((?:[^:\\[\\]]|\\[[^\\]]*\\])*):([0-9]+)");
    private static final Pattern IPV4 = Pattern.compile("(?:" + I4 + "\\.){3}" + I4, Pattern.CASE_INSENSITIVE);
    private static final Pattern IPV6 = Pattern.compile(
            ("(?:#:){7}#|(?:#:){1,6}:|#:(?::#){1,6}|(?:#:){2}(?::#){1,5}|(?:#:){3}(?::#){1,4}|(?:#:){4}(?::#){1,3}"
                            + "|(?:#:){5}(?::#){1,2}|(?:#:){6}:#|:(?::#){1,6}|#?::"
                            + "|(?:0:){6}(?:#\\.){3}#|::(?:ffff:)?(?:#\\.){3}#|(?:0:){5}ffff:(?:#\\.){3}#")
                    .replace("#", I6),
            Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile(
            LABEL + "(?:\\." + LABEL + ")*", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);

    /** The port, unless it is 0, which Ansible takes for none. */
    public OptionalInt usablePort() {
        return port.orElse(0) == 0 ? OptionalInt.empty() : port;
    }

    /** The parts of an address; empty when it is none, or holds ranges that are not allowed. */
    public static Optional<HostAddress> parse(String text, boolean ranges) {
        var host = text;
        var port = OptionalInt.empty();
        for (var pattern : new Pattern[] {BRACKETED, WITH_PORT}) {
            var matcher = pattern.matcher(host);
            if (matcher.matches()) {
                host = matcher.group(1);
                try {
                    port = OptionalInt.of(Integer.parseInt(matcher.group(2)));
                } catch (NumberFormatException e) {
                    return Optional.empty();
                }
            }
        }
        boolean known = IPV4.matcher(host).matches()
                || IPV6.matcher(host).matches()
                || NAME.matcher(host).matches();
        return known && (ranges || host.indexOf('[') < 0) ? Optional.of(new HostAddress(host, port)) : Optional.empty();
    }
}
