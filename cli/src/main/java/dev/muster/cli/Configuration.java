package dev.muster.cli;

import dev.muster.source.Source;
import dev.muster.source.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The settings of {@code ansible.cfg} and of {@code ANSIBLE_*} variables that Muster follows. The file is the first of
 * {@code ANSIBLE_CONFIG}, {@code ./ansible.cfg}, {@code ~/.ansible.cfg} and {@code /etc/ansible/ansible.cfg} ("Ansible
 * Configuration Settings"); a variable is stronger than the file.
 */
final class Configuration {

    /** Settings by section and key, and the variable that is stronger. */
    private static final Map<String, String> VARIABLES = Map.ofEntries(
            Map.entry("defaults.inventory", "ANSIBLE_INVENTORY"),
            Map.entry("defaults.remote_user", "ANSIBLE_REMOTE_USER"),
            Map.entry("defaults.private_key_file", "ANSIBLE_PRIVATE_KEY_FILE"),
            Map.entry("defaults.host_key_checking", "ANSIBLE_HOST_KEY_CHECKING"),
            Map.entry("defaults.forks", "ANSIBLE_FORKS"),
            Map.entry("defaults.roles_path", "ANSIBLE_ROLES_PATH"),
            Map.entry("defaults.timeout", "ANSIBLE_TIMEOUT"),
            Map.entry("defaults.ask_vault_pass", "ANSIBLE_ASK_VAULT_PASS"),
            Map.entry("defaults.vault_password_file", "ANSIBLE_VAULT_PASSWORD_FILE"),
            Map.entry("defaults.vault_identity_list", "ANSIBLE_VAULT_IDENTITY_LIST"),
            Map.entry("defaults.vault_id_match", "ANSIBLE_VAULT_ID_MATCH"),
            Map.entry("defaults.vault_encrypt_identity", "ANSIBLE_VAULT_ENCRYPT_IDENTITY"),
            Map.entry("defaults.vault_encrypt_salt", "ANSIBLE_VAULT_ENCRYPT_SALT"),
            Map.entry("defaults.editor", "ANSIBLE_EDITOR"),
            Map.entry("defaults.pager", "ANSIBLE_PAGER"),
            Map.entry("privilege_escalation.become", "ANSIBLE_BECOME"),
            Map.entry("privilege_escalation.become_method", "ANSIBLE_BECOME_METHOD"),
            Map.entry("privilege_escalation.become_user", "ANSIBLE_BECOME_USER"),
            Map.entry("privilege_escalation.become_ask_pass", "ANSIBLE_BECOME_ASK_PASS"));

    /** Settings of things that Muster does not have, so that they change nothing here. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "defaults.interpreter_python",
            "defaults.nocows",
            "defaults.retry_files_enabled",
            "defaults.remote_tmp",
            "defaults.local_tmp",
            "defaults.deprecation_warnings",
            "ssh_connection.pipelining",
            "ssh_connection.control_path",
            "ssh_connection.control_path_dir");

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> environment;
    private final Path folder;

    private final @Nullable Path file;

    private Configuration(Map<String, String> environment, Path folder, @Nullable Path file) {
        this.file = file;
        this.environment = environment;
        this.folder = folder;
    }

    /**
     * Finds and reads the settings.
     *
     * @param warnings takes what is in the file and not followed
     */
    static Configuration load(Session session, Consumer<String> warnings) {
        var file = find(session, warnings);
        var folder = file.map(Path::toAbsolutePath).map(Path::getParent).orElse(session.folder());
        var configuration = new Configuration(session.environment(), folder, file.orElse(null));
        file.ifPresent(path -> configuration.read(path, warnings));
        return configuration;
    }

    /** Where the settings come from, as the first line of a verbose run. */
    String told() {
        return file == null ? "No config file found; using defaults" : "Using " + file + " as config file";
    }

    private static Optional<Path> find(Session session, Consumer<String> warnings) {
        var named = session.environment().get("ANSIBLE_CONFIG");
        if (named != null && !named.isEmpty()) {
            var path = Path.of(named);
            return Optional.of(Files.isDirectory(path) ? path.resolve("ansible.cfg") : path);
        }
        var here = session.folder().resolve("ansible.cfg");
        if (Files.exists(here)) {
            if (!isWritableByAll(session.folder().toAbsolutePath())) {
                return Optional.of(here);
            }
            warnings.accept("the folder '" + session.folder().toAbsolutePath()
                    + "' is writable by everybody, so its ansible.cfg is not read");
        }
        var home = Path.of(session.environment().getOrDefault("HOME", "/"), ".ansible.cfg");
        return List.of(home, Path.of("/etc/ansible/ansible.cfg")).stream()
                .filter(Files::exists)
                .findFirst();
    }

    private static boolean isWritableByAll(Path folder) {
        try {
            return Files.getPosixFilePermissions(folder)
                    .contains(java.nio.file.attribute.PosixFilePermission.OTHERS_WRITE);
        } catch (java.io.IOException | UnsupportedOperationException _) {
            return false;
        }
    }

    private void read(Path file, Consumer<String> warnings) {
        var source = Source.of(file);
        var section = "";
        int number = 0;
        String last = null;
        for (var raw : source.text().lines().toList()) {
            number++;
            var line = raw.strip();
            if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
                continue;
            }
            if (line.startsWith("[") && line.endsWith("]")) {
                section = line.substring(1, line.length() - 1).strip();
                last = null;
            } else if (last != null && Character.isWhitespace(raw.charAt(0))) {
                values.merge(last, line, (a, b) -> a + "\n" + b);
            } else {
                last = setting(source, number, section, line, warnings);
            }
        }
    }

    private String setting(Source source, int number, String section, String line, Consumer<String> warnings) {
        int sign = line.indexOf('=') >= 0 ? line.indexOf('=') : line.indexOf(':');
        if (sign <= 0 || section.isEmpty()) {
            throw new UserError("this is no setting")
                    .at(source.at(number, 1))
                    .hint("write name = value below a [section]");
        }
        var key = section + "." + line.substring(0, sign).strip().toLowerCase(Locale.ROOT);
        var value = line.substring(sign + 1).strip();
        int comment = value.indexOf(" ;");
        values.put(key, comment < 0 ? value : value.substring(0, comment).strip());
        if (!VARIABLES.containsKey(key) && !WITHOUT_EFFECT.contains(key)) {
            warnings.accept(source.at(number, 1) + ": the setting '"
                    + line.substring(0, sign).strip() + "' in [" + section + "] is not followed");
        }
        return key;
    }

    private @Nullable String value(String key) {
        var name = VARIABLES.get(key);
        var stronger = name == null ? null : environment.get(name);
        return stronger != null && !stronger.isEmpty() ? stronger : values.get(key);
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(value(key)).filter(text -> !text.isEmpty());
    }

    boolean flag(String key, boolean byDefault) {
        return text(key)
                .map(text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "1", "true", "yes", "on", "y", "t" -> true;
                    case "0", "false", "no", "off", "n", "f" -> false;
                    default ->
                        throw new UserError("'" + text + "' is neither true nor false")
                                .hint("it is the value of '" + key + "'");
                })
                .orElse(byDefault);
    }

    int number(String key, int byDefault) {
        return text(key)
                .map(text -> {
                    if (!text.matches("[0-9]{1,6}")) {
                        throw new UserError("'" + text + "' is no number").hint("it is the value of '" + key + "'");
                    }
                    return Integer.parseInt(text);
                })
                .orElse(byDefault);
    }

    /** Paths divided by colons; those of the file are relative to it. */
    List<Path> paths(String key) {
        var paths = new ArrayList<Path>();
        text(key).ifPresent(text -> {
            for (var part : text.split(":")) {
                if (!part.isBlank()) {
                    paths.add(path(key, part.strip()));
                }
            }
        });
        return paths;
    }

    /** A path as it is typed on the command line, where the shell leaves {@code label@~/file} to the program. */
    Path typedPath(String text) {
        return Path.of(expanded(text));
    }

    private String expanded(String text) {
        var home = environment.getOrDefault("HOME", "/");
        return text.equals("~") || text.startsWith("~/") ? home + text.substring(1) : text;
    }

    Path path(String key, String text) {
        var whole = expanded(text);
        boolean ofFile =
                environment.getOrDefault(VARIABLES.getOrDefault(key, ""), "").isEmpty();
        return ofFile ? folder.resolve(whole) : Path.of(whole);
    }
}
