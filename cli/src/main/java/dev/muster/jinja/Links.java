package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Printing;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Jinja2's {@code urlize}: web and mail addresses become links. What is an address is told by Jinja2's own expressions. */
final class Links {

    private static final Pattern WEB = Pattern.compile(
            "((https?://|www\\.)(([\\w%-]+\\.)+)?([a-z]{2,63}|xn--[\\w%]{2,59})"
                    + "|([\\w%-]{2,63}\\.)+(com|net|int|edu|gov|org|info|mil)"
                    + "|(https?://)((\\d{1,3}(\\.\\d{1,3}){3})|(\\[([\\da-f]{0,4}:){2}([\\da-f]{0,4}:?){1,6}])))"
                    + "(?::\\d{1,5})?(?:[/?#]\\S*)?",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern MAIL = Pattern.compile("\\S+@\\w[\\w.-]*\\.\\w+");

    private static final Pattern SCHEME = Pattern.compile("[\\w.+-]{2,}:(/){0,2}");

    private static final Pattern HEAD = Pattern.compile("([(<]|&lt;)+");

    private static final Pattern TAIL = Pattern.compile("([)>.,\\n]|&gt;)+$");

    private static final List<List<String>> BRACKETS =
            List.of(List.of("(", ")"), List.of("<", ">"), List.of("&lt;", "&gt;"));

    /** Longer words are no addresses, and expressions that look at them would take too long. */
    private static final int LONGEST = 4_000;

    private final @Nullable Integer limit;
    private final String attributes;
    private final List<String> schemes;

    private Links(@Nullable Integer limit, String attributes, List<String> schemes) {
        this.limit = limit;
        this.attributes = attributes;
        this.schemes = schemes;
    }

    static String of(Call call) {
        var rel = new TreeSet<String>();
        rel.add("noopener");
        if (call.truth(2)) {
            rel.add("nofollow");
        }
        if (call.given(4)) {
            TextMethods.split(call.text(4), null, -1).forEach(word -> rel.add(Printing.str(word)));
        }
        var attributes = " rel=\"" + TextFilters.escape(String.join(" ", rel)) + "\"";
        if (call.given(3)) {
            attributes += " target=\"" + TextFilters.escape(call.text(3)) + "\"";
        }
        var schemes = call.given(5) ? call.items(5).stream().map(Printing::str).toList() : List.<String>of();
        for (var scheme : schemes) {
            if (!SCHEME.matcher(scheme).matches()) {
                throw new UserError(Printing.repr(scheme) + " is not a valid URI scheme prefix.");
            }
        }
        var links = new Links(call.given(1) ? (Integer) call.integer(1) : null, attributes, schemes);
        return links.all(TextFilters.escape(call.text(0)));
    }

    private String all(String text) {
        var out = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int end = at;
            boolean blank = Character.isWhitespace(text.charAt(at));
            while (end < text.length() && Character.isWhitespace(text.charAt(end)) == blank) {
                end++;
            }
            var word = text.substring(at, end);
            out.append(blank || word.length() > LONGEST ? word : linked(word));
            at = end;
        }
        return out.toString();
    }

    private String linked(String word) {
        var before = HEAD.matcher(word);
        var head = before.lookingAt() ? before.group() : "";
        var middle = word.substring(head.length());
        var behind = TAIL.matcher(middle);
        var tail = behind.find() ? behind.group() : "";
        middle = middle.substring(0, middle.length() - tail.length());
        for (var pair : BRACKETS) {
            int open = count(middle, pair.get(0));
            if (open <= count(middle, pair.get(1))) {
                continue;
            }
            for (int i = Math.min(open, count(tail, pair.get(1))); i > 0; i--) {
                int end = tail.indexOf(pair.get(1)) + pair.get(1).length();
                middle += tail.substring(0, end);
                tail = tail.substring(end);
            }
        }
        return head + address(middle) + tail;
    }

    private static int count(String text, String part) {
        return (text.length() - text.replace(part, "").length()) / part.length();
    }

    private String address(String word) {
        if (WEB.matcher(word).matches()) {
            boolean whole = word.startsWith("https://") || word.startsWith("http://");
            var shown = limit != null && word.length() > limit ? word.substring(0, Math.max(0, limit)) + "..." : word;
            return "<a href=\"" + (whole ? "" : "https://") + word + "\"" + attributes + ">" + shown + "</a>";
        }
        if (word.startsWith("mailto:") && MAIL.matcher(word.substring(7)).matches()) {
            return "<a href=\"" + word + "\">" + word.substring(7) + "</a>";
        }
        if (word.contains("@")
                && !word.startsWith("www.")
                && !word.contains(":")
                && MAIL.matcher(word).matches()) {
            return "<a href=\"mailto:" + word + "\">" + word + "</a>";
        }
        for (var scheme : schemes) {
            if (!word.equals(scheme) && word.startsWith(scheme)) {
                return "<a href=\"" + word + "\"" + attributes + ">" + word + "</a>";
            }
        }
        return word;
    }
}
