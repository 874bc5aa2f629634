package dev.muster.galaxy;

import dev.muster.source.UserError;
import dev.muster.value.Printing;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which role, from where (ansible-core's {@code RoleRequirement}).
 *
 * @param name what it is called once it is there
 * @param source a name on a Galaxy server, a file or an address
 * @param version the empty text for what the source takes
 * @param scm {@code git} for a repository, or the empty text
 */
public record RoleSpec(String name, String source, String version, String scm) {

    /** From a word: {@code [scm+]source[,version[,name]]}. */
    static RoleSpec of(String text) {
        var parts = text.strip().split(",", -1);
        if (parts.length > 3) {
            throw new UserError("Invalid role line (" + text + "). Proper format is 'role_name[,version[,name]]'");
        }
        var source = parts[0];
        var name = parts.length > 2 ? parts[2] : nameOf(source);
        int plus = source.indexOf('+');
        return new RoleSpec(
                name,
                source.substring(plus + 1),
                parts.length > 1 ? parts[1] : "",
                plus < 0 ? "" : source.substring(0, plus));
    }

    /** From an entry of a file: a word, or a dictionary with {@code src}, {@code name}, {@code version} and {@code scm}. */
    static RoleSpec of(@Nullable Object entry) {
        if (entry instanceof String text) {
            return of(text);
        }
        if (!(entry instanceof Map<?, ?> map)) {
            throw new UserError("Must specify name or src for role");
        }
        if (map.get("role") instanceof String role) {
            if (role.contains(",")) {
                throw new UserError("Invalid old style role requirement: " + role);
            }
            return new RoleSpec(role, text(map, "src", role), text(map, "version", ""), text(map, "scm", ""));
        }
        var source = text(map, "src", "");
        var scm = text(map, "scm", "");
        if (source.contains("github.com")
                && source.contains("http")
                && !source.contains("+")
                && !source.endsWith(".tar.gz")) {
            source = "git+" + source;
        }
        int plus = source.indexOf('+');
        if (plus >= 0) {
            scm = source.substring(0, plus);
            source = source.substring(plus + 1);
        }
        var name = text(map, "name", source.isEmpty() ? "" : nameOf(source));
        if (name.isEmpty()) {
            throw new UserError("Must specify name or src for role");
        }
        return new RoleSpec(name, source.isEmpty() ? name : source, text(map, "version", ""), scm);
    }

    private static String text(Map<?, ?> map, String key, String otherwise) {
        var value = map.get(key);
        return value == null ? otherwise : Printing.str(value);
    }

    /** The last part of an address without its ending; anything else is a name itself. */
    private static String nameOf(String source) {
        if (!source.contains("://") && !source.contains("@")) {
            return source;
        }
        var last = source.substring(source.lastIndexOf('/') + 1);
        return last.replaceFirst("\\.git$", "").replaceFirst("\\.tar\\.gz$", "").split(",", -1)[0];
    }

    /** The name, and the version if there is one. */
    String shown() {
        return version.isEmpty() ? name : name + " (" + version + ")";
    }
}
