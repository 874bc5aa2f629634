package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts and exit codes were read off {@code ansible-vault} of ansible-core 2.19. */
final class VaultCommandTest {

    private static final String SALT = "saltysalt";

    @TempDir
    private Path folder;

    private final List<String> asked = new ArrayList<>();
    private Path plain = Path.of("");
    private String one = "";
    private String two = "";

    @BeforeEach
    void passwords() throws IOException {
        one = Files.writeString(folder.resolve("pw1"), "first password\n").toString();
        two = Files.writeString(folder.resolve("pw2"), "second password\n").toString();
        plain = Files.writeString(folder.resolve("plain.yml"), "hello: world\n");
    }

    private Invoked vault(Object... words) {
        return vault(Map.of(), Desk.EMPTY, List.of(), words);
    }

    private Invoked vault(Map<String, String> environment, Desk desk, List<String> answers, Object... words) {
        var left = new ArrayDeque<>(answers);
        var all = Stream.concat(Stream.of("vault"), Stream.of(words).map(String::valueOf))
                .toArray(String[]::new);
        return Invoked.muster(
                environment,
                desk,
                text -> {
                    asked.add(text);
                    if (left.isEmpty()) {
                        throw Session.nobodyToAsk(text);
                    }
                    return left.removeFirst();
                },
                all);
    }

    private static Desk input(String text) {
        return new Desk(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), () -> false, () -> false, _ -> "");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static String header(Path file) throws IOException {
        return Files.readAllLines(file).getFirst();
    }

    private Map<String, String> editor(String body) throws IOException {
        var script = Files.writeString(folder.resolve("editor"), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return Map.of("EDITOR", script.toString());
    }

    @Test
    void encryptsViewsAndDecryptsAFile() throws IOException {
        assertThat(vault("encrypt", plain, "--vault-password-file", one)).isEqualTo(new Invoked(0, "", ""));
        assertThat(header(plain)).isEqualTo("$ANSIBLE_VAULT;1.1;AES256");
        assertThat(mode(plain)).isEqualTo("rw-------");
        assertThat(vault("view", plain, "--vault-id", "any@" + one)).isEqualTo(new Invoked(0, "hello: world\n", ""));
        assertThat(vault("decrypt", plain, "--vault-password-file", one)).isEqualTo(new Invoked(0, "", ""));
        assertThat(plain).hasContent("hello: world\n");
        assertThat(Files.list(folder)).hasSize(3);
    }

    @Test
    void writesTheLabelIntoTheHeader() throws IOException {
        vault("encrypt", plain, "--vault-id", "prod@" + one);
        assertThat(header(plain)).isEqualTo("$ANSIBLE_VAULT;1.2;AES256;prod");
    }

    @Test
    void followsALinkToTheFile() throws IOException {
        var link = Files.createSymbolicLink(folder.resolve("link.yml"), plain);
        assertThat(vault("encrypt", link, "--vault-id", one).code()).isZero();
        assertThat(link).isSymbolicLink();
        assertThat(header(plain)).startsWith("$ANSIBLE_VAULT");
    }

    @Test
    void givesTheSameVaultWithTheSameSalt() {
        var salted = Map.of("ANSIBLE_VAULT_ENCRYPT_SALT", SALT);
        var first = vault(salted, Desk.EMPTY, List.of(), "encrypt", plain, "--output", "-", "--vault-id", one);
        assertThat(first.out()).startsWith("$ANSIBLE_VAULT;1.1;AES256\n");
        assertThat(vault(salted, input("hello: world\n"), List.of(), "encrypt", "--vault-id", one))
                .isEqualTo(first);
        assertThat(vault("encrypt", plain, "--output", "-", "--vault-id", one).out())
                .isNotEqualTo(first.out());
    }

    @Test
    void readsStandardInputAndWritesToAnotherFile() throws IOException {
        var sealed = folder.resolve("sealed");
        vault(Map.of(), input("a\nb"), List.of(), "encrypt", "-", "--vault-id", one, "--output", sealed);
        assertThat(mode(sealed)).isEqualTo("rw-------");
        assertThat(vault(Map.of(), input(Files.readString(sealed)), List.of(), "decrypt", "--vault-id", one)
                        .out())
                .isEqualTo("a\nb");
    }

    @Test
    void keepsOwnerAndModeAndLabelOfAnEditedFile() throws IOException {
        vault("encrypt", plain, "--vault-id", "prod@" + one);
        Files.setPosixFilePermissions(plain, PosixFilePermissions.fromString("rw-r-----"));
        var environment = editor("stat -c %a \"$1\" > " + folder.resolve("mode") + "; echo more: 1 >> \"$1\"");
        assertThat(vault(environment, Desk.EMPTY, List.of(), "edit", plain, "--vault-id", one))
                .isEqualTo(new Invoked(0, "", ""));
        assertThat(header(plain)).isEqualTo("$ANSIBLE_VAULT;1.2;AES256;prod");
        assertThat(mode(plain)).isEqualTo("rw-r-----");
        assertThat(folder.resolve("mode")).hasContent("600\n");
        assertThat(vault("view", plain, "--vault-id", one).out()).isEqualTo("hello: world\nmore: 1\n");
    }

    @Test
    void leavesAFileAloneThatTheEditorDidNotChange() throws IOException {
        vault("encrypt", plain, "--vault-id", one);
        var before = Files.readString(plain);
        assertThat(vault(editor("exit 1"), Desk.EMPTY, List.of(), "edit", plain, "--vault-id", one)
                        .code())
                .isZero();
        assertThat(plain).hasContent(before);
    }

    @Test
    void leavesNothingOfAnEditedTextBehind() throws IOException {
        vault("encrypt", plain, "--vault-id", one);
        var environment = editor("echo \"$1\" > " + folder.resolve("where") + "; cp \"$1\" \"$1~\"; echo x >> \"$1\"");
        vault(environment, Desk.EMPTY, List.of(), "edit", plain, "--vault-id", one);
        var edited = Path.of(Files.readString(folder.resolve("where")).strip());
        assertThat(edited.getFileName()).hasToString("edit.yml");
        assertThat(edited.getParent()).doesNotExist();
    }

    @Test
    void makesAFileWithTheEditor() throws IOException {
        var made = folder.resolve("new/made.yml");
        var run = vault(
                editor("echo made > \"$1\""),
                Desk.EMPTY,
                List.of(),
                "create",
                made,
                "--skip-tty-check",
                "--vault-id",
                "l@" + one);
        assertThat(run)
                .isEqualTo(new Invoked(0, "", "[WARNING]: " + made.getParent() + " does not exist, creating...\n"));
        assertThat(header(made)).isEqualTo("$ANSIBLE_VAULT;1.2;AES256;l");
        assertThat(mode(made)).isEqualTo("rw-------");
        assertThat(vault("view", made, "--vault-id", one).out()).isEqualTo("made\n");
        assertThat(vault("create", made, "--skip-tty-check", "--vault-id", one))
                .isEqualTo(new Invoked(1, "", "[ERROR]: " + made + " exists, please use 'edit' instead\n"));
        assertThat(vault("create", made, "--vault-id", one))
                .isEqualTo(new Invoked(5, "", "[ERROR]: not a tty, editor cannot be opened\n"));
    }

    @Test
    void saysThatThereIsNoSuchEditor() {
        var environment = Map.of("EDITOR", "/nonexistent/editor");
        var run = vault(
                environment,
                Desk.EMPTY,
                List.of(),
                "create",
                folder.resolve("x"),
                "--skip-tty-check",
                "--vault-id",
                one);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("[ERROR]: Unable to execute the command \"/nonexistent/editor ");
    }

    @Test
    void changesThePasswordAndTheLabelAndKeepsTheMode() throws IOException {
        vault("encrypt", plain, "--vault-id", "old@" + one);
        Files.setPosixFilePermissions(plain, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(vault("rekey", plain, "--vault-id", one, "--new-vault-id", "new@" + two))
                .isEqualTo(new Invoked(0, "", "Rekey successful\n"));
        assertThat(header(plain)).isEqualTo("$ANSIBLE_VAULT;1.2;AES256;new");
        assertThat(mode(plain)).isEqualTo("rw-r--r--");
        vault("rekey", plain, "--vault-id", two, "--new-vault-password-file", one);
        assertThat(header(plain)).isEqualTo("$ANSIBLE_VAULT;1.1;AES256");
        assertThat(vault("view", plain, "--vault-id", two).err())
                .startsWith(
                        "[ERROR]: Decryption failed (no vault secrets were found that could decrypt). for " + plain);
    }

    @Test
    void asksForThePasswordsOfARekey() {
        vault("encrypt", plain, "--vault-id", one);
        var run = vault(Map.of(), Desk.EMPTY, List.of("first password", "other one", "other one"), "rekey", plain);
        assertThat(run).isEqualTo(new Invoked(0, "", "Rekey successful\n"));
        assertThat(asked).containsExactly("Vault password", "New Vault password", "Confirm New Vault password");
        assertThat(vault(Map.of(), Desk.EMPTY, List.of("other one"), "view", plain)
                        .out())
                .isEqualTo("hello: world\n");
    }

    @Test
    void refusesPasswordsThatDiffer() {
        assertThat(vault(Map.of(), Desk.EMPTY, List.of("one", "other"), "encrypt", plain))
                .isEqualTo(new Invoked(
                        1,
                        "",
                        "[WARNING]: Error in vault password prompt (default): Passwords do not match\n"
                                + "[ERROR]: Passwords do not match\n"));
    }

    @Test
    void makesValuesForAFileOfVariables() {
        var salted = Map.of("ANSIBLE_VAULT_ENCRYPT_SALT", SALT);
        var run = vault(
                salted,
                input("from in"),
                List.of(),
                "encrypt_string",
                "--vault-id",
                "a@" + one,
                "-n",
                "b",
                "-",
                "1",
                "2");
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEqualTo("""
                        The number of --name options do not match the number of args.
                        The last named variable will be "b". The rest will not have names.
                        # The encrypted version of the string #1 from stdin.)
                        # The encrypted version of variable ("b", the string #2 from the command line args).
                        # The encrypted version of the string #3 from the command line args.)
                        """);
        assertThat(run.out())
                .startsWith("!vault |\n          $ANSIBLE_VAULT;1.2;AES256;a\n          ")
                .contains("\nb: !vault |\n          $ANSIBLE_VAULT;1.2;AES256;a\n")
                .endsWith("\n");
    }

    @Test
    void asksForTheTextAndItsName() {
        var desk = new Desk(new ByteArrayInputStream(new byte[0]), () -> true, () -> false, text -> {
            asked.add(text);
            return "token";
        });
        var run = vault(Map.of(), desk, List.of("hidden text"), "encrypt_string", "-p", "--vault-id", one);
        assertThat(asked).containsExactly("Variable name (enter for no name): ", "String to encrypt (hidden)");
        assertThat(run.out()).startsWith("token: !vault |\n");
    }

    @Test
    void showsAPlaintextThatHoldsThePassword() throws IOException {
        Files.writeString(plain, "first password, and more");
        vault("encrypt", plain, "--vault-id", one);
        assertThat(vault("view", plain, "--vault-id", one).out()).isEqualTo("first password, and more\n");
    }

    @Test
    void saysWithWhichCodeWhatIsWrong() {
        assertThat(vault("view", plain, "--vault-id", one).err())
                .startsWith("[ERROR]: Input is not vault encrypted data. for " + plain);
        assertThat(vault("decrypt", folder.resolve("none"), "--vault-id", one))
                .isEqualTo(new Invoked(
                        1,
                        "",
                        "[ERROR]: Unable to read source file (" + folder.resolve("none")
                                + "): No such file or directory\n"));
        assertThat(vault("view", plain, "--vault-id", "x;y@" + one))
                .isEqualTo(new Invoked(
                        5,
                        "",
                        "[ERROR]: 'x;y@" + one
                                + "' is not a valid vault id. The character ';' is not allowed in vault ids\n"));
        assertThat(vault("encrypt", plain, "--vault-id", "a@" + one, "--vault-id", "b@" + two))
                .isEqualTo(new Invoked(
                        5,
                        "",
                        "[ERROR]: The vault-ids a,b are available to encrypt. Specify the vault-id to encrypt with"
                                + " --encrypt-vault-id\n"));
        assertThat(vault("encrypt", plain, "--vault-id", "a@" + one, "--encrypt-vault-id", "c"))
                .isEqualTo(new Invoked(
                        1,
                        "",
                        "[ERROR]: Did not find a match for --encrypt-vault-id=c in the known vault-ids ['a']\n"));
        assertThat(vault("encrypt", plain, "other", "--output", "x", "--vault-id", one))
                .isEqualTo(
                        new Invoked(5, "", "[ERROR]: At most one input file may be used with the --output option\n"));
        assertThat(vault("encrypt", plain, "--output", folder.resolve("no/x"), "--vault-id", one))
                .isEqualTo(new Invoked(1, "", "[ERROR]: Destination '" + folder.resolve("no") + "' not writable\n"));
        assertThat(vault("encrypt_string", "--vault-id", one, "")).satisfies(run -> {
            assertThat(run.code()).isEqualTo(5);
            assertThat(run.err()).contains("The plaintext provided from the command line args was empty");
        });
        assertThat(vault("encrypt_string", "--vault-id", one).err()).contains("stdin was empty, not encrypting");
        assertThat(vault("rekey", plain, "--new-vault-id", "a", "--new-vault-password-file", "b")
                        .code())
                .isEqualTo(2);
        assertThat(vault().code()).isEqualTo(2);
    }

    @Test
    void doesNotEncryptTwice() {
        vault("encrypt", plain, "--vault-id", one);
        assertThat(vault("encrypt", plain, "--vault-id", one))
                .isEqualTo(new Invoked(1, "", "[ERROR]: input is already encrypted\n"));
    }

    @Test
    void followsTheSettingsOfTheEnvironment() throws IOException {
        var environment = Map.of(
                "ANSIBLE_VAULT_IDENTITY_LIST", "a@" + one + " , b@" + two, "ANSIBLE_VAULT_ENCRYPT_IDENTITY", "b");
        vault(environment, Desk.EMPTY, List.of(), "encrypt", plain);
        assertThat(header(plain)).endsWith(";b");
        assertThat(vault(
                                Map.of("ANSIBLE_VAULT_PASSWORD_FILE", one, "ANSIBLE_VAULT_ID_MATCH", "true"),
                                Desk.EMPTY,
                                List.of(),
                                "view",
                                plain,
                                "--vault-id",
                                "c@" + two)
                        .err())
                .contains("Decryption failed");
        assertThat(vault(Map.of("ANSIBLE_VAULT_PASSWORD_FILE", two), Desk.EMPTY, List.of(), "view", plain)
                        .out())
                .isEqualTo("hello: world\n");
    }
}
