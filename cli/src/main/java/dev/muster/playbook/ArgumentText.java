package dev.muster.playbook;

import dev.muster.source.Position;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Template;
import dev.muster.value.Unsafe;
import dev.muster.yaml.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Arguments written as a text: {@code src=a dest="b c"}, or free form. The rules are those of {@code parsing/splitter.py}: blanks
 * divide, except in quotes and in {@code {{ }}}, {@code {% %}} and {@code {# #}}; what is not {@code key=value} is free form, with its
 * blanks and line ends.
 */
final class ArgumentText {

    /** The name under which free-form text is kept. */
    static final String RAW = "_raw_params";

    /** What may stand as {@code key=value} in the text of a command; other such words belong to the command. */
    private static final Set<String> OF_COMMANDS = Set.of(
            "creates", "removes", "chdir", "executable", "warn", "stdin", "stdin_add_newline", "strip_empty_ends");

    private static final Pattern ESCAPE =
            Pattern.compile("\\\\U[0-9a-fA-F]{8}|\\\\u[0-9a-fA-F]{4}|\\\\x[0-9a-fA-F]{2}|\\\\[\\\\'\"abfnrtv]");

    private ArgumentText() {}

    /** The arguments in a text; in a command's, only its own options are taken out. */
    static Map<String, Binding> parse(Node.Scalar scalar, String text, boolean command) {
        var args = new LinkedHashMap<String, Binding>();
        var free = new ArrayList<String>();
        for (var word : split(text, scalar.at())) {
            var decoded = unescape(word);
            int equals = equalsSign(decoded);
            if (equals < 0) {
                free.add(decoded.indexOf('=', 1) >= 0 ? decoded.replace("\\=", "=") : word);
                continue;
            }
            var key = decoded.substring(0, equals);
            if (command && !OF_COMMANDS.contains(key)) {
                free.add(word);
            } else {
                args.put(
                        key.strip(),
                        trusted(scalar, unquote(decoded.substring(equals + 1).strip())));
            }
        }
        if (!free.isEmpty()) {
            args.put(RAW, trusted(scalar, join(free)));
        }
        return args;
    }

    /** The first word of a text and the rest behind it. */
    static List<String> head(String text, Position at) {
        var words = split(text, at);
        if (words.isEmpty()) {
            return List.of("", "");
        }
        return List.of(words.getFirst().strip(), String.join(" ", words.subList(1, words.size())));
    }

    /** A part of a scalar as a value, at the place where it can be found in it. */
    private static Binding trusted(Node.Scalar scalar, String part) {
        int start = scalar.text().indexOf('\n') < 0 ? scalar.text().indexOf(part) : -1;
        var at = start > 0 ? scalar.at().right(scalar.text().codePointCount(0, start)) : scalar.at();
        return new Binding("!unsafe".equals(scalar.tag()) ? new Unsafe(part, at) : Template.trusted(part, at), at);
    }

    private static int equalsSign(String word) {
        int at = word.indexOf('=', 1);
        while (at > 0 && word.charAt(at - 1) == '\\') {
            at = word.indexOf('=', at + 1);
        }
        return at;
    }

    private static String unquote(String text) {
        int last = text.length() - 1;
        boolean quoted = last > 0
                && text.charAt(0) == text.charAt(last)
                && (text.charAt(0) == '"' || text.charAt(0) == '\'')
                && text.charAt(last - 1) != '\\';
        return quoted ? text.substring(1, last) : text;
    }

    private static String unescape(String word) {
        return ESCAPE.matcher(word).replaceAll(match -> {
            var escape = match.group();
            var meaning = escape.length() > 2
                    ? Character.toString(Integer.parseInt(escape.substring(2), 16))
                    : switch (escape.charAt(1)) {
                        case 'a' -> "\u0007";
                        case 'b' -> "\b";
                        case 'f' -> "\f";
                        case 'n' -> "\n";
                        case 'r' -> "\r";
                        case 't' -> "\t";
                        case 'v' -> "\u000b";
                        default -> escape.substring(1);
                    };
            return Matcher.quoteReplacement(meaning);
        });
    }

    private static String join(List<String> words) {
        var text = new StringBuilder();
        for (var word : words) {
            if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
                text.append(' ');
            }
            text.append(word);
        }
        return text.toString();
    }

    /** The words of a text; blanks beyond the first and line ends stay at the end of the word before them. */
    static List<String> split(String text, Position at) {
        return new Splitter().split(text, at);
    }

    /** One walk over a text; what is open reaches over blanks and line ends. */
    private static final class Splitter {

        private final List<String> words = new ArrayList<>();
        private char quote;
        private int prints;
        private int blocks;
        private int comments;

        List<String> split(String text, Position at) {
            if (text.isEmpty()) {
                return List.of();
            }
            var lines = text.split("\n", -1);
            for (int line = 0; line < lines.length; line++) {
                boolean continued = line(lines[line].split(" ", -1));
                if (line < lines.length - 1 && !continued) {
                    append("\n");
                }
            }
            if (quote != 0 || inTemplate()) {
                throw new UserError(
                                "failed at splitting arguments, either an unbalanced jinja2 block or quotes: " + text)
                        .at(at);
            }
            return words;
        }

        private boolean inTemplate() {
            return prints > 0 || blocks > 0 || comments > 0;
        }

        private boolean line(String[] tokens) {
            boolean continued = false;
            for (int i = 0; i < tokens.length; i++) {
                if (tokens[i].isEmpty() && i > 0) {
                    append(" ");
                } else if (tokens[i].equals("\\") && quote == 0) {
                    continued = true;
                } else {
                    token(tokens[i], i == 0);
                }
            }
            return continued;
        }

        private void token(String token, boolean first) {
            boolean wasQuoted = quote != 0;
            boolean wasTemplate = inTemplate();
            quote = quoteAfter(token);
            boolean quoted = quote != 0;
            boolean placed = true;
            if (quoted && !wasQuoted && !wasTemplate) {
                words.add(token);
            } else if (wasTemplate || quoted || wasQuoted) {
                append(first ? token : " " + token);
            } else {
                placed = false;
            }
            prints = depth(token, prints, "{{", "}}");
            blocks = depth(token, blocks, "{%", "%}");
            comments = depth(token, comments, "{#", "#}");
            if (!placed && (inTemplate() || !token.isEmpty())) {
                words.add(token);
            }
        }

        private char quoteAfter(String token) {
            char open = quote;
            for (int i = 0; i < token.length(); i++) {
                char c = token.charAt(i);
                if ((c == '"' || c == '\'') && (i == 0 || token.charAt(i - 1) != '\\')) {
                    open = open == 0 ? c : open == c ? 0 : open;
                }
            }
            return open;
        }

        private static int depth(String token, int depth, String open, String close) {
            return Math.max(0, depth + count(token, open) - count(token, close));
        }

        private static int count(String token, String part) {
            int count = 0;
            for (int i = token.indexOf(part); i >= 0; i = token.indexOf(part, i + part.length())) {
                count++;
            }
            return count;
        }

        private void append(String text) {
            if (words.isEmpty()) {
                words.add("");
            }
            words.set(words.size() - 1, words.getLast() + text);
        }
    }
}
