package dev.muster.cli;

import dev.muster.source.UserError;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ansible-vault}: its commands, options, texts and exit codes. */
@Command(name = "vault", description = "Encrypts and decrypts files and values for playbooks.")
final class VaultCommand implements Runnable {

    private final Session session;
    private final Desk desk;

    @Mixin
    private HelpOption help = new HelpOption();

    @Spec
    private @Nullable CommandSpec spec;

    VaultCommand(Session session) {
        this.session = session;
        this.desk = session.desk();
    }

    /** What all of them have. */
    static final class Common {

        @Mixin
        private VaultOptions passwords = new VaultOptions();

        @Option(
                names = {"-v", "--verbose"},
                description = "show which settings are read; may be repeated")
        private boolean[] verbose = new boolean[0];

        @Mixin
        private HelpOption help = new HelpOption();
    }

    /** Where the result goes. */
    static final class Output {

        @Option(
                names = "--output",
                paramLabel = "FILE",
                description = "where the result goes, '-' for standard output (default: into the file that was read)")
        private @Nullable String file;
    }

    /** With which of several passwords. */
    static final class EncryptId {

        @Option(
                names = "--encrypt-vault-id",
                paramLabel = "LABEL",
                description = "the label of the password to encrypt with; needed if there are several")
        private @Nullable String label;
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new picocli.CommandLine.ParameterException(spec.commandLine(), "a vault command is missing");
        }
    }

    @Command(name = "create", description = "Makes a vault with an editor.")
    int create(
            @Mixin Common common,
            @Mixin EncryptId id,
            @Option(names = "--skip-tty-check", description = "start the editor even without a terminal")
                    boolean skipTerminal,
            @Parameters(paramLabel = "FILE", arity = "0..*") List<String> files)
            throws InterruptedException {
        return done(common, work -> {
            var sealing = work.sealing(id.label);
            if (files == null || files.size() != 1) {
                throw wrongOptions("muster vault create can take only one filename argument");
            }
            if (!skipTerminal && !desk.shown().getAsBoolean()) {
                throw wrongOptions("not a tty, editor cannot be opened");
            }
            work.create(files.getFirst(), sealing);
        });
    }

    @Command(name = "decrypt", description = "Replaces vaults by what is in them.")
    int decrypt(
            @Mixin Common common,
            @Mixin Output output,
            @Parameters(paramLabel = "FILE", arity = "0..*", description = "'-' or nothing for standard input")
                    List<String> files)
            throws InterruptedException {
        one(output, files);
        return done(common, work -> {
            work.unlock();
            tellInput(files, "ciphertext");
            for (var file : orInput(files)) {
                work.decrypt(file, output.file);
            }
            tell("Decryption successful");
        });
    }

    @Command(name = "edit", description = "Lets an editor change what is in vaults.")
    int edit(
            @Mixin Common common,
            @Parameters(paramLabel = "FILE", arity = "0..*") List<String> files,
            @Mixin EncryptId id)
            throws InterruptedException {
        return done(common, work -> {
            work.unlock();
            if (id.label != null) {
                new Warnings(session).accept("--encrypt-vault-id changes nothing here: a file keeps its label");
            }
            for (var file : orNone(files)) {
                work.edit(file);
            }
        });
    }

    @Command(name = "view", description = "Shows what is in vaults.")
    int view(@Mixin Common common, @Parameters(paramLabel = "FILE", arity = "0..*") List<String> files)
            throws InterruptedException {
        return done(common, work -> {
            work.unlock();
            for (var file : orNone(files)) {
                work.view(file);
            }
        });
    }

    @Command(name = "encrypt", description = "Replaces files by vaults of them.")
    int encrypt(
            @Mixin Common common,
            @Mixin Output output,
            @Mixin EncryptId id,
            @Parameters(paramLabel = "FILE", arity = "0..*", description = "'-' or nothing for standard input")
                    List<String> files)
            throws InterruptedException {
        one(output, files);
        return done(common, work -> {
            var sealing = work.sealing(id.label);
            tellInput(files, "plaintext");
            for (var file : orInput(files)) {
                work.encrypt(file, sealing, output.file);
            }
            tell("Encryption successful");
        });
    }

    @Command(name = "encrypt_string", description = "Makes vaults of texts, to be put into a file of variables.")
    int encryptString(
            @Mixin Common common,
            @Mixin Output output,
            @Mixin EncryptId id,
            @Mixin VaultStrings strings,
            @Parameters(paramLabel = "TEXT", arity = "0..*", description = "'-' for standard input") List<String> texts)
            throws InterruptedException {
        one(output, texts);
        var words = orNone(texts);
        strings.check(words);
        return done(common, work -> {
            var sealing = work.sealing(id.label);
            var made = strings.collect(words, session);
            work.write(strings.format(made, text -> work.seal(text, sealing), session), output.file);
            tell("Encryption successful");
        });
    }

    /** What replaces the old password: one of the two, or a prompt. */
    static final class NewPassword {

        @Option(
                names = "--new-vault-password-file",
                paramLabel = "FILE",
                description = "a file with the new password, or a script that prints it")
        private @Nullable String file;

        @Option(
                names = "--new-vault-id",
                paramLabel = "LABEL@FROM",
                description = "the new password under a label, from a file, a script or 'prompt'")
        private @Nullable String id;
    }

    @Command(name = "rekey", description = "Encrypts vaults with another password.")
    int rekey(
            @Mixin Common common,
            @Mixin EncryptId id,
            @Mixin NewPassword fresh,
            @Parameters(paramLabel = "FILE", arity = "0..*") List<String> files)
            throws InterruptedException {
        if (fresh.file != null && fresh.id != null) {
            throw new Stop("error: --new-vault-password-file and --new-vault-id exclude each other", ExitCode.FAILED);
        }
        return done(common, work -> {
            work.unlock();
            var sealing = work.fresh(fresh.id, fresh.file, id.label);
            for (var file : orNone(files)) {
                work.rekey(file, sealing);
            }
            session.terminal().err("Rekey successful");
        });
    }

    /** One command's doing. */
    private interface Doing {
        void with(VaultWork work) throws InterruptedException;
    }

    /** Does it, and gives errors the form that ansible-vault gives them. */
    private int done(Common common, Doing doing) throws InterruptedException {
        try {
            var warnings = new Warnings(session);
            var configuration = Configuration.load(session, warnings);
            if (common.verbose.length > 0) {
                session.terminal().out(configuration.told());
            }
            common.passwords.checkLabels();
            doing.with(new VaultWork(session, configuration, common.passwords, warnings));
            return ExitCode.OK.code();
        } catch (UserError e) {
            throw new Stop("[ERROR]: " + e.render(), ExitCode.ERROR);
        }
    }

    /** What ansible-core calls {@code AnsibleOptionsError}, in its form. */
    static Stop wrongOptions(String what) {
        return new Stop("[ERROR]: " + what, ExitCode.OPTIONS);
    }

    private static void one(Output output, @Nullable List<String> files) {
        if (output.file != null && orNone(files).size() > 1) {
            throw wrongOptions("At most one input file may be used with the --output option");
        }
    }

    private static List<String> orNone(@Nullable List<String> files) {
        return files == null ? List.of() : files;
    }

    private static List<String> orInput(@Nullable List<String> files) {
        return orNone(files).isEmpty() ? List.of("-") : orNone(files);
    }

    private void tellInput(@Nullable List<String> files, String what) {
        if (orNone(files).isEmpty() && desk.typed().getAsBoolean()) {
            session.terminal().err("Reading " + what + " input from stdin");
        }
    }

    private void tell(String text) {
        if (desk.shown().getAsBoolean()) {
            session.terminal().err(text);
        }
    }
}
