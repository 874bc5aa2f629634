package dev.muster.cli;

import dev.muster.source.Duplicates;
import dev.muster.vault.Password;
import dev.muster.vault.PasswordSources;
import dev.muster.vault.Vault;
import dev.muster.vault.VaultReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** With which passwords vaults are opened. */
final class VaultOptions {

    @Option(
            names = {"-J", "--ask-vault-pass", "--ask-vault-password"},
            description = "ask for the vault password")
    private boolean ask;

    @Option(
            names = {"--vault-password-file", "--vault-pass-file"},
            paramLabel = "FILE",
            description = "a file with the vault password, or a script that prints it; may be repeated")
    private List<String> files = new ArrayList<>();

    @Option(
            names = "--vault-id",
            paramLabel = "LABEL@FROM",
            description = "a vault password under a label, from a file, a script or 'prompt'; may be repeated")
    private List<String> ids = new ArrayList<>();

    /** Reads the project's files with the passwords that are asked for, once for a run. */
    VaultReader reader(Session session, Configuration configuration, Consumer<String> warnings) {
        return new VaultReader(
                vault(passwords(session, configuration, sources(configuration), false, warnings), configuration),
                session.secrets(),
                duplicates(configuration, warnings));
    }

    private static Duplicates duplicates(Configuration configuration, Consumer<String> warnings) {
        // A file beside both the inventory and the playbook is read twice.
        var told = ConcurrentHashMap.<String>newKeySet();
        return switch (configuration.text("DUPLICATE_YAML_DICT_KEY").orElse("warn")) {
            case "error" -> Duplicates.REFUSED;
            case "ignore" -> Duplicates.IGNORED;
            default ->
                error -> {
                    var at = error.where();
                    if (at == null
                            || told.add(Path.of(at.file()).toAbsolutePath().normalize() + ":" + at.line())) {
                        warnings.accept(error.render());
                    }
                };
        };
    }

    static Vault vault(List<Password> passwords, Configuration configuration) {
        return new Vault(passwords, configuration.flag("DEFAULT_VAULT_ID_MATCH"), label(configuration));
    }

    /** The label stands between semicolons in a vault. */
    void checkLabels() {
        for (var id : ids) {
            if (id.contains(";")) {
                throw VaultCommand.wrongOptions(
                        "'" + id + "' is not a valid vault id. The character ';' is not allowed in vault ids");
            }
        }
    }

    boolean ask(Configuration configuration) {
        return ask || configuration.flag("DEFAULT_ASK_VAULT_PASS");
    }

    /** All sources in the order in which Ansible asks them. */
    List<String> sources(Configuration configuration) {
        if (ask && !files.isEmpty()) {
            throw new Stop("error: --ask-vault-pass and --vault-password-file exclude each other", ExitCode.FAILED);
        }
        var all = new ArrayList<>(configured(configuration));
        all.addAll(ids);
        files.forEach(file -> all.add(PasswordSources.file(label(configuration), file)));
        configuredFile(configuration, all);
        if (ask(configuration)) {
            all.add(PasswordSources.file(label(configuration), PasswordSources.ASK));
        }
        return all;
    }

    /** The label of what has none. */
    static String label(Configuration configuration) {
        return configuration.text("DEFAULT_VAULT_IDENTITY").orElse("default");
    }

    /** The labels of {@code vault_identity_list}. */
    static List<String> configured(Configuration configuration) {
        return configuration.list("DEFAULT_VAULT_IDENTITY_LIST");
    }

    /** Adds {@code vault_password_file}. */
    static void configuredFile(Configuration configuration, List<String> sources) {
        configuration
                .path("DEFAULT_VAULT_PASSWORD_FILE")
                .ifPresent(path -> sources.add(PasswordSources.file(label(configuration), path.toString())));
    }

    static List<Password> passwords(
            Session session,
            Configuration configuration,
            List<String> sources,
            boolean fresh,
            Consumer<String> warnings) {
        var found = new PasswordSources(configuration::typedPath, session.prompt(), warnings, label(configuration))
                .load(sources, fresh);
        found.forEach(password -> session.secrets().add(password.secret()));
        return found;
    }
}
