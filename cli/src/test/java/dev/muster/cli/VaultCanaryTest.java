package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that stood encrypted comes out, wherever a playbook puts it and whatever shows the run. */
final class VaultCanaryTest {

    /** What must not stand in any output, neither whole nor in its parts. */
    private static final String[] CANARIES = {
        "canaryinline",
        "canary\"quoted",
        "canary\\\"quoted",
        "canary-line",
        "canarywhole",
        "canary-number",
        "4711471147"
    };

    @TempDir
    private Path folder;

    private String password = "";

    private Path write(String name, String text) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private String inline(String text) {
        var made = Invoked.muster("vault", "encrypt_string", "--vault-id", password, text)
                .out();
        return made.stripTrailing();
    }

    private void seal(Path file) {
        assertThat(Invoked.muster("vault", "encrypt", file.toString(), "--vault-id", password)
                        .code())
                .isZero();
    }

    @BeforeEach
    void site() throws IOException {
        password = write("password", "canary-password").toString();
        write("hosts", "a ansible_connection=local\n");
        write(
                "group_vars/all/inline.yml",
                "word: " + inline("canaryinline") + "\nodd: " + inline("canary\"quoted\\'<&> ü") + "\nlines: "
                        + inline("canary-line one\ncanary-line two\n") + "\n");
        seal(write("group_vars/all/whole.yml", """
                db_password: canarywhole
                pin_key: 4711471147
                nested: {list: ["canary-number-1", "x-{{ word }}-canary-number-2"]}
                """));
        seal(write("files/secret.txt", "canary-line three\n"));
        write("templates/t.j2", "{{ word }} {{ odd }}\n{{ lines }}");
        write("site.yml", """
                - hosts: a
                  gather_facts: false
                  ignore_errors: true
                  tasks:
                    - name: "names {{ word }}"
                      debug: {msg: "{{ [word, odd, lines, db_password, pin_key, nested] }}"}
                    - debug: {var: "hostvars['a']"}
                    - command: {argv: ["echo", "{{ word }}", "{{ odd }}", "{{ db_password }}"]}
                    - shell: "echo {{ word | quote }} >&2; echo {{ lines | quote }}; exit 3"
                    - copy: {content: "{{ lines }}{{ odd }}", dest: "{{ playbook_dir }}/out"}
                    - template: {src: t.j2, dest: "{{ playbook_dir }}/rendered"}
                    - copy: {src: secret.txt, dest: "{{ playbook_dir }}/out"}
                    - set_fact: {copied: "{{ {'k': odd, 'l': [lines]} }}"}
                    - debug: {msg: "{{ copied | to_json }} {{ copied | to_nice_yaml }} {{ copied | string }}"}
                    - debug: {msg: "{{ item }}"}
                      loop: ["{{ word }}", "{{ odd }}"]
                    - assert: {that: "word == 'x'", fail_msg: "no {{ odd }}"}
                    - debug: {msg: "{{ word | int(default=nothing) }} {{ nested.missing }}"}
                    - debug: {msg: "{{ word.nothing }}"}
                    - fail: {msg: "{{ lines }}"}
                    - debug: {msg: "{{ 'canary-number' | vault('canaryinline') | unvault('canaryinline') }}"}
                    - set_stats: {data: {stat: "{{ odd }}"}}
                """);
    }

    private void mustBeSilent(Invoked run) throws IOException {
        var all = new StringBuilder(run.out()).append(run.err());
        var reports = folder.resolve("reports");
        if (Files.exists(reports)) {
            try (var files = Files.walk(reports)) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    all.append(Files.readString(file));
                }
            }
        }
        // The texts of the playbook itself name one of them, as the text of a filter.
        var text = all.toString().replace("'canary-number' | vault('canaryinline') | unvault('canaryinline')", "");
        assertThat(text).contains("********").doesNotContain(CANARIES);
    }

    private Invoked play(Map<String, String> environment, String... words) {
        var all = Stream.concat(
                Stream.of("playbook", "-i", folder + "/hosts", folder + "/site.yml", "--vault-id", password),
                Stream.of(words));
        return Invoked.muster(environment, all.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--diff", "--diff -vvvv", "--check --diff -v", "--output json"})
    void nothingComesOutOfAPlaybook(String options) throws IOException {
        mustBeSilent(play(Map.of(), options.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "debug", "json", "yaml", "unixy", "oneline", "minimal"})
    void nothingComesOutOfOtherOutputs(String callback) throws IOException {
        mustBeSilent(
                play(Map.of("ANSIBLE_STDOUT_CALLBACK", callback, "ANSIBLE_SHOW_CUSTOM_STATS", "1"), "-v", "--diff"));
    }

    @Test
    void nothingComesOutInReports() throws IOException {
        var reports = folder.resolve("reports").toString();
        mustBeSilent(play(
                Map.of(
                        "ANSIBLE_CALLBACKS_ENABLED",
                        "junit,tree",
                        "JUNIT_OUTPUT_DIR",
                        reports,
                        "ANSIBLE_CALLBACK_TREE_DIR",
                        reports),
                "-vv"));
        assertThat(folder.resolve("reports")).isNotEmptyDirectory();
    }

    @Test
    void nothingComesOutOfOtherCommands() throws IOException {
        var hosts = folder + "/hosts";
        mustBeSilent(Invoked.muster(
                "run", "-i", hosts, "a", "-m", "shell", "-a", "echo {{ word }}", "--vault-id", password, "-vvv"));
        mustBeSilent(Invoked.muster(
                "run", "-i", hosts, "a", "-m", "debug", "-a", "var=db_password", "--vault-id", password));
        mustBeSilent(Invoked.muster("inventory", "-i", hosts, "--list", "--vault-id", password));
        mustBeSilent(Invoked.muster("inventory", "-i", hosts, "--list", "--yaml", "--vault-id", password));
        mustBeSilent(Invoked.muster("inventory", "-i", hosts, "--graph", "--vars", "--vault-id", password));
        mustBeSilent(Invoked.muster("explain", "-i", hosts, "a", "db_password", "--vault-id", password));
    }
}
