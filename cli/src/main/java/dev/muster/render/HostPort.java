package dev.muster.render;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server.
 *
 * @param host a name or an IPv4 address
 * @param port 1 to 65535
 */
record HostPort(String host, int port) {

    private static final Pattern FORM =
            Pattern.compile("([A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)(?::([1-9][0-9]{0,4}))?");

    static @Nullable HostPort of(String text, int defaultPort) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            return null;
        }
        int port = match.group(2) == null ? defaultPort : Integer.parseInt(match.group(2));
        return port > 65535 ? null : new HostPort(match.group(1), port);
    }

    String url() {
        return "http://" + host + ":" + port;
    }
}
