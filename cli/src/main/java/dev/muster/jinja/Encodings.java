package dev.muster.jinja;

import dev.muster.source.UserError;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;

/** Encodings of text by the names that Python has for them. */
public final class Encodings {

    private Encodings() {}

    /**
     * The encoding of a name, such as {@code utf-8} or {@code latin-1}.
     *
     * @throws UserError in Python's words when there is none
     */
    public static Charset of(String name) {
        try {
            var java = name.toLowerCase(Locale.ROOT)
                    .replace('_', '-')
                    .replaceFirst("^utf(8|16|32)", "utf-$1")
                    .replaceFirst("^(utf-(?:16|32))-(le|be)$", "$1$2")
                    .replaceFirst("^latin-?1$", "iso-8859-1");
            return Charset.forName(java);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
            throw new UserError("unknown encoding: " + name);
        }
    }
}
