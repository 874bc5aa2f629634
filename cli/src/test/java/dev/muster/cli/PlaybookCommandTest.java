package dev.muster.cli;

import static dev.muster.cli.Invoked.muster;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees of a playbook that is wrong, and the exit code; every host is this machine. */
final class PlaybookCommandTest {

    @TempDir
    private Path folder;

    private String inventory = "";

    @BeforeEach
    void hosts() throws IOException {
        inventory = file("hosts", "a ansible_connection=local\nb ansible_connection=local\n");
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private Invoked playbook(String text, String... more) throws IOException {
        var words = new ArrayList<>(List.of("playbook", "-i", inventory));
        words.addAll(List.of(more));
        words.add(file("site.yml", text));
        return muster(words.toArray(String[]::new));
    }

    private static String play(String tasks) {
        return "- hosts: a\n  gather_facts: false\n  tasks:\n" + tasks.indent(4);
    }

    @Test
    void aGoodPlaybookEndsWithNothingButItsRecap() throws IOException {
        var run = playbook(play("- debug: {msg: hello}"));

        assertThat(run).isEqualTo(new Invoked(0, """

                                PLAY [a] ***********************************************************************

                                TASK [debug] *******************************************************************
                                ok: [a] => {
                                    "msg": "hello"
                                }

                                PLAY RECAP *********************************************************************
                                a                          : ok=1    changed=0    unreachable=0    failed=0    skipped=0    rescued=0    ignored=0  \s

                                """, ""));
    }

    @Test
    void aFailedTaskIsShownWhereItStandsAndTheExitCodeIsTwo() throws IOException {
        var run = playbook(play("- fail: {msg: no way}"));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).contains("""
                        [ERROR]: Task failed: Action failed: no way
                        Origin: %s/site.yml:4:7

                        2   gather_facts: false
                        3   tasks:
                        4     - fail: {msg: no way}
                                ^ column 7

                        fatal: [a]: FAILED! => {"changed": false, "msg": "no way"}
                        """.formatted(folder));
    }

    @Test
    void anUndefinedVariableIsShownInItsLine() throws IOException {
        var run = playbook(
                "- hosts: a\n  gather_facts: false\n  vars: {port: 80}\n  tasks:\n    - debug: {msg: '{{ prot }}'}\n");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out())
                .contains("'prot' is undefined", "    5 |     - debug: {msg: '{{ prot }}'}\n", "did you mean 'port'?");
    }

    @Test
    void aPlaybookThatIsNotThereIsNamed() {
        assertThat(muster("playbook", "-i", inventory, "/nowhere/site.yml"))
                .isEqualTo(new Invoked(1, "", "error: the playbook: /nowhere/site.yml could not be found\n"));
    }

    @Test
    void wrongYamlIsShownWhereItStands() throws IOException {
        var run = playbook("- hosts: a\n  tasks:\n\t- debug:\n");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("error: " + folder + "/site.yml:3:1: ").contains("\nhint: ");
    }

    @Test
    void anUnknownModuleIsCorrected() throws IOException {
        var run = playbook(play("- debgu: {msg: x}"));

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("'debgu'", "site.yml:4:", "did you mean 'debug'?");
    }

    @Test
    void aLimitThatLeavesNobodyIsAnError() throws IOException {
        var run = playbook(play("- debug:"), "-l", "c");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("[WARNING]: Could not match supplied host pattern, ignoring: c\n"
                        + "error: Specified inventory, host pattern and/or --limit leaves us with no hosts to target\n"
                        + "hint: 'muster inventory --graph' shows what there is\n");
    }

    @Test
    void aHostThatRefusesIsUnreachable() throws IOException {
        inventory = file("hosts", "u ansible_host=127.0.0.1 ansible_port=1\n");

        var run = playbook("- hosts: u\n  gather_facts: false\n  tasks:\n    - ping:\n");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.out())
                .contains(
                        "fatal: [u]: UNREACHABLE! => {\"changed\": false, \"msg\": \"Task failed: 127.0.0.1:1 refuses");
    }

    @Test
    void nobodyCanBeAskedForAPasswordWithoutATerminal() throws IOException {
        var run = playbook(play("- debug:"), "-K");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("error: there is no terminal to ask for 'BECOME password'\n"
                        + "hint: set the variable 'ansible_become_password' in a file that only you can read\n");
    }

    @Test
    void listsHostsAndTasksAsAnsibleDoes() throws IOException {
        var run = playbook(
                "- name: First\n  hosts: all\n  tags: [t]\n  tasks:\n    - debug: {msg: x}\n      tags: [a]\n"
                        + "    - name: never\n      debug:\n      tags: never\n",
                "--list-hosts",
                "--list-tasks",
                "--list-tags");

        assertThat(run)
                .isEqualTo(new Invoked(
                        0,
                        "\nplaybook: " + folder
                                + "/site.yml\n\n  play #1 (all): First\tTAGS: [t]\n    pattern: ['all']\n"
                                + "    hosts (2):\n      a\n      b\n    tasks:\n      debug\tTAGS: [a, t]\n      never\tTAGS: [never, t]\n"
                                + "      TASK TAGS: [a, never, t]\n",
                        ""));
    }

    @Test
    void extraVariablesAreStrongest() throws IOException {
        var run = playbook(
                "- hosts: a\n  gather_facts: false\n  vars: {v: play}\n  tasks:\n    - debug: {var: v}\n",
                "-e",
                "v=extra");

        assertThat(run.out()).contains("\"v\": \"extra\"");
    }

    @Test
    void secretsInMessagesOfHiddenTasksStayHidden() throws IOException {
        var run = playbook(play("- command: echo c4nary\n  no_log: true"), "-vvv");

        assertThat(run.out()).contains("changed: [a] => {").doesNotContain("c4nary");
    }

    @Test
    void eventsAreOneObjectALineForPrograms() throws IOException {
        var run = playbook(play("- debug: {msg: hello}"), "--output", "json");

        assertThat(run.out().lines()).allMatch(line -> line.startsWith("{\"event\": \"") && line.endsWith("}"));
        assertThat(run.out()).contains("{\"event\": \"recap\", \"hosts\": {\"a\": {\"ok\": 1, ");
    }

    @Test
    void oneModuleRunsWithoutAPlaybook() {
        assertThat(muster("run", "a", "-i", inventory, "-m", "ping"))
                .isEqualTo(
                        new Invoked(0, "a | SUCCESS => {\n    \"changed\": false,\n    \"ping\": \"pong\"\n}\n", ""));
        assertThat(muster("run", "a", "-i", inventory, "-a", "echo x"))
                .isEqualTo(new Invoked(0, "a | CHANGED | rc=0 >>\nx\n", ""));
    }

    @Test
    void aPatternThatMatchesNobodyIsNoError() {
        assertThat(muster("run", "zz", "-i", inventory, "-m", "ping"))
                .isEqualTo(new Invoked(
                        0,
                        "",
                        "[WARNING]: Could not match supplied host pattern, ignoring: zz\n"
                                + "[WARNING]: No hosts matched, nothing to do\n"));
    }

    @Test
    void aVariableIsExplainedFromTheStrongestDown() throws IOException {
        Files.createDirectory(folder.resolve("group_vars"));
        file("group_vars/all.yml", "port: 80\n");
        inventory = file("hosts", "a port=8080\n");

        assertThat(muster("explain", "-i", inventory, "a", "port").out())
                .startsWith("* 8080\n      ")
                .contains(inventory + ":1:", "\n  80\n      ", folder + "/group_vars/all.yml:1:7");
    }

    @Test
    void aPlaybookOfACollectionIsFoundByItsFullName() throws IOException {
        var playbooks = Files.createDirectories(folder.resolve("c/ansible_collections/acme/web/playbooks/sub"));
        Files.writeString(playbooks.resolve("start.yml"), play("- debug: {msg: found}"));

        var run = muster(
                Map.of("ANSIBLE_COLLECTIONS_PATH", folder.resolve("c").toString()),
                "playbook",
                "-i",
                inventory,
                "acme.web.sub.start");

        assertThat(run.out()).contains("\"msg\": \"found\"");
    }

    @Test
    void whatANodeSaysIsNeverAnExpression() throws IOException {
        var touched = folder.resolve("touched");
        var run = playbook(play("""
                - command: echo "lookup('pipe', 'touch %s; echo x') == 'x'"
                  register: said
                - debug: {var: "{{ said.stdout }}"}
                  ignore_errors: true
                - assert: {that: "{{ said.stdout_lines }}"}
                  ignore_errors: true
                - assert: {that: "{{ said.stdout }}"}
                  ignore_errors: true
                - debug: {msg: no}
                  when: "{{ said.stdout }}"
                  ignore_errors: true
                - set_fact: {lines: "{{ said.stdout_lines }}"}
                - assert: {that: "{{ lines }}"}
                """.formatted(touched)));

        assertThat(touched).doesNotExist();
        assertThat(run.out()).contains("ignored=4").contains("Encountered untrusted template or expression.");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void expressionsInVariablesOfTheProjectAreEvaluated() throws IOException {
        var run = playbook("""
                - hosts: a
                  gather_facts: false
                  vars:
                    conditions: [1 == 1, "'a' in 'cat'"]
                    sum: 1 + 1
                  tasks:
                    - assert: {that: "{{ conditions }}"}
                    - debug: {var: "{{ sum }}"}
                    - debug: {var: "{{ item }}"}
                      loop: [sum, conditions]
                """);

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("All assertions passed", "\"1 + 1\": 2", "\"sum\": \"1 + 1\"");
    }
}
