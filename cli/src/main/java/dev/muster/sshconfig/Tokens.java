package dev.muster.sshconfig;

import dev.muster.source.UserError;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands for something else in values (ssh_config(5), 'TOKENS' and 'ENVIRONMENT VARIABLES').
 *
 * @param given the name that was asked for
 * @param host what is connected to
 * @param key the name under which the host's key is looked up
 */
record Tokens(LocalAccount account, String given, String host, int port, String user, String key) {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    /** For {@code HostName}: the name that was asked for alone. */
    static String hostName(String value, String given) {
        return replaced(value, "HostName", Map.of('h', given));
    }

    /** For commands and hosts on the way. */
    String proxy(String value, String keyword) {
        return replaced(value, keyword, Map.of('h', host, 'n', given, 'p', String.valueOf(port), 'r', user));
    }

    /** For names of files, which may begin with the home directory. */
    Path file(String value, String keyword) {
        return path(
                environment(
                        replaced(
                                value,
                                keyword,
                                Map.of(
                                        'd', account.home().toString(),
                                        'h', host,
                                        'k', key,
                                        'n', given,
                                        'p', String.valueOf(port),
                                        'r', user,
                                        'u', account.user())),
                        keyword),
                account);
    }

    static Path path(String value, LocalAccount account) {
        return value.equals("~")
                ? account.home()
                : value.startsWith("~/") ? account.home().resolve(value.substring(2)) : Path.of(value);
    }

    private String environment(String value, String keyword) {
        var matcher = VARIABLE.matcher(value);
        var text = new StringBuilder();
        while (matcher.find()) {
            var known = account.environment().get(matcher.group(1));
            if (known == null) {
                throw new UserError("'" + keyword + " " + value + "' names the variable '" + matcher.group(1)
                        + "', which is not set");
            }
            matcher.appendReplacement(text, Matcher.quoteReplacement(known));
        }
        return matcher.appendTail(text).toString();
    }

    /** In one pass: what has been put in is never looked at again. */
    private static String replaced(String value, String keyword, Map<Character, String> tokens) {
        var text = new StringBuilder();
        for (var i = 0; i < value.length(); i++) {
            var c = value.charAt(i);
            if (c != '%') {
                text.append(c);
                continue;
            }
            i++;
            var token = i < value.length() ? value.charAt(i) : '\0';
            var known = tokens.get(token);
            if (token == '%') {
                text.append('%');
            } else if (known != null) {
                text.append(known);
            } else {
                throw new UserError("'" + keyword + " " + value + "' holds "
                                + (token == '\0'
                                        ? "a '%' that nothing follows"
                                        : "'%" + token + "', which is not known"))
                        .hint("a percent sign is written as '%%'");
            }
        }
        return text.toString();
    }
}
