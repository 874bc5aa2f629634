package dev.muster.engine;

import dev.muster.file.SafeFile;
import dev.muster.jinja.MersenneTwister;
import dev.muster.jinja.PasswordHash;
import dev.muster.playbook.KeyValues;
import dev.muster.source.Nearest;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The lookup {@code password}: a random text that is kept in a file, so that it is the same the next time. */
final class Passwords {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String DIGITS = "0123456789";
    private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    private static final String WHITESPACE = " \t\n\r\u000b\f";
    private static final Set<String> PARAMETERS = Set.of("length", "encrypt", "chars", "ident", "seed");
    private static final int LONGEST = 1 << 20;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

    private Passwords() {}

    /** A password's file: {@code password salt=... ident=...}, the latter two where it was hashed. */
    private record Kept(
            String password,
            @Nullable String salt,
            @Nullable String ident) {

        static Kept of(String content) {
            int salt = content.lastIndexOf(" salt=");
            if (salt < 0) {
                return new Kept(content, null, null);
            }
            var rest = content.substring(salt + " salt=".length());
            int ident = rest.lastIndexOf(" ident=");
            return new Kept(
                    content.substring(0, salt),
                    ident < 0 ? rest : rest.substring(0, ident),
                    ident < 0 ? null : rest.substring(ident + " ident=".length()));
        }

        String content() {
            return password + (salt == null ? "" : " salt=" + salt) + (ident == null ? "" : " ident=" + ident);
        }
    }

    static String lookup(String term, Map<String, @Nullable Object> named, Path base) {
        var values = new LinkedHashMap<String, @Nullable Object>(named);
        var file = base.resolve(path(term, values));
        var options = new GivenOptions("password", values);
        int length = options.integer("length", 20);
        if (length < 0 || length > LONGEST) {
            throw new UserError("a password of " + length + " characters").hint("at most " + LONGEST);
        }
        var chars = alphabet(values.get("chars"));
        var seed = values.get("seed");
        var encrypt = options.textOrNull("encrypt");
        boolean keeps = !file.toString().equals("/dev/null");
        Kept kept;
        ONE_AT_A_TIME.lock();
        try {
            boolean exists = keeps && Files.exists(file);
            kept = exists
                    ? Kept.of(Files.readString(file).stripTrailing())
                    : new Kept(random(length, chars, seed), null, null);
            boolean changed = !exists;
            if (encrypt != null && kept.salt == null) {
                var salt = random(PasswordHash.saltLength(encrypt), LETTERS + DIGITS + "./", null);
                kept = new Kept(kept.password, salt, kept.ident);
                changed = true;
            }
            var ident = options.textOrNull("ident");
            if (ident != null && kept.ident != null && !ident.equals(kept.ident)) {
                throw new UserError("The ident parameter provided (" + ident + ") does not match the stored one ("
                        + kept.ident + ").");
            }
            if (kept.ident == null && (ident != null || encrypt != null)) {
                var chosen = ident != null || encrypt == null ? ident : PasswordHash.usualIdent(encrypt);
                changed |= ident == null && chosen != null;
                kept = new Kept(kept.password, kept.salt, chosen);
            }
            if (changed && keeps) {
                var folder = file.toAbsolutePath().getParent();
                if (folder != null) {
                    Files.createDirectories(folder);
                }
                SafeFile.write(file, kept.content() + "\n", SafeFile.Mode.SECRET);
            }
        } catch (IOException e) {
            throw new UserError("cannot keep the password in '" + file + "': " + e.getMessage());
        } finally {
            ONE_AT_A_TIME.unlock();
        }
        return encrypt == null
                ? kept.password
                : PasswordHash.of(
                        kept.password, new PasswordHash.Wish(encrypt, kept.salt, null, null, kept.ident), RANDOM);
    }

    /** The path in a term; parameters behind it join the others and count more than they. */
    private static String path(String term, Map<String, @Nullable Object> values) {
        int blank = term.indexOf(' ');
        if (blank < 0) {
            return term;
        }
        var words = KeyValues.parse(Source.ofText("<term>", term.substring(blank + 1)));
        var path = term.substring(0, blank);
        for (var entry : words.entrySet()) {
            var value = entry.getValue().value() instanceof Template template
                    ? template.text()
                    : Printing.str(entry.getValue().value());
            if (entry.getKey().equals(KeyValues.FREE)) {
                path += " " + value;
                if (!term.startsWith(path)) {
                    throw new UserError("Unrecognized value after key=value parameters given to password lookup");
                }
            } else if (!PARAMETERS.contains(entry.getKey())) {
                throw new UserError("Unrecognized parameter(s) given to password lookup: " + entry.getKey())
                        .hint(Nearest.hint(entry.getKey(), PARAMETERS));
            } else {
                values.put(entry.getKey(), value);
            }
        }
        return path;
    }

    private static String alphabet(@Nullable Object chars) {
        var names = new ArrayList<String>();
        if (chars == null) {
            names.addAll(List.of("ascii_letters", "digits", ".,:-_"));
        } else if (chars instanceof String text) {
            if (text.contains(",,")) {
                names.add(",");
            }
            names.addAll(List.of(text.replace(",,", ",").split(",")));
        } else {
            names.addAll(Values.texts(chars));
        }
        var out = new StringBuilder();
        for (var name : names) {
            out.append(
                    switch (name) {
                        case "ascii_letters" -> LETTERS;
                        case "ascii_lowercase" -> LETTERS.substring(0, 26);
                        case "ascii_uppercase" -> LETTERS.substring(26);
                        case "digits" -> DIGITS;
                        case "hexdigits" -> DIGITS + "abcdefABCDEF";
                        case "octdigits" -> "01234567";
                        case "punctuation" -> PUNCTUATION;
                        case "whitespace" -> WHITESPACE;
                        case "printable" -> DIGITS + LETTERS + PUNCTUATION + WHITESPACE;
                        default -> name;
                    });
        }
        var alphabet = out.toString().replace("\"", "").replace("'", "");
        if (alphabet.isEmpty()) {
            throw new UserError("there is no character to make a password of");
        }
        return alphabet;
    }

    /** A random text; with a seed the one that Ansible makes of it. */
    private static String random(int length, String alphabet, @Nullable Object seed) {
        var seeded = seed == null ? null : new MersenneTwister(Printing.str(seed));
        var out = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            out.append(alphabet.charAt(
                    seeded == null ? RANDOM.nextInt(alphabet.length()) : (int) seeded.below(alphabet.length())));
        }
        return out.toString();
    }
}
