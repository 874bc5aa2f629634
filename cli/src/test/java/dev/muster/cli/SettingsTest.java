package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.muster.report.Terminal;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Secrets;
import dev.muster.value.Template;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Extra variables and {@code ansible.cfg}. */
final class SettingsTest {

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String error(Runnable action) {
        var thrown = new ArrayList<String>();
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(action::run)
                .satisfies(error -> thrown.add(
                        switch (error) {
                            case UserError wrong -> wrong.render();
                            case Stop stop -> stop.text().replaceFirst("^error: ", "");
                            default -> throw error;
                        }));
        return thrown.getFirst();
    }

    private Configuration configuration(String text, Map<String, String> environment) {
        write(folder.resolve("ansible.cfg"), text);
        var all = new java.util.HashMap<>(environment);
        all.put("ANSIBLE_CONFIG", folder.resolve("ansible.cfg").toString());
        var silent = new PrintStream(OutputStream.nullOutputStream());
        var secrets = new Secrets();
        var terminal = new Terminal(silent, silent, secrets, false, Terminal.DEFAULT_COLUMNS);
        return Configuration.load(new Session(terminal, secrets, all, Path.of(""), text2 -> text2), warnings::add);
    }

    @Test
    void pairsAreTextsAndDictionariesKeepTheirTypes() {
        assertThat(ExtraVariables.parse(List.of("a=1 b='x y'", "{\"c\": 1, \"a\": true}"), Source::of))
                .isEqualTo(Map.of("a", true, "b", "x y", "c", 1L));
    }

    @Test
    void theyMayBeTemplates() {
        assertThat(ExtraVariables.parse(List.of("a='{{ b }}'"), Source::of).get("a"))
                .isInstanceOfSatisfying(
                        Template.class, template -> assertThat(template.text()).isEqualTo("{{ b }}"));
    }

    @Test
    void filesAreReadWithTheirPlaces() throws IOException {
        var file = Files.writeString(folder.resolve("v.yml"), "port: 80\n");

        assertThat(ExtraVariables.parse(List.of("@" + file), Source::of)).isEqualTo(Map.of("port", 80L));
    }

    @Test
    void aFileWithoutItsMarkIsExplained() {
        assertThat(error(() -> ExtraVariables.parse(List.of("./v.yml"), Source::of)))
                .isEqualTo(
                        "extra variables cannot be read from './v.yml'\nhint: put an '@' before the name of a file: -e @./v.yml");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThat(error(() -> ExtraVariables.parse(List.of("@/nowhere.yml"), Source::of)))
                .isEqualTo("the file of extra variables '/nowhere.yml' does not exist\n"
                        + "hint: a relative path is taken from the working directory");
    }

    @Test
    void aLoneWordIsNoVariable() {
        assertThat(error(() -> ExtraVariables.parse(List.of("debug"), Source::of)))
                .isEqualTo("<command line: -e>:1:1: 'debug' is no variable\n    1 | debug\n      | ^\n"
                        + "hint: write name=value, '{\"name\": value}' or @FILE");
    }

    @Test
    void aListIsNoDictionary() {
        assertThat(error(() -> ExtraVariables.parse(List.of("[1]"), Source::of)))
                .startsWith("<command line: -e>:1:1: extra variables must be a dictionary, not a list");
    }

    @Test
    void pathsOfTheFileAreRelativeToIt() {
        var configuration = configuration("[defaults]\nroles_path = roles:/opt/roles\nforks=7 ; many\n", Map.of());

        assertThat(configuration.paths("DEFAULT_ROLES_PATH"))
                .containsExactly(folder.resolve("roles"), Path.of("/opt/roles"));
        assertThat(configuration.number("DEFAULT_FORKS")).isEqualTo(7);
        assertThat(warnings).isEmpty();
    }

    @Test
    void aVariableIsStrongerThanTheFile() {
        var configuration = configuration("[defaults]\nremote_user = a\n", Map.of("ANSIBLE_REMOTE_USER", "b"));

        assertThat(configuration.text("DEFAULT_REMOTE_USER")).contains("b");
    }

    @Test
    void whatIsNotFollowedIsSaid() {
        configuration("[ssh_connection]\npkcs11_provider = 3\n[defaults]\nfork = 3\n", Map.of());

        assertThat(warnings)
                .containsExactly(
                        folder.resolve("ansible.cfg")
                                + ":2:1: the setting 'pkcs11_provider' in [ssh_connection] is not followed: keys are read"
                                + " from files",
                        folder.resolve("ansible.cfg")
                                + ":4:1: the setting 'fork' in [defaults] is not known; did you mean 'forks'?");
    }

    @Test
    void aMistypedVariableIsSaid() {
        configuration("", Map.of("ANSIBLE_FORK", "3", "ANSIBLE_OF_SOMETHING_ELSE", "x", "ANSIBLE_TEST_FORKS", "1"));

        assertThat(warnings).containsExactly("the variable 'ANSIBLE_FORK' is not known; did you mean 'ANSIBLE_FORKS'?");
    }

    @Test
    void wrongValuesAreNamed() {
        assertThat(error(() -> configuration("", Map.of("ANSIBLE_FORKS", "many"))))
                .isEqualTo("Config 'DEFAULT_FORKS' from 'env: ANSIBLE_FORKS' has an invalid value:"
                        + " Invalid value provided for 'integer': 'many'");
        assertThat(error(() -> configuration("[defaults]\ngathering = never\n", Map.of())))
                .isEqualTo(folder.resolve("ansible.cfg")
                        + ":2:1: Invalid value 'never' for config 'DEFAULT_GATHERING'. Valid values are: implicit, explicit, smart\n"
                        + "    2 | gathering = never\n      | ^\n"
                        + "hint: it is the value of 'gathering' in [defaults]");
    }
}
