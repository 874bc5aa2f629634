package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plants secrets of every kind in a run and looks for them in all that the run says and leaves behind. */
final class OutputCanaryTest {

    /** With what JSON, YAML, XML and Python quote, and long enough to be folded. */
    private static final String VAULTED =
            "vaulted canary 'one' \"two\" <three> & \\four " + "and so on ".repeat(9) + "ä7";

    private static final String PROMPTED = "prompted-canary-5150";
    private static final String HIDDEN = "hidden-canary-8086";
    private static final String ARGUMENT = "argument-canary-6800";
    private static final String LOGIN = "login-canary-6502";

    private static final String PLAYBOOK = """
            - name: secrets
              hosts: a
              gather_facts: false
              vars:
                hidden: %1$s
                ansible_become_password: %2$s
              vars_prompt:
                - name: prompted
                  prompt: the secret
              vars_files: [vault.yml]
              tasks:
                - debug: {msg: "vaulted {{ vaulted }}"}
                - debug: var=vaulted
                - debug: {msg: ["{{ vaulted }}", {"{{ vaulted }}": 1}]}
                - command: echo "{{ prompted }}"
                - debug: {msg: "{{ item }}"}
                  loop: ["{{ vaulted }}", "{{ prompted }}"]
                - copy: {content: "before\\n{{ vaulted }}\\n{{ prompted }}\\n", dest: "{{ playbook_dir }}/file"}
                - copy: {content: "after\\n{{ vaulted }}\\n", dest: "{{ playbook_dir }}/file"}
                - fail: {msg: "{{ vaulted }} {{ prompted }}"}
                  ignore_errors: true
                - command: sh -c 'echo "$1"; exit 1' - "{{ prompted }}"
                  ignore_errors: true
                - name: named {{ prompted }}
                  command: echo {{ hidden }}
                  no_log: true
                - command: echo {{ item }}
                  no_log: true
                  loop: ["{{ hidden }}"]
                - command: sh -c 'echo {{ hidden }}; exit 1'
                  no_log: true
                  ignore_errors: true
                - fail: {msg: "{{ hidden }}"}
                  no_log: true
                  ignore_errors: true
                - debug: {msg: "{{ hidden }}"}
                  no_log: true
                - debug: {msg: "{{ hidden.nothing }}"}
                  no_log: true
                  ignore_errors: true
                - copy: {content: "{{ hidden }}", dest: "{{ playbook_dir }}/quiet"}
                  no_log: true
                - command: sh -c 'echo {{ hidden }}; exit 1'
                  no_log: true
                  retries: 1
                  delay: 0
                  ignore_errors: true
                - command: echo {{ hidden }}
                  no_log: true
                  when: false
                - set_fact: {known: "{{ hidden }}"}
                  no_log: true
                - stat: {path: "/{{ item }}"}
                  loop: ["{{ vaulted }}", "{{ prompted }}"]
                  register: told
                - debug: {var: told}
                - lineinfile: {path: "{{ playbook_dir }}/file", line: "{{ vaulted }}", insertafter: "{{ prompted }}"}
                - get_url: {url: "file:///nowhere", dest: "/{{ prompted }}", url_password: "%3$s"}
                  loop: ["{{ vaulted }}"]
                  register: told
                  ignore_errors: true
                - debug: {var: told.results}
                - get_url: {url: "file:///nowhere", url_password: "%3$s", nothing: "{{ vaulted }}"}
                  register: told
                  ignore_errors: true
                  loop: [1]
                - debug: {var: told.results}
                - command: echo {{ hidden }}
                  no_log: true
                  register: told
                  loop: [1]
                - debug: {msg: "{{ told.results[0].invocation | default('none') }}"}
                - stat: {path: "/{{ hidden }}"}
                  no_log: true
                  register: told
                  loop: [1]
                - debug: {var: told}
                - stat: {path: "/{{ prompted }}"}
                  async: 10
                  poll: 1
                - file: {path: "/{{ prompted }}", state: "{{ vaulted }}"}
                  ignore_errors: true
                - block:
                    - command: sh -c 'exit 1' {{ prompted }}
                  rescue:
                    - debug: {var: ansible_failed_result}
                - debug: {msg: done}
            """;

    @TempDir
    Path folder;

    private Path password = Path.of("");

    @BeforeEach
    void project() throws IOException {
        password = Files.writeString(folder.resolve("password"), "password of the vault");
        var vault = folder.resolve("vault.yml");
        var quoted = "\"" + VAULTED.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        Files.writeString(vault, "vaulted: " + quoted + "\n");
        assertThat(Invoked.muster("vault", "encrypt", vault.toString(), "--vault-id", password.toString())
                        .code())
                .isZero();
        Files.writeString(folder.resolve("hosts"), "a ansible_connection=local ansible_password=" + LOGIN + "\n");
        Files.writeString(folder.resolve("site.yml"), PLAYBOOK.formatted(HIDDEN, LOGIN, ARGUMENT));
    }

    @ParameterizedTest
    @CsvSource({
        "default, json, ''",
        "default, json, -vvvv",
        "default, yaml, -v",
        "minimal, json, -vvv",
        "minimal, yaml, ''",
        "oneline, json, -v",
        "ansible.posix.debug, json, -v",
        "ansible.posix.json, json, ''",
        "community.general.yaml, json, -vvv",
        "community.general.unixy, json, -v",
        "community.general.null, json, -vvv",
        "default, json, -vvvvv",
        "default, yaml, -vvvvv",
        "minimal, json, -vvvvv",
        "oneline, json, -vvvvv",
        "ansible.posix.debug, json, -vvvvv",
        "ansible.posix.json, json, -vvvvv",
        "community.general.yaml, json, -vvvvv",
        "community.general.unixy, json, -vvvvv"
    })
    void noSecretComesOut(String callback, String format, String verbosity) throws IOException {
        var environment = Map.of(
                "ANSIBLE_STDOUT_CALLBACK",
                callback,
                "ANSIBLE_CALLBACK_RESULT_FORMAT",
                format,
                "ANSIBLE_CALLBACKS_ENABLED",
                "junit,tree,profile_tasks,profile_roles,timer",
                "ANSIBLE_DISPLAY_ARGS_TO_STDOUT",
                "1",
                "ANSIBLE_CALLBACK_TREE_DIR",
                folder + "/tree",
                "JUNIT_OUTPUT_DIR",
                folder + "/junit");
        var words = new ArrayList<>(List.of("playbook", "-i", folder + "/hosts", "--diff", folder + "/site.yml"));
        words.addAll(List.of("--vault-id", password.toString()));
        if (!verbosity.isEmpty()) {
            words.add(verbosity);
        }

        var run = Invoked.muster(environment, Desk.EMPTY, _ -> PROMPTED, words.toArray(String[]::new));

        assertThat(run.code()).as(run.err() + run.out()).isZero();
        hasNoCanary(run.out());
        hasNoCanary(run.err());
        hasNoCanary(Files.readString(folder.resolve("tree/a")));
        try (var reports = Files.list(folder.resolve("junit"))) {
            for (var report : reports.toList()) {
                hasNoCanary(Files.readString(report));
            }
        }
    }

    private static void hasNoCanary(String text) {
        assertThat(text).doesNotContain("canary", "<three>", "&lt;three&gt;", "so on and so on");
    }
}
