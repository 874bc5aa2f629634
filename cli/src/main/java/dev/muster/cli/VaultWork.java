package dev.muster.cli;

import dev.muster.file.SafeFile;
import dev.muster.source.UserError;
import dev.muster.vault.Envelope;
import dev.muster.vault.Password;
import dev.muster.vault.PasswordSources;
import dev.muster.vault.Vault;
import dev.muster.vault.VaultFile;
import dev.muster.vault.VaultFile.Replacing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the commands of {@code muster vault} do with one file each, with the passwords of their options. */
final class VaultWork {

    private static final String STREAM = "-";

    private final Session session;
    private final Desk desk;
    private final Configuration configuration;
    private final VaultOptions options;
    private final Warnings warnings;
    private Vault vault = Vault.locked();

    VaultWork(Session session, Configuration configuration, VaultOptions options, Warnings warnings) {
        this.session = session;
        this.desk = session.desk();
        this.configuration = configuration;
        this.options = options;
        this.warnings = warnings;
    }

    /** Asks for the passwords that open; there is a prompt when no other source is named. */
    void unlock() {
        vault = VaultOptions.vault(passwords(options.sources(configuration), false), configuration);
    }

    /** The password to encrypt with, which a prompt asks for twice. */
    Password sealing(@Nullable String label) {
        var wanted = wanted(label);
        var found = passwords(options.sources(configuration), true);
        if (found.size() > 1 && wanted == null) {
            throw VaultCommand.wrongOptions("The vault-ids "
                    + String.join(",", found.stream().map(Password::vaultId).toList())
                    + " are available to encrypt. Specify the vault-id to encrypt with --encrypt-vault-id");
        }
        return matching(found, wanted);
    }

    /** The password that replaces the old one. */
    Password fresh(@Nullable String newId, @Nullable String newFile, @Nullable String label) {
        var wanted = wanted(label);
        var sources = new ArrayList<>(wanted == null ? List.<String>of() : VaultOptions.configured(configuration));
        if (newId != null) {
            sources.add(newId);
        }
        if (newFile != null) {
            sources.add(PasswordSources.file(VaultOptions.label(configuration), newFile));
        }
        VaultOptions.configuredFile(configuration, sources);
        if (options.ask(configuration)) {
            sources.add(PasswordSources.file(VaultOptions.label(configuration), PasswordSources.ASK));
        }
        return matching(passwords(sources, true), wanted);
    }

    private @Nullable String wanted(@Nullable String label) {
        return label != null && !label.isEmpty()
                ? label
                : configuration.text("DEFAULT_VAULT_ENCRYPT_IDENTITY").orElse(null);
    }

    private List<Password> passwords(List<String> sources, boolean fresh) {
        var all = sources.isEmpty()
                ? List.of(PasswordSources.file(VaultOptions.label(configuration), PasswordSources.ASK))
                : sources;
        return VaultOptions.passwords(session, configuration, all, fresh, warnings);
    }

    private static Password matching(List<Password> passwords, @Nullable String wanted) {
        if (wanted == null) {
            return passwords.getFirst();
        }
        return passwords.stream()
                .filter(password -> password.vaultId().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new UserError("Did not find a match for --encrypt-vault-id=" + wanted
                        + " in the known vault-ids ["
                        + String.join(
                                ", ",
                                passwords.stream()
                                        .map(password -> "'" + password.vaultId() + "'")
                                        .toList())
                        + "]"));
    }

    /** The vault of a text; the label is that of its password. */
    String seal(byte[] text, Password password) {
        return seal(text, password, password.vaultId());
    }

    private String seal(byte[] text, Password password, @Nullable String label) {
        return configuration
                .text("VAULT_ENCRYPT_SALT")
                .map(salt -> vault.seal(text, password, label, salt.getBytes(StandardCharsets.UTF_8)))
                .orElseGet(() -> vault.seal(text, password, label));
    }

    void encrypt(String file, Password password, @Nullable String output) {
        var real = real(file);
        var sealed = seal(read(real), password).getBytes(StandardCharsets.UTF_8);
        put(sealed, output == null ? real : target(output), Replacing.PLAINTEXT);
    }

    void decrypt(String file, @Nullable String output) {
        var real = real(file);
        put(open(real).bytes(), output == null ? real : target(output), Replacing.VAULT);
    }

    void view(String file) throws InterruptedException {
        var name = file.equals(STREAM)
                ? file
                : path(file).toAbsolutePath().normalize().toString();
        var bytes = open(read(name), file).bytes();
        var text = bytes.length > 0 && bytes[bytes.length - 1] == '\n' ? bytes : Arrays.copyOf(bytes, bytes.length + 1);
        text[text.length - 1] = '\n';
        if (!desk.shown().getAsBoolean() || !Desk.page(program("PAGER", "less"), text)) {
            session.terminal().unmasked(text);
        }
    }

    void rekey(String file, Password password) {
        var real = real(file);
        var plain = open(real).bytes();
        put(seal(plain, password).getBytes(StandardCharsets.UTF_8), real, Replacing.KEEPING_ITS_MODE);
    }

    void edit(String file) throws InterruptedException {
        var real = real(file);
        var opened = open(real);
        var changed = edited(Path.of(real), opened.bytes());
        if (!Arrays.equals(changed, opened.bytes())) {
            // The label stays that of the file, whichever password has opened it.
            var sealed = seal(changed, opened.with(), opened.vaultId());
            put(sealed.getBytes(StandardCharsets.UTF_8), real, Replacing.KEEPING_ITS_MODE);
        }
    }

    void create(String file, Password password) throws InterruptedException {
        var target = path(file);
        var folder = target.toAbsolutePath().getParent();
        if (folder != null && !Files.exists(folder)) {
            warnings.accept(
                    (target.getParent() == null ? folder : target.getParent()) + " does not exist, creating...");
            SafeFile.makeFolder(folder);
        }
        if (Files.isRegularFile(target)) {
            throw new UserError(file + " exists, please use 'edit' instead");
        }
        var sealed = seal(edited(target, new byte[0]), password);
        put(sealed.getBytes(StandardCharsets.UTF_8), target.toAbsolutePath().toString(), Replacing.VAULT);
    }

    /** What an editor makes of a text, in a folder and a file that nobody else can read, and that is wiped in any case. */
    private byte[] edited(Path like, byte[] text) throws InterruptedException {
        var name = String.valueOf(like.getFileName());
        int dot = name.lastIndexOf('.');
        try {
            var folder = Files.createTempDirectory("muster-vault-");
            var file = folder.resolve("edit" + (dot > 0 ? name.substring(dot) : ""));
            try {
                VaultFile.write(file, text, Replacing.VAULT);
                Desk.edit(program("EDITOR", "vi"), file);
                return VaultFile.read(file);
            } finally {
                wipe(folder);
            }
        } catch (IOException e) {
            throw new UserError("cannot use a temporary folder: " + SafeFile.reason(e));
        }
    }

    /** The variable that all programs know is stronger than Ansible's own, as in ansible-core. */
    private String program(String variable, String byDefault) {
        return configuration.text(variable).orElse(byDefault);
    }

    /** An editor may have put copies beside the file. */
    private static void wipe(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            files.forEach(VaultFile::shred);
        }
        Files.deleteIfExists(folder);
    }

    /** Puts a text where an option says, without anything that was read. */
    void write(byte[] text, @Nullable String output) {
        put(text, output == null ? STREAM : target(output), Replacing.PLAINTEXT);
    }

    private void put(byte[] text, String target, Replacing replacing) {
        if (target.equals(STREAM)) {
            session.terminal().unmasked(text);
        } else {
            VaultFile.write(Path.of(target), text, replacing);
        }
    }

    private Vault.Opened open(String real) {
        return open(read(real), real);
    }

    private Vault.Opened open(byte[] bytes, String name) {
        try {
            return vault.open(text(bytes));
        } catch (UserError e) {
            // Sentences without a reason behind them end with a full stop in ansible-core, and so they are found in
            // logs.
            var what = e.what().contains(" error: ") ? e.what() : e.what() + ".";
            throw new UserError(what + " for " + name).hint(e.hint());
        }
    }

    /** A vault is ASCII; anything else must be seen not to be one. */
    private static String text(byte[] bytes) {
        return Envelope.isVault(bytes)
                ? new String(bytes, StandardCharsets.ISO_8859_1)
                : new String(bytes, StandardCharsets.UTF_8);
    }

    private byte[] read(String name) {
        return name.equals(STREAM) ? desk.read() : VaultFile.read(Path.of(name));
    }

    private String real(String file) {
        return file.equals(STREAM) ? file : VaultFile.real(path(file)).toString();
    }

    private String target(String output) {
        return output.equals(STREAM)
                ? output
                : configuration.typedPath(output).toAbsolutePath().normalize().toString();
    }

    private Path path(String file) {
        return session.folder().resolve(file);
    }
}
