package dev.muster.sshconfig;

import dev.muster.source.Nearest;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a line {@code Match} (ssh_config(5)).
 *
 * @param given the name that was asked for
 * @param user whom the host is logged in to as, as far as that is known by now
 * @param last whether the files are read for the second time
 */
record Match(String given, String host, String user, String localUser, boolean last) {

    private static final List<String> KNOWN =
            List.of("all", "canonical", "final", "exec", "host", "originalhost", "user", "localuser");

    /** What came of it; {@code wantsMore} if the files have to be read once more, since only then it can be decided. */
    record Answer(boolean matches, boolean wantsMore) {}

    Answer answer(Directive directive) {
        var words = directive.words();
        var matches = true;
        var more = false;
        var conditions = 0;
        for (var i = 0; i < words.size(); i++) {
            var word = words.get(i);
            @Nullable String value = null;
            var equals = word.indexOf('=');
            if (equals > 0) {
                value = word.substring(equals + 1);
                word = word.substring(0, equals);
            }
            var negated = word.startsWith("!");
            var name = (negated ? word.substring(1) : word).toLowerCase(Locale.ROOT);
            switch (name) {
                case "all" -> {
                    if (i + 1 < words.size() || conditions > 1) {
                        throw directive.bad("has other conditions beside 'all'");
                    }
                    matches &= !negated;
                }
                case "canonical", "final" -> {
                    more |= name.equals("final");
                    matches &= last != negated;
                }
                case "host", "originalhost", "user", "localuser", "exec" -> {
                    if (value == null) {
                        i++;
                        if (i == words.size()) {
                            throw directive.bad("has no value for '" + name + "'");
                        }
                        value = words.get(i);
                    }
                    matches &= holds(name, value, directive, matches) != negated;
                }
                default ->
                    throw directive.bad("knows no condition '" + name + "'").hint(hint(name));
            }
            conditions++;
        }
        if (conditions == 0) {
            throw directive.bad("has no condition");
        }
        return new Answer(matches, more);
    }

    private static String hint(String name) {
        var nearest = Nearest.hint(name, KNOWN);
        return nearest == null ? "the conditions are " + String.join(", ", KNOWN) : nearest;
    }

    private boolean holds(String name, String value, Directive directive, boolean sofar) {
        return switch (name) {
            case "host" -> Patterns.hostInList(host, value);
            case "originalhost" -> Patterns.hostInList(given, value);
            case "user" -> Patterns.inList(user, value);
            case "localuser" -> Patterns.inList(localUser, value);
            default -> {
                // Like ssh, which runs nothing once another condition does not hold.
                if (sofar) {
                    throw directive
                            .bad("would run the program '" + value + "' for every host, which is refused")
                            .hint("say it with 'Host' or 'Match host'");
                }
                yield false;
            }
        };
    }
}
