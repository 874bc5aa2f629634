package dev.muster.value;

import dev.muster.source.Position;
import dev.muster.source.Source;

/**
 * Text from the project's own files or the command line that is to be rendered before use: the only thing that ever is. Text
 * from a node, a command, a fact, a lookup or the network stays a {@code String} and is never rendered (Law 2).
 *
 * @param text the text, with its {@code {{ }}}, {@code {% %}} or {@code {# #}}
 * @param at where the text begins
 */
public record Template(String text, Position at) {

    /** A template that stands in no file, such as an argument of the command line. */
    public static Template of(String name, String text) {
        return new Template(text, Source.ofText(name, text).at(1, 1));
    }

    /** Whether a text needs rendering at all. */
    public static boolean looksLike(String text) {
        int brace = text.indexOf('{');
        while (brace >= 0 && brace + 1 < text.length()) {
            char next = text.charAt(brace + 1);
            if (next == '{' || next == '%' || next == '#') {
                return true;
            }
            brace = text.indexOf('{', brace + 1);
        }
        return false;
    }

    /** The trusted text as a value: a {@code Template} if it needs rendering, else the {@code String} itself. */
    public static Object trusted(String text, Position at) {
        return looksLike(text) ? new Template(text, at) : text;
    }

    @Override
    public String toString() {
        return text;
    }
}
