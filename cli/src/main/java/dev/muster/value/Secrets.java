package dev.muster.value;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of this run: whoever learns one (a password prompt, a private key, a vault) adds it, and the one sink that
 * prints asks for the masked text. A secret is known in the forms in which it may be written, too: quoted as JSON, YAML, XML and
 * Python quote it, and broken over several lines at its blanks. Safe for use by several threads.
 *
 * <p>Texts shorter than {@value #SHORTEST} characters are not masked: they would blot out half of any output and hide little.
 */
public final class Secrets {

    /** What stands in place of a secret. */
    public static final String MASK = "********";

    private static final int SHORTEST = 4;

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    /** YAML folds a line at a blank, and in double quotes says so by backslashes. */
    private static final String FOLD = "[\\s\\\\]+";

    private final List<Form> known = new CopyOnWriteArrayList<>();

    /** A secret as it may be written; with blanks in it, also as a pattern that lets lines end there. */
    private record Form(String text, @Nullable Pattern folded) {

        static Form of(String text) {
            var words = BLANKS.splitAsStream(text).map(Pattern::quote).toList();
            return new Form(text, words.size() < 2 ? null : Pattern.compile(String.join(FOLD, words)));
        }

        String mask(String whole) {
            return folded == null
                    ? whole.replace(text, MASK)
                    : folded.matcher(whole).replaceAll(Matcher.quoteReplacement(MASK));
        }
    }

    public void add(String secret) {
        secret.lines().map(String::strip).forEach(this::addLine);
        addLine(secret);
    }

    private void addLine(String secret) {
        if (secret.length() >= SHORTEST && known.stream().noneMatch(form -> form.text.equals(secret))) {
            known.addAll(forms(secret).stream().map(Form::of).collect(Collectors.toList()));
            known.sort(
                    Comparator.comparingInt((Form form) -> form.text.length()).reversed());
        }
    }

    private static Set<String> forms(String secret) {
        var forms = new LinkedHashSet<String>();
        for (var text : List.of(secret, unquoted(Printing.repr(secret)), secret.replace("'", "''"))) {
            forms.add(text);
            forms.add(unquoted(JsonPrinting.write(text, JsonPrinting.Style.PLAIN)));
            forms.add(unquoted(JsonPrinting.write(text, JsonPrinting.Style.RESULT)));
        }
        var tags = secret.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        forms.add(tags);
        forms.add(tags.replace("\"", "&quot;"));
        return forms;
    }

    private static String unquoted(String quoted) {
        return quoted.substring(1, quoted.length() - 1);
    }

    /** The text with every known secret replaced; the longest first, so that none shows through in part. */
    public String mask(String text) {
        var masked = text;
        for (var form : known) {
            masked = form.mask(masked);
        }
        return masked;
    }
}
