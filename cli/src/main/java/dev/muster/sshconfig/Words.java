package dev.muster.sshconfig;

import dev.muster.source.UserError;
import java.util.ArrayList;
import java.util.List;

/** The words of the value of one line, as OpenSSH splits them: either quote keeps blanks together, {@code #} ends the line. */
final class Words {

    private final String text;
    private final List<String> words = new ArrayList<>();
    private int at;

    private Words(String text) {
        this.text = text;
    }

    static List<String> of(String text) {
        var words = new Words(text);
        words.split();
        return List.copyOf(words.words);
    }

    private void split() {
        while (true) {
            while (at < text.length() && blank(text.charAt(at))) {
                at++;
            }
            if (at == text.length() || text.charAt(at) == '#') {
                return;
            }
            words.add(word());
        }
    }

    private String word() {
        var word = new StringBuilder();
        var quote = '\0';
        for (; at < text.length(); at++) {
            var c = text.charAt(at);
            if (c == '\\' && escapes(quote)) {
                at++;
                word.append(text.charAt(at));
            } else if (quote == '\0' && blank(c)) {
                return word.toString();
            } else if (quote == '\0' && (c == '"' || c == '\'')) {
                quote = c;
            } else if (quote != '\0' && c == quote) {
                quote = '\0';
            } else {
                word.append(c);
            }
        }
        if (quote != '\0') {
            throw new UserError("a quote is not closed");
        }
        return word.toString();
    }

    /** A backslash in front of anything else stands for itself. */
    private boolean escapes(char quote) {
        if (at + 1 == text.length()) {
            return false;
        }
        var next = text.charAt(at + 1);
        return next == '"' || next == '\'' || next == '\\' || quote == '\0' && next == ' ';
    }

    static boolean blank(char c) {
        return c == ' ' || c == '\t';
    }
}
