package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken that others refuse, as the settings say; the words are those of ansible-core 2.19. */
final class LeniencyTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void writeInventory() throws IOException {
        Files.writeString(folder.resolve("hosts"), "a ansible_connection=local\n");
    }

    private Invoked play(Map<String, String> environment, String text) throws IOException {
        var file = Files.writeString(folder.resolve("site.yml"), text);
        return Invoked.in(folder, environment, "playbook", "-i", folder + "/hosts", file.toString());
    }

    private static String tasks(String tasks) {
        return "- hosts: a\n  gather_facts: false\n  tasks:\n" + tasks.indent(4);
    }

    @Test
    void keysThatStandTwiceAreWarnedOfOnceWhereverTheyStand() throws IOException {
        Files.createDirectories(folder.resolve("group_vars"));
        Files.writeString(folder.resolve("group_vars/all.yml"), "a: 1\na: 2\n");
        Files.writeString(folder.resolve("more.yml"), "b: 1\nb: 2\n");
        var run = play(Map.of(), """
                - hosts: a
                  gather_facts: false
                  vars_files: [more.yml]
                  vars:
                    c: 1
                    c: 2
                  tasks:
                    - include_vars: more.yml
                    - debug: {msg: "{{ a }} {{ b }} {{ c }}"}
                """);
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("\"msg\": \"2 2 2\"");
        for (var key : new String[] {"a", "b", "c"}) {
            assertThat(run.err()).containsOnlyOnce("Found duplicate mapping key '" + key + "'.");
        }
    }

    @Test
    void keysThatStandTwiceMayBeErrorsOrNothing() throws IOException {
        var text = tasks("- debug:\n    msg: 1\n    msg: 2\n");
        var refused = play(Map.of("ANSIBLE_DUPLICATE_YAML_DICT_KEY", "error"), text);
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err()).contains("site.yml:6:9: Found duplicate mapping key 'msg'.");
        var passed = play(Map.of("ANSIBLE_DUPLICATE_YAML_DICT_KEY", "ignore"), text);
        assertThat(passed.code()).isZero();
        assertThat(passed.err()).isEmpty();
        assertThat(passed.out()).contains("\"msg\": 2");
    }

    @Test
    void conditionsMayBeNeitherTrueNorFalse() throws IOException {
        var text = tasks("""
                - debug: {msg: shown}
                  when: "'text'"
                - debug: {msg: hidden}
                  when: "[]"
                """);
        assertThat(play(Map.of(), text).out())
                .contains("Conditional result (True) was derived from value of type 'str'");
        var run = play(Map.of("ANSIBLE_ALLOW_BROKEN_CONDITIONALS", "1"), text);
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("\"msg\": \"shown\"").contains("skipping: [a]");
        assertThat(run.err())
                .startsWith("[WARNING]: Deprecation warnings can be disabled by setting `deprecation_warnings=False` in"
                        + " ansible.cfg.\n[DEPRECATION WARNING]: ")
                .contains("Conditional result (False) was derived from value of type 'list'")
                .contains("This feature will be removed from ansible-core version 2.23.");
        var silent = play(Map.of("ANSIBLE_ALLOW_BROKEN_CONDITIONALS", "1", "ANSIBLE_DEPRECATION_WARNINGS", "0"), text);
        assertThat(silent.err()).isEmpty();
    }

    @Test
    void conditionsInBracesAreDeprecated() throws IOException {
        var run = play(Map.of(), tasks("- debug: {msg: shown}\n  when: \"{{ 1 == 1 }}\"\n"));
        assertThat(run.out()).contains("\"msg\": \"shown\"");
        assertThat(run.err())
                .contains("Conditionals should not be surrounded by templating delimiters such as {{ }} or {% %}."
                        + " This feature will be removed from ansible-core version 2.23.");
    }

    @Test
    void patternsThatMatchNoHostAreWhatTheSettingSays() throws IOException {
        var text = "- hosts: nobody\n";
        var what = "Could not match supplied host pattern, ignoring: nobody";
        assertThat(play(Map.of(), text).err()).isEqualTo("[WARNING]: " + what + "\n");
        var refused = play(Map.of("ANSIBLE_HOST_PATTERN_MISMATCH", "error"), text);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).startsWith("[ERROR]: " + what);
        var passed = play(Map.of("ANSIBLE_HOST_PATTERN_MISMATCH", "ignore"), text);
        assertThat(passed.code()).isZero();
        assertThat(passed.err()).isEmpty();
    }

    @Test
    void charactersOfNamesOfGroupsBecomeWhatTheSettingSays() throws IOException {
        var hosts = Files.writeString(
                folder.resolve("groups"), "[web-1]\na\n[web-1:vars]\nx=1\n[all-of:children]\nweb-1\n");
        var kept = "@all:\n  |--@ungrouped:\n  |--@all-of:\n  |  |--@web-1:\n  |  |  |--a\n";
        var warning = "[WARNING]: Invalid characters were found in group names ";
        for (var mode : new String[] {"never", "ignore", "always", "silently"}) {
            var run = Invoked.in(
                    folder,
                    Map.of("ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS", mode),
                    "inventory",
                    "-i",
                    hosts.toString(),
                    "--graph");
            boolean replaces = mode.equals("always") || mode.equals("silently");
            assertThat(run.out()).isEqualTo(replaces ? kept.replace('-', '_').replace("|__", "|--") : kept);
            assertThat(run.err())
                    .isEqualTo(
                            switch (mode) {
                                case "never" -> warning + "but not replaced, use -vvvv to see details\n";
                                case "always" -> warning + "and automatically replaced, use -vvvv to see details\n";
                                default -> "";
                            });
        }
    }

    @Test
    void groupsThatARunMakesHaveSuchNamesToo() throws IOException {
        var run = play(Map.of("ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS", "silently"), tasks("""
                        - group_by: {key: x-y}
                        - add_host: {name: z, groups: q-r}
                        - debug: {msg: "{{ groups.x_y }} {{ groups.q_r }}"}
                        """));
        assertThat(run.code()).as(run.out()).isZero();
        assertThat(run.out()).contains("['a'] ['z']");
    }

    @Test
    void templatesSayThatTheyAreManagedInTheWordsOfTheSettings() throws IOException {
        var template = Files.writeString(folder.resolve("t.j2"), "{{ ansible_managed }}");
        var time = LocalDateTime.of(2026, 1, 2, 3, 4, 5).atZone(ZoneId.systemDefault());
        Files.setLastModifiedTime(template, FileTime.from(time.toInstant()));
        Files.writeString(
                folder.resolve("ansible.cfg"),
                "[defaults]\nansible_managed = {file} of %Y-%m-%d %H:%M by {uid}, 100%%\n");
        var run = play(Map.of(), tasks("- debug: {msg: \"{{ lookup('template', 't.j2') }}\"}"));
        assertThat(run.out())
                .contains("t.j2 of 2026-01-02 03:04 by "
                        + Files.getOwner(template).getName() + ", 100%");
    }
}
