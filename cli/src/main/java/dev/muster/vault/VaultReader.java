package dev.muster.vault;

import dev.muster.source.Duplicates;
import dev.muster.source.Opener;
import dev.muster.source.Position;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Secrets;
import dev.muster.value.Template;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the project's files. A file that is a vault as a whole is opened, and the vaults that stand in others can be; what comes
 * out is a secret of the run.
 */
public final class VaultReader implements Function<Path, Source>, Opener {

    /** What a template puts in by itself; the text around it is the secret. */
    private static final Pattern MARKUP = Pattern.compile("\\{\\{.*?\\}\\}|\\{%.*?%\\}|\\{#.*?#\\}", Pattern.DOTALL);

    /** From this length on a text cannot well stand in other output by chance. */
    private static final int LONG = 16;

    private static final int WORD = 8;
    private static final int MIXED = 6;

    /** Words that are values of options; hiding them would make other output unreadable. */
    private static final Set<String> SWITCHES = Set.of("true", "false", "none", "null");

    /** What the name of a variable says of its value. */
    private static final Pattern SECRET_NAME =
            Pattern.compile("pass|pwd|secret|token|key|credential|auth|salt|private", Pattern.CASE_INSENSITIVE);

    private final Vault vault;
    private final Secrets secrets;
    private final UnaryOperator<Path> naming;
    private final Map<Object, String> opened;
    private final Duplicates duplicates;

    public VaultReader(Vault vault, Secrets secrets) {
        this(vault, secrets, Duplicates.UNSAID);
    }

    /** @param duplicates what becomes of keys that stand twice in a dictionary */
    public VaultReader(Vault vault, Secrets secrets, Duplicates duplicates) {
        this(
                vault,
                secrets,
                UnaryOperator.identity(),
                Collections.synchronizedMap(new IdentityHashMap<>()),
                duplicates);
    }

    private VaultReader(
            Vault vault,
            Secrets secrets,
            UnaryOperator<Path> naming,
            Map<Object, String> opened,
            Duplicates duplicates) {
        this.duplicates = duplicates;
        this.vault = vault;
        this.secrets = secrets;
        this.naming = naming;
        this.opened = opened;
    }

    /** The same, but for each file another is read. */
    public VaultReader instead(UnaryOperator<Path> other) {
        return new VaultReader(vault, secrets, other, opened, duplicates);
    }

    /** One that has no passwords. */
    public static VaultReader locked() {
        return new VaultReader(Vault.locked(), new Secrets());
    }

    public Vault vault() {
        return vault;
    }

    /**
     * The text of a file, UTF-8.
     *
     * @throws UserError when there is no such file, it cannot be opened, or is no UTF-8
     */
    @Override
    public Source apply(Path file) {
        var plain = Source.of(naming.apply(file));
        if (!Envelope.isVault(plain.text())) {
            return new Source(plain.name(), plain.text(), this, false, duplicates);
        }
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(open(plain).bytes()))
                    .toString();
            return new Source(plain.name(), text, this, true, duplicates);
        } catch (CharacterCodingException e) {
            throw new UserError("'" + file + "' is not UTF-8 text").hint("it was opened, and what is in it is binary");
        }
    }

    /** An error has no place: nothing in the file is wrong, and for Ansible this is not a matter of parsing. */
    private Vault.Opened open(Source source) {
        try {
            return vault.open(source.text());
        } catch (UserError e) {
            throw new UserError(e.what() + " for '" + source.name() + "'").hint(e.hint());
        }
    }

    /**
     * The bytes of a file, which may be of any kind, with a vault opened.
     *
     * @throws UserError when it cannot be read or opened
     */
    public byte[] bytes(Path file) {
        try {
            var bytes = Files.readAllBytes(file);
            if (Envelope.isVault(bytes) && vault.isLocked()) {
                throw new UserError("A vault password or secret must be specified to decrypt " + file)
                        .hint("give the password with --vault-password-file, --vault-id or --ask-vault-pass");
            }
            if (!Envelope.isVault(bytes)) {
                return bytes;
            }
            var opened = open(new Source(file.toString(), new String(bytes, StandardCharsets.ISO_8859_1)));
            learn(opened.text());
            return opened.bytes();
        } catch (IOException e) {
            throw new UserError("cannot read '" + file + "': " + e.getMessage());
        }
    }

    @Override
    public String open(String encrypted, Position at) {
        try {
            var text = vault.open(encrypted).text();
            // A new object, so that it can be told from an equal text that was never encrypted.
            var own = new String(text.toCharArray());
            opened.put(own, encrypted);
            hide(own);
            return own;
        } catch (UserError e) {
            throw e.at(at);
        }
    }

    @Override
    public void expect(String encrypted) {
        vault.expect(encrypted);
    }

    /** The vault that a text came out of, if it is this very object and not one that is equal to it. */
    public @Nullable String ciphertext(@Nullable Object value) {
        return value instanceof String ? opened.get(value) : null;
    }

    /** What the filter {@code unvault} makes of a vault is a secret as well; a text that is none stays as it is. */
    public String unseal(String text, String password, String vaultId) {
        if (!Envelope.isVault(text)) {
            return text;
        }
        try {
            var plain = vault.with(List.of(Password.of(vaultId, password)))
                    .open(text)
                    .text();
            hide(plain);
            return plain;
        } catch (UserError e) {
            throw new UserError("Unable to decrypt: " + e.what()).hint(e.hint());
        }
    }

    /** As the filter {@code vault}: with the password's label, and a salt that may be given. */
    public String seal(String text, String password, @Nullable String salt, String vaultId) {
        try {
            var secret = Password.of(vaultId, password);
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            return salt == null
                    ? vault.seal(bytes, secret, vaultId)
                    : vault.seal(bytes, secret, vaultId, salt.getBytes(StandardCharsets.UTF_8));
        } catch (UserError e) {
            throw new UserError("Unable to encrypt: " + e.what()).hint(e.hint());
        }
    }

    @Override
    public void learn(@Nullable Object values) {
        learn(values, false);
    }

    /** @param named whether the name of a variable says that these are secrets */
    private void learn(@Nullable Object values, boolean named) {
        switch (values) {
            case String text -> learnText(text, named);
            case Number number -> learnText(number.toString(), named);
            case Template template ->
                MARKUP.splitAsStream(template.text()).map(String::strip).forEach(text -> learnText(text, named));
            case Map<?, ?> map ->
                map.forEach((key, value) -> learn(
                        value,
                        named
                                || key instanceof String name
                                        && SECRET_NAME.matcher(name).find()));
            case List<?> list -> list.forEach(item -> learn(item, named));
            case null, default -> {}
        }
    }

    private void learnText(String text, boolean named) {
        if (named) {
            hide(text);
        } else {
            text.lines().map(String::strip).filter(VaultReader::isDistinct).forEach(this::hide);
        }
    }

    private void hide(String text) {
        if (!SWITCHES.contains(text.toLowerCase(Locale.ROOT))) {
            secrets.add(text);
        }
    }

    /**
     * Whether a text can be hidden wherever it appears: an encrypted file also holds names and words of everyday use, and
     * hiding those would blot out half of the output.
     */
    private static boolean isDistinct(String text) {
        return text.length() >= LONG
                || text.length() >= MIXED
                        && !text.chars().allMatch(Character::isLetter)
                        && !(text.length() < WORD && text.chars().allMatch(Character::isDigit));
    }
}
