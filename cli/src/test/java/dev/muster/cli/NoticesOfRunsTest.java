package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ansible-playbook 2.19 warns of while it runs, in its words. */
final class NoticesOfRunsTest {

    private static final String DEPRECATED = " This feature will be removed from ansible-core version 2.23.";

    @TempDir
    private Path folder;

    private String warnings(String text) throws IOException {
        Files.writeString(folder.resolve("hosts"), "a ansible_connection=local\n");
        var file = Files.writeString(folder.resolve("site.yml"), text);
        var run = Invoked.in(folder, Map.of(), "playbook", "-i", folder + "/hosts", file.toString());
        assertThat(run.code()).as(run.out()).isZero();
        return run.err();
    }

    private static String tasks(String tasks) {
        return "- hosts: a\n  gather_facts: false\n  tasks:\n" + tasks.indent(4);
    }

    @Test
    void namesOfKeywordsAreWarnedOfWhereTheyStand() throws IOException {
        var err = warnings("""
                - hosts: a
                  gather_facts: false
                  vars: {environment: x}
                  tasks:
                    - debug: {msg: "{{ environment }}"}
                    - set_fact: {lookup: y}
                    - debug: {msg: x}
                      register: hosts
                    - debug: {msg: x}
                      vars: {tags: z}
                """);
        assertThat(err)
                .containsOnlyOnce("site.yml:3:23: Found variable using reserved name 'environment'.\n")
                .containsOnlyOnce("[WARNING]: Found variable using reserved name 'lookup'.\n")
                .containsOnlyOnce("[WARNING]: Found variable using reserved name 'hosts'.\n")
                .containsOnlyOnce("site.yml:10:20: Found variable using reserved name 'tags'.\n");
        assertThat(warnings(tasks("- debug: {msg: x}\n  environment: {A: b}\n  vars: {mine: x}")))
                .isEmpty();
    }

    @Test
    void aLoopWithinALoopNeedsAnotherVariable() throws IOException {
        Files.writeString(folder.resolve("inner.yml"), "- debug: {msg: x}\n  loop: [1]\n");
        var loop = "- include_tasks: inner.yml\n  loop: [1]\n";
        assertThat(warnings(tasks(loop)))
                .contains("inner.yml:1:3: The loop variable 'item' is already in use.\n")
                .endsWith("hint: set 'loop_var' in 'loop_control' of the task to something else\n");
        assertThat(warnings(tasks(loop + "  loop_control: {loop_var: outer}\n")))
                .isEmpty();
    }

    @Test
    void filtersTellOfWhatTheyTakeForNow() throws IOException {
        assertThat(warnings(tasks("""
                - debug: {msg: "{{ 'maybe' | bool }} {{ 'no' | bool }} {{ 'YES' | bool }} {{ 0 | bool }} {{ 5 | from_yaml }}"}
                """)))
                .contains("[DEPRECATION WARNING]: The `bool` filter coerced invalid value 'maybe' (str) to False."
                        + DEPRECATED)
                .contains("[DEPRECATION WARNING]: The from_yaml filter ignored non-string input of type 'int'."
                        + DEPRECATED)
                .doesNotContain("'no'", "'YES'", "value 0");
    }

    @Test
    void someMetaTasksHaveNoConditions() throws IOException {
        assertThat(warnings(tasks("- meta: noop\n  when: true\n- meta: clear_facts\n  when: true\n")))
                .isEqualTo("[WARNING]: noop task does not support when conditional\n");
    }

    @Test
    void anEmptyConditionInBracesIsToldAsSuch() throws IOException {
        Files.writeString(folder.resolve("hosts"), "a ansible_connection=local\n");
        var file = Files.writeString(folder.resolve("site.yml"), tasks("- debug: {msg: x}\n  when: \"{{ '' }}\"\n"));
        var run = Invoked.in(folder, Map.of(), "playbook", "-i", folder + "/hosts", file.toString());
        assertThat(run.out()).contains("\"msg\": \"Task failed: Empty conditional expressions are not allowed.\"");
    }

    @Test
    void bracesWithinAConditionAreToldAsSuch() throws IOException {
        Files.writeString(folder.resolve("hosts"), "a ansible_connection=local\n");
        var file =
                Files.writeString(folder.resolve("site.yml"), tasks("- debug: {msg: x}\n  when: \"1 == {{ 1 }}\"\n"));
        var run = Invoked.in(folder, Map.of(), "playbook", "-i", folder + "/hosts", file.toString());
        assertThat(run.out())
                .contains("Syntax error in expression. Template delimiters are not supported in expressions: ");
    }
}
