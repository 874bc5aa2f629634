package dev.muster.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What settings need of the process.
 *
 * @param environment its variables
 * @param folder the working directory
 */
public record Surroundings(Map<String, String> environment, Path folder) {

    private static final Pattern VARIABLE = Pattern.compile("\\$(?:(\\w+)|\\{([^}]*)})");

    /** A path that is absolute and has no '..', with {@code $VARIABLE} and {@code ~} put in: Ansible's {@code unfrackpath}. */
    public String path(String text, @Nullable Path from) {
        var whole = home(variables(text));
        var base = from == null ? folder.toAbsolutePath() : from;
        return base.resolve(whole).normalize().toString();
    }

    private String variables(String text) {
        return VARIABLE.matcher(text).replaceAll(match -> {
            var name = match.group(1) != null ? match.group(1) : match.group(2);
            var value = environment.get(name);
            return java.util.regex.Matcher.quoteReplacement(value == null ? match.group() : value);
        });
    }

    /** The text with the home directory for a {@code ~} that it begins with. */
    public String home(String text) {
        var home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        return text.equals("~") || text.startsWith("~/") ? home + text.substring(1) : text;
    }
}
