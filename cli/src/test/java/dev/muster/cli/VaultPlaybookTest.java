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

/** Playbooks with vaults in them; what Ansible says and with which code was read off ansible-core 2.19. */
final class VaultPlaybookTest {

    private static final String LOCKED = "Attempting to decrypt but no vault secrets found";
    private static final String WRONG = "Decryption failed (no vault secrets were found that could decrypt)";

    @TempDir
    private Path folder;

    private String right = "";
    private String wrong = "";

    @BeforeEach
    void inventory() throws IOException {
        right = write("right", "right password").toString();
        wrong = write("wrong", "wrong password").toString();
        write("hosts", "a ansible_connection=local\nb ansible_connection=local\n");
    }

    private Path write(String name, String text) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private void vault(String name, String text) throws IOException {
        var file = write(name, text);
        assertThat(Invoked.muster("vault", "encrypt", file.toString(), "--vault-id", right)
                        .code())
                .isZero();
    }

    /** The vault of a text, to be put behind a key at the given depth. */
    private String inline(String text, int depth) {
        var made = Invoked.muster("vault", "encrypt_string", "--vault-id", right, text)
                .out();
        return made.stripTrailing().replace("\n          ", "\n" + " ".repeat(depth));
    }

    private Invoked play(String tasks, String... words) throws IOException {
        write("site.yml", """
                - hosts: a
                  gather_facts: false
                  tasks:
                """ + tasks.indent(4));
        return run(words);
    }

    private Invoked run(String... words) {
        var all = Stream.concat(Stream.of("playbook", "-i", folder + "/hosts", folder + "/site.yml"), Stream.of(words));
        return Invoked.muster(Map.of("ANSIBLE_PYTHON_INTERPRETER", "/usr/bin/python3"), all.toArray(String[]::new));
    }

    @Test
    void endsWithOneWhenAFileOfThePlaybookCannotBeOpened() throws IOException {
        vault("tasks.yml", "- debug: msg=hello\n");
        assertThat(play("- import_tasks: tasks.yml")).satisfies(run -> {
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains(LOCKED);
        });
        vault("more.yml", "word: hello\n");
        write("site.yml", "- hosts: a\n  gather_facts: false\n  vars_files: [more.yml]\n  tasks: []\n");
        assertThat(run("--vault-id", wrong)).satisfies(run -> {
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains(WRONG);
        });
        assertThat(run("--vault-id", right).code()).isZero();
        vault("site.yml", "- hosts: a\n");
        assertThat(run().code()).isEqualTo(1);
        assertThat(run("-e", "@" + folder + "/more.yml", "--vault-id", wrong).code())
                .isEqualTo(1);
    }

    @Test
    void readsAFileOfVariablesThatIsAListOfDictionaries() throws IOException {
        vault("vars/café.yml", "- word: first\n- word: hello\n");
        write("site.yml", """
                - hosts: a
                  gather_facts: false
                  vars_files: [café.yml]
                  tasks: [{debug: {var: word}}]
                """);
        assertThat(run("--vault-id", right).out()).contains("\"word\": \"hello\"");
    }

    @Test
    void endsWithFourWhenTheVariablesOfAGroupCannotBeOpened() throws IOException {
        vault("group_vars/all.yml", "word: hello\n");
        assertThat(play("- debug: var=word")).satisfies(run -> {
            assertThat(run.code()).isEqualTo(4);
            assertThat(run.err()).contains(LOCKED);
        });
        assertThat(Invoked.muster("inventory", "-i", folder + "/hosts", "--list", "--vault-id", wrong))
                .satisfies(run -> {
                    assertThat(run.code()).isEqualTo(4);
                    assertThat(run.err()).contains(WRONG);
                });
        assertThat(play("- debug: var=word", "--vault-id", right).out()).contains("\"word\": \"hello\"");
    }

    @Test
    void endsWithFourWhenTheVariablesOfAGroupAreNoYaml() throws IOException {
        write("group_vars/all.yml", "word: [hello\n");
        assertThat(play("- debug: var=word").code()).isEqualTo(4);
    }

    @Test
    void readsOnlyTheVariablesOfTheHostsThatAreAskedFor() throws IOException {
        vault("host_vars/b.yml", "word: hello\n");
        assertThat(play("- debug: msg=\"{{ hostvars['a'] is defined }} {{ hostvars['a'] | length > 5 }}\"")
                        .out())
                .contains("True True");
        assertThat(play("- debug: msg=\"{{ hostvars[inventory_hostname] }}\"").out())
                .contains("\"playbook_dir\"")
                .doesNotContain("\"hostvars\"", "\"play_hosts\"", "\"omit\"");
    }

    @Test
    void failsTheTaskWhenWhatItIncludesCannotBeOpened() throws IOException {
        vault("tasks.yml", "- debug: msg=hello\n");
        vault("vars.yml", "word: hello\n");
        for (var task : new String[] {"- include_tasks: tasks.yml", "- include_vars: vars.yml"}) {
            var run = play(task);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.out()).contains(LOCKED).contains("failed=1");
        }
        assertThat(play("- include_tasks: tasks.yml", "--vault-id", right).out())
                .contains("\"msg\": \"hello\"");
    }

    @Test
    void failsTheTaskThatUsesAValueThatCannotBeOpened() throws IOException {
        write("group_vars/all.yml", "word: " + inline("hello world", 2) + "\nother: visible\n");
        var run = play("- debug: var=other\n- debug: msg=\"{{ word }}\"", "--vault-id", wrong);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).contains("\"other\": \"visible\"").contains(WRONG);
        assertThat(run.out()).contains("Attempt to use undecryptable variable: " + WRONG);
        assertThat(run.out()).contains("group_vars/all.yml:");
    }

    @Test
    void knowsAValueThatStoodEncrypted() throws IOException {
        write("group_vars/all.yml", "word: " + inline("hello world", 2) + "\nin:\n  it: " + inline("hello world", 4));
        var run = play("""
                - set_fact: {copied: "{{ word }}", outer: {inner: "{{ in.it }}"}}
                - debug:
                    msg:
                      - "{{ word is vault_encrypted }} {{ copied is vault_encrypted }} {{ outer.inner is vault_encrypted }}"
                      - "{{ 'hello world' is vault_encrypted }} {{ (word ~ '') is vault_encrypted }}"
                      - "{{ ('x' | vault('y')) is vault_encrypted }}"
                      - "{{ word | type_debug }} {{ word | length }} {{ word == 'hello world' }}"
                      - "{{ (word | unvault('right password')) == 'hello world' }}"
                      - "{{ ('hello' | vault('other', 'salt') | unvault('other')) == 'hello' }}"
                      - "{{ (playbook_dir + '/site.yml') is vaulted_file }}"
                """, "--vault-id", right);
        assertThat(run.out())
                .contains(
                        "\"True True True\"",
                        "\"False False\"",
                        "false,\n        \"str 11 True\"",
                        "\"str 11 True\"",
                        "true,\n        true,");
    }

    @Test
    void writesAVaultIntoYaml() throws IOException {
        write("group_vars/all.yml", "in:\n  it: " + inline("hello world", 4) + "\n  plain: [1]\n");
        var run = play("""
                - copy: {content: "{{ in | to_nice_yaml }}", dest: "{{ playbook_dir }}/nice"}
                - copy: {content: "{{ {'it': in.it} | to_yaml }}", dest: "{{ playbook_dir }}/plain"}
                - copy: {content: "{{ in | to_json }}", dest: "{{ playbook_dir }}/json"}
                """, "--vault-id", right);
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        assertThat(folder.resolve("nice"))
                .content()
                .startsWith("it: !vault |\n    $ANSIBLE_VAULT;1.1;AES256\n    ")
                .endsWith("\nplain:\n- 1\n");
        assertThat(folder.resolve("plain")).content().startsWith("it: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  ");
        assertThat(folder.resolve("json")).hasContent("{\"it\": \"hello world\", \"plain\": [1]}");
    }

    @Test
    void opensAFileOnItsWayUnlessToldOtherwise() throws IOException {
        vault("files/secret", "hello {{ 1 + 1 }}\n");
        vault("templates/secret.j2", "hello {{ 1 + 1 }}\n");
        var run = play("""
                - copy: {src: secret, dest: "{{ playbook_dir }}/opened"}
                - copy: {src: secret, dest: "{{ playbook_dir }}/shut", decrypt: false}
                - template: {src: secret.j2, dest: "{{ playbook_dir }}/rendered"}
                - copy: {content: "{{ lookup('file', 'secret') }}", dest: "{{ playbook_dir }}/looked"}
                - copy: {content: "{{ lookup('unvault', 'secret') }}", dest: "{{ playbook_dir }}/unvaulted"}
                """, "--vault-id", right);
        assertThat(run.code()).as(run.out() + run.err()).isZero();
        assertThat(folder.resolve("opened")).hasContent("hello {{ 1 + 1 }}\n");
        assertThat(folder.resolve("shut")).content().startsWith("$ANSIBLE_VAULT;1.1;AES256\n");
        assertThat(folder.resolve("rendered")).hasContent("hello 2\n");
        assertThat(folder.resolve("looked")).hasContent("hello {{ 1 + 1 }}");
        assertThat(folder.resolve("unvaulted")).hasContent("hello {{ 1 + 1 }}\n");
    }
}
