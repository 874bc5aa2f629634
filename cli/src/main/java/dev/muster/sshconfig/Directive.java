package dev.muster.sshconfig;

import dev.muster.source.Position;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One line of a configuration, or the argument of {@code -o}.
 *
 * @param word the keyword as it is written
 * @param value all that stands behind it
 */
record Directive(String word, String value, Position at) {

    /** A keyword and its value are parted by blanks or by one equals sign, with or without blanks. */
    private static final Pattern LINE = Pattern.compile("\"?([^\\s=\"]+)\"?(?:\\s*=\\s*|\\s+|$)(.*)");

    /** The lines of a file that say something. */
    static List<Directive> of(Source source) {
        var directives = new ArrayList<Directive>();
        var number = 0;
        for (var line : source.text().split("\n", -1)) {
            number++;
            var directive = of(
                    line,
                    source.at(number, 1 + line.length() - line.stripLeading().length()));
            if (directive != null) {
                directives.add(directive);
            }
        }
        return List.copyOf(directives);
    }

    /** What a line says, or null if it is empty or a comment. */
    static @Nullable Directive of(String line, Position at) {
        var text = line.strip();
        if (text.isEmpty() || text.startsWith("#")) {
            return null;
        }
        var matcher = LINE.matcher(text);
        if (!matcher.matches()) {
            throw new UserError("'" + text + "' is no keyword with a value").at(at);
        }
        return new Directive(matcher.group(1), matcher.group(2), at);
    }

    List<String> words() {
        try {
            return Words.of(value);
        } catch (UserError e) {
            throw e.at(at);
        }
    }

    UserError bad(String why) {
        return new UserError("'" + word + "' " + why).at(at);
    }
}
