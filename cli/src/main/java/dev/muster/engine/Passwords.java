package dev.muster.engine;

import dev.muster.file.SafeFile;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The lookup {@code password}: a random text that is kept in a file, so that it is the same the next time. */
final class Passwords {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String DIGITS = "0123456789";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

    private Passwords() {}

    static String lookup(String term, Map<String, @Nullable Object> options, Path base) {
        var given = new LinkedHashMap<String, @Nullable Object>(options);
        var words = new ArrayList<String>();
        for (var word : term.split(" ")) {
            int equals = word.indexOf('=');
            if (equals > 0 && !words.isEmpty()) {
                given.put(word.substring(0, equals), word.substring(equals + 1));
            } else {
                words.add(word);
            }
        }
        if (given.containsKey("encrypt") || given.containsKey("seed") || given.containsKey("ident")) {
            throw new UserError("lookup 'password' does not encrypt or take a seed here")
                    .hint("use the filter password_hash on what it gives");
        }
        var path = Path.of(String.join(" ", words));
        int length = given.get("length") == null ? 20 : Integer.parseInt(Printing.str(given.get("length")));
        var alphabet = alphabet(given.get("chars"));
        if (path.toString().equals("/dev/null")) {
            return random(length, alphabet);
        }
        var file = base.resolve(path);
        ONE_AT_A_TIME.lock();
        try {
            if (Files.exists(file)) {
                return Files.readString(file).lines().findFirst().orElse("").split(" salt=")[0];
            }
            var fresh = random(length, alphabet);
            var folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            SafeFile.write(file, fresh + "\n", SafeFile.Mode.SECRET);
            return fresh;
        } catch (IOException e) {
            throw new UserError("cannot keep the password in '" + file + "': " + e.getMessage());
        } finally {
            ONE_AT_A_TIME.unlock();
        }
    }

    private static String alphabet(@Nullable Object chars) {
        if (chars == null) {
            return LETTERS + DIGITS + ".,:-_";
        }
        var out = new StringBuilder();
        for (var word : Values.texts(chars).stream()
                .flatMap(text -> java.util.Arrays.stream(text.split(",")))
                .toList()) {
            out.append(
                    switch (word) {
                        case "ascii_letters" -> LETTERS;
                        case "ascii_lowercase" -> LETTERS.substring(0, 26);
                        case "ascii_uppercase" -> LETTERS.substring(26);
                        case "digits" -> DIGITS;
                        case "hexdigits" -> DIGITS + "abcdefABCDEF";
                        case "octdigits" -> "01234567";
                        case "punctuation" -> "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
                        default -> word;
                    });
        }
        return out.toString();
    }

    private static String random(int length, String alphabet) {
        var out = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            out.append(alphabet.charAt(RANDOM.nextInt(alphabet.length())));
        }
        return out.toString();
    }
}
