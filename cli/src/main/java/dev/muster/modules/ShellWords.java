package dev.muster.modules;

import dev.muster.value.ShellSplit;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Words on their way to a shell: split as Python's {@code shlex}, quoted, and translated from Python's path expansion
 * ({@code os.path.expanduser}, {@code os.path.expandvars}, {@code glob}) to shell code that expands the same on the node.
 */
final class ShellWords {

    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:([A-Za-z_][A-Za-z0-9_]*)|\\{([A-Za-z_][A-Za-z0-9_]*)})");
    private static final Pattern HOME = Pattern.compile("~(?:[a-z_][A-Za-z0-9_-]*)?(?=/|$)");

    private ShellWords() {}

    /**
     * Splits a line as {@code shlex.split} does in POSIX mode.
     *
     * @throws IllegalArgumentException with Python's text when a quote is not closed
     */
    static List<String> split(String line) {
        return ShellSplit.split(line, false).stream().map(ShellSplit.Word::text).toList();
    }

    /** The text as one word of shell code, as {@code shlex.quote}. */
    static String quote(String text) {
        return SAFE.matcher(text).matches() ? text : "'" + text.replace("'", "'\"'\"'") + "'";
    }

    static String quoteAll(List<String> words) {
        return String.join(" ", words.stream().map(ShellWords::quote).toList());
    }

    /** Whether a text means something else after Python's expansion of {@code ~} and variables. */
    static boolean expands(String text) {
        return text.startsWith("~") || VARIABLE.matcher(text).find();
    }

    /** Collects shell code that expands words; the code before the words sets what they use. */
    static final class Expansion {

        private final StringBuilder before = new StringBuilder();
        private int variables;

        /** Code to be evaluated before any of the words; it calls {@code muster_variable}. */
        String before() {
            return before.toString();
        }

        /** A word of shell code that is the text with {@code ~} and exported variables expanded. */
        String word(String text) {
            return word(text, false);
        }

        /** As {@link #word}, with the wildcards of Python's {@code glob} left to the shell. */
        String pattern(String text) {
            return word(text, true);
        }

        private String word(String text, boolean wildcards) {
            var code = new StringBuilder();
            int at = 0;
            var home = HOME.matcher(text);
            if (home.lookingAt()) {
                code.append(home.group());
                at = home.end();
                if (at < text.length()) {
                    code.append('/');
                    at++;
                }
            }
            var variable = VARIABLE.matcher(text);
            while (variable.find(at)) {
                literal(text.substring(at, variable.start()), wildcards, code);
                var name = variable.group(1) == null ? variable.group(2) : variable.group(1);
                var holder = "m_v" + variables++;
                before.append("muster_variable ")
                        .append(holder)
                        .append(' ')
                        .append(name)
                        .append(' ')
                        .append(quote(variable.group()))
                        .append('\n');
                code.append("\"$").append(holder).append('"');
                at = variable.end();
            }
            literal(text.substring(at), wildcards, code);
            return code.isEmpty() ? "''" : code.toString();
        }

        private static void literal(String text, boolean wildcards, StringBuilder code) {
            if (!wildcards) {
                code.append(text.isEmpty() ? "" : quote(text));
                return;
            }
            int from = 0;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                int close = c == '[' ? closing(text, i) : -1;
                if (c == '*' || c == '?' || close > 0) {
                    literal(text.substring(from, i), false, code);
                    if (close > 0) {
                        code.append(set(text.substring(i + 1, close)));
                        i = close;
                    } else {
                        code.append(c);
                    }
                    from = i + 1;
                }
            }
            literal(text.substring(from), false, code);
        }

        /** A set of characters, each quoted but for what has a meaning: a leading {@code !} and ranges. */
        private static String set(String members) {
            var code = new StringBuilder("[");
            for (int i = 0; i < members.length(); i++) {
                char c = members.charAt(i);
                code.append((i == 0 && c == '!') || c == '-' ? String.valueOf(c) : quote(String.valueOf(c)));
            }
            return code.append(']').toString();
        }

        /** The index of the bracket that ends a set of characters, or -1; as Python's {@code fnmatch} finds it. */
        private static int closing(String text, int open) {
            int i = open + 1;
            if (i < text.length() && text.charAt(i) == '!') {
                i++;
            }
            if (i < text.length() && text.charAt(i) == ']') {
                i++;
            }
            return text.indexOf(']', i);
        }
    }
}
