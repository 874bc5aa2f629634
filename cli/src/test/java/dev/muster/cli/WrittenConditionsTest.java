package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A variable may hold a condition when a person wrote it; what a node said is never evaluated. As in ansible-core 2.19. */
final class WrittenConditionsTest {

    private static final String REFUSED = "Encountered untrusted template or expression.";

    @TempDir
    private Path folder;

    private Invoked play(String text) throws IOException {
        Files.writeString(folder.resolve("hosts"), "a ansible_connection=local of_host=\"4==4\"\n");
        Files.createDirectories(folder.resolve("group_vars"));
        Files.writeString(folder.resolve("group_vars/all.yml"), "of_group: \"3 == 3\"\n");
        var file = Files.writeString(folder.resolve("site.yml"), text.replace("PWNED", folder + "/pwned"));
        return Invoked.in(
                folder,
                java.util.Map.of("ANSIBLE_DEPRECATION_WARNINGS", "0"),
                "playbook",
                "-i",
                folder + "/hosts",
                "-e",
                "typed='5 == 5'",
                file.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no",
                "named",
                "list[0]",
                "list[1]",
                "map.c",
                "map['c']",
                "map.inner.list[0]",
                "of_group",
                "of_host",
                "typed",
                "vars.of_group",
                "no | default(true)",
                "absent | default(true)"
            })
    void evaluatesWhatAPersonWrote(String name) throws IOException {
        var run = play("""
                - hosts: a
                  gather_facts: false
                  vars:
                    no: 1 == 2
                    named: "{{ list[0] }}"
                    list: [1 == 1, 1 == 2]
                    map: {c: 2 == 2, inner: {list: [1 < 2]}}
                  tasks:
                    - debug: {msg: reached}
                      when: "{{ %s }}"
                """.formatted(name));
        assertThat(run.code()).as(run.out()).isZero();
        boolean holds = !name.startsWith("no") && !name.startsWith("list[1]") || name.equals("named");
        assertThat(run.out().contains("\"msg\": \"reached\"")).isEqualTo(holds);
    }

    @Test
    void evaluatesTheItemsOfAWrittenList() throws IOException {
        var run = play("""
                - hosts: a
                  gather_facts: false
                  vars: {all: [1 == 1, 1 == 2]}
                  tasks:
                    - debug: {msg: "first {{ item }}"}
                      when: "{{ item }}"
                      loop: "{{ all }}"
                    - debug: {msg: "second {{ item.name }}"}
                      when: "{{ item.when }}"
                      loop: [{name: x, when: 1 == 1}, {name: y, when: 1 == 2}]
                """);
        assertThat(run.code()).as(run.out()).isZero();
        assertThat(run.out())
                .contains("\"msg\": \"first 1 == 1\"", "\"msg\": \"second x\"")
                .doesNotContain("\"msg\": \"first 1 == 2\"", "\"msg\": \"second y\"");
    }

    /** What a node says is an expression that would run a program on the controller. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "- debug: {msg: evaluated}\n  when: \"{{ said.stdout }}\"",
                "- set_fact: {kept: \"{{ said.stdout }}\"}\n- debug: {msg: evaluated}\n  when: \"{{ kept }}\"",
                "- debug: {msg: evaluated}\n  when: \"{{ here }}\"\n  vars: {here: \"{{ said.stdout }}\"}",
                "- debug: {msg: evaluated}\n  when: \"{{ here[0] }}\"\n  vars: {here: [\"{{ said.stdout }}\"]}",
                "- debug: {msg: evaluated}\n  when: \"{{ item }}\"\n  loop: [\"{{ said.stdout }}\"]",
                "- debug: {msg: evaluated}\n  when: \"{{ item }}\"\n  loop: \"{{ said.stdout_lines }}\"",
                "- debug: {msg: evaluated}\n  when: \"{{ item.c }}\"\n  loop: [{c: \"{{ said.stdout }}\"}]",
                "- debug: {msg: evaluated}\n  when: \"{{ absent | default(said.stdout) }}\"",
                "- assert: {that: \"{{ said.stdout }}\"}",
            })
    void neverEvaluatesWhatANodeSaid(String tasks) throws IOException {
        var run = play(attack(tasks.indent(4)));
        assertThat(run.out()).contains(REFUSED).doesNotContain("evaluated");
        assertThat(folder.resolve("pwned")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- debug: {msg: evaluated}\n  when: \"{{ given }}\"",
                "- debug: {msg: evaluated}\n  when: \"{{ nested.c }}\"",
                "- assert: {that: \"{{ given }}\"}",
            })
    void neverEvaluatesWhatANodeSaidOfAHostThatWasAdded(String task) throws IOException {
        var run = play(attack("    - add_host:\n        name: b\n        ansible_connection: local\n"
                        + "        given: \"{{ said.stdout }}\"\n        nested: {c: \"{{ said.stdout }}\"}\n")
                + "- hosts: b\n  gather_facts: false\n  tasks:\n" + task.indent(4));
        assertThat(run.out()).contains(REFUSED).doesNotContain("evaluated");
        assertThat(folder.resolve("pwned")).doesNotExist();
    }

    private static String attack(String tasks) {
        return """
                - hosts: a
                  gather_facts: false
                  tasks:
                    - command: echo "lookup('pipe', 'touch PWNED') == ''"
                      register: said
                %s
                """.formatted(tasks);
    }
}
