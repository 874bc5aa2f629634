package dev.muster.sshconfig;

import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the values of keywords may be; each comes back as it is kept, or is refused at its place. */
final class Values {

    private static final int PORTS = 65535;
    private static final Pattern TIME = Pattern.compile("(\\d+[sSmMhHdDwW]?)+");
    private static final Pattern PART = Pattern.compile("(\\d{1,9})([smhdw]?)");

    private Values() {}

    /** {@code yes} or {@code no}, or one of the further words. */
    static String choice(Directive directive, String word, String... more) {
        var lower = word.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "yes", "true" -> "yes";
            case "no", "false" -> "no";
            case String other when List.of(more).contains(other) -> other;
            case String _ -> {
                var known = new java.util.ArrayList<>(List.of("yes", "no"));
                known.addAll(List.of(more));
                throw directive
                        .bad("cannot be '" + word + "'")
                        .hint(or(Nearest.hint(lower, known), "it is one of " + String.join(", ", known)));
            }
        };
    }

    static String among(Directive directive, String word, String... known) {
        var lower = word.toLowerCase(Locale.ROOT);
        if (!List.of(known).contains(lower)) {
            throw directive.bad("cannot be '" + word + "'").hint("it is one of " + String.join(", ", known));
        }
        return lower;
    }

    static String port(Directive directive, String word) {
        var port = number(directive, word);
        if (port < 1 || port > PORTS) {
            throw directive.bad("cannot be '" + word + "'").hint("a port is a number from 1 to " + PORTS);
        }
        return String.valueOf(port);
    }

    static int number(Directive directive, String word) {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw directive.bad("cannot be '" + word + "'").hint("it is a number");
        }
    }

    /** A time as sshd_config(5) writes it under 'TIME FORMATS', in seconds. */
    static String seconds(Directive directive, String word) {
        if (!TIME.matcher(word).matches()) {
            throw directive
                    .bad("cannot be '" + word + "'")
                    .hint("it is a time, such as 30 for seconds, or 5m, or 1h30m");
        }
        var seconds = 0L;
        var parts = PART.matcher(word.toLowerCase(Locale.ROOT));
        while (parts.find()) {
            var count = Long.parseLong(parts.group(1));
            seconds += switch (parts.group(2)) {
                case "m" -> count * 60;
                case "h" -> count * 3600;
                case "d" -> count * 86400;
                case "w" -> count * 604800;
                case String _ -> count;
            };
        }
        return String.valueOf(Math.min(seconds, Integer.MAX_VALUE));
    }

    private static String or(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }

    /** One hop of a jump: {@code [user@]host[:port]} or a URI of ssh. */
    static SshOptions.Hop hop(Directive directive, String text) {
        var rest = text.strip();
        if (rest.startsWith("ssh://")) {
            rest = rest.substring("ssh://".length());
            rest = rest.endsWith("/") ? rest.substring(0, rest.length() - 1) : rest;
        }
        var at = rest.lastIndexOf('@');
        var user = at < 0 ? null : rest.substring(0, at);
        var address = rest.substring(at + 1);
        var host = address;
        @Nullable String port = null;
        if (address.startsWith("[")) {
            var end = address.indexOf(']');
            if (end > 0) {
                host = address.substring(1, end);
                port = address.startsWith(":", end + 1) ? address.substring(end + 2) : null;
            }
        } else if (address.indexOf(':') == address.lastIndexOf(':') && address.contains(":")) {
            host = address.substring(0, address.indexOf(':'));
            port = address.substring(address.indexOf(':') + 1);
        }
        var wrong = Names.wrongHost(host);
        if (wrong != null) {
            throw directive.bad("names the host '" + host + "', which " + wrong).hint("it is [user@]host[:port],...");
        }
        if (user != null) {
            mustBeUser(directive, user);
        }
        return new SshOptions.Hop(user, host, port == null ? null : Integer.valueOf(port(directive, port)));
    }

    static void mustBeUser(Directive directive, String user) {
        var wrong = Names.wrongUser(user);
        if (wrong != null) {
            throw directive.bad("names the user '" + user + "', which " + wrong);
        }
    }

    static UserError tooMany(Directive directive) {
        return directive.bad("has more than one value: " + directive.value()).hint("a value with blanks is quoted");
    }
}
