package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Printing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Filters on URLs. */
final class Urls {

    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~";

    private Urls() {}

    /**
     * The parts of a URL, as {@code urllib.parse.urlsplit} finds them.
     *
     * @param netloc user, host and port
     */
    record Parts(String scheme, String netloc, String path, String query, String fragment) {

        static Parts of(String url) {
            var rest = url.strip();
            var scheme = "";
            int colon = rest.indexOf(':');
            if (colon > 0 && Character.isLetter(rest.charAt(0)) && isScheme(rest.substring(0, colon))) {
                scheme = rest.substring(0, colon).toLowerCase(Locale.ROOT);
                rest = rest.substring(colon + 1);
            }
            var netloc = "";
            if (rest.startsWith("//")) {
                int end = 2;
                while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
                    end++;
                }
                netloc = rest.substring(2, end);
                rest = rest.substring(end);
                if (netloc.indexOf('[') >= 0 != netloc.indexOf(']') >= 0) {
                    throw new UserError("Invalid IPv6 URL");
                }
            }
            int hash = rest.indexOf('#');
            var fragment = hash < 0 ? "" : rest.substring(hash + 1);
            rest = hash < 0 ? rest : rest.substring(0, hash);
            int mark = rest.indexOf('?');
            var query = mark < 0 ? "" : rest.substring(mark + 1);
            return new Parts(scheme, netloc, mark < 0 ? rest : rest.substring(0, mark), query, fragment);
        }

        private static boolean isScheme(String text) {
            return text.chars().allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || "+-.".indexOf(c) >= 0));
        }

        private String host() {
            return netloc.substring(netloc.lastIndexOf('@') + 1);
        }

        private @Nullable String user(boolean password) {
            int at = netloc.lastIndexOf('@');
            if (at < 0) {
                return null;
            }
            var user = netloc.substring(0, at);
            int colon = user.indexOf(':');
            if (password) {
                return colon < 0 ? null : user.substring(colon + 1);
            }
            return colon < 0 ? user : user.substring(0, colon);
        }

        private @Nullable String hostname() {
            var host = host();
            if (host.startsWith("[")) {
                return host.substring(1, Math.max(1, host.indexOf(']'))).toLowerCase(Locale.ROOT);
            }
            int colon = host.indexOf(':');
            var name = colon < 0 ? host : host.substring(0, colon);
            return name.isEmpty() ? null : name.toLowerCase(Locale.ROOT);
        }

        private @Nullable Long port() {
            var host = host();
            int colon = host.indexOf(':', Math.max(0, host.indexOf(']')));
            if (colon < 0 || colon + 1 == host.length()) {
                return null;
            }
            var digits = host.substring(colon + 1);
            if (digits.length() > 5 || !digits.chars().allMatch(Character::isDigit)) {
                throw new UserError("Port could not be cast to integer value as " + Printing.repr(digits));
            }
            long port = Long.parseLong(digits);
            if (port > 65535) {
                throw new UserError("port out of range 0-65535");
            }
            return port;
        }
    }

    static @Nullable Object split(Call call) {
        var parts = Parts.of(call.text(0));
        var all = new FreshMap();
        all.put("fragment", parts.fragment);
        all.put("hostname", parts.hostname());
        all.put("netloc", parts.netloc);
        all.put("password", parts.user(true));
        all.put("path", parts.path);
        all.put("port", parts.port());
        all.put("query", parts.query);
        all.put("scheme", parts.scheme);
        all.put("username", parts.user(false));
        var wanted = call.text(1);
        if (wanted.isEmpty()) {
            return all;
        }
        if (!all.containsKey(wanted)) {
            throw new UserError(call.text(2) + ": unknown URL component: " + wanted)
                    .hint(dev.muster.source.Nearest.hint(
                            wanted, all.keySet().stream().map(String::valueOf).toList()));
        }
        return all.get(wanted);
    }

    static String encode(Call call) {
        var value = call.get(0);
        if (value instanceof String || !Sequences.isIterable(value)) {
            return encoded(call.text(0), false);
        }
        var parts = new ArrayList<String>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> parts.add(pair(key, item)));
        } else {
            for (var item : call.items(0)) {
                var pair = Sequences.items(item);
                if (pair.size() != 2) {
                    throw new UserError("a pair of a key and a value is needed, not " + pair.size() + " values");
                }
                parts.add(pair(pair.get(0), pair.get(1)));
            }
        }
        return String.join("&", parts);
    }

    private static String pair(@Nullable Object key, @Nullable Object value) {
        return encoded(Printing.str(key), true) + "=" + encoded(Printing.str(value), true);
    }

    private static String encoded(String text, boolean inQuery) {
        var out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (UNRESERVED.indexOf(c) >= 0 || c == '/' && !inQuery) {
                out.append(c);
            } else if (c == ' ' && inQuery) {
                out.append('+');
            } else {
                out.append(String.format("%%%02X", (int) c));
            }
        }
        return out.toString();
    }
}
