package dev.muster.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of playbooks that are wrong, to the letter. */
final class PlaybookErrorsTest {

    @TempDir
    Path folder;

    private PlaybookFiles files;

    @BeforeEach
    void files() {
        files = new PlaybookFiles(folder);
    }

    @Test
    void unknownKeywordOfAPlayNamesTheNearest() {
        assertThat(files.error("- hosts: all\n  tasksk: []\n"))
                .isEqualTo("2:3: 'tasksk' is not a valid attribute for a Play -> did you mean 'tasks'?");
    }

    @Test
    void keywordOfAnotherLevelIsRefused() {
        assertThat(files.error("- hosts: all\n  when: true\n"))
                .startsWith("2:3: 'when' is not a valid attribute for a Play");
        assertThat(files.taskError("- block: []\n  register: x\n"))
                .startsWith("4:7: 'register' is not a valid attribute for a Block");
        assertThat(files.taskError("- include_tasks: x.yml\n  become: true\n"))
                .startsWith("4:7: 'become' is not a valid attribute for a TaskInclude");
        assertThat(files.error("- import_playbook: x.yml\n  hosts: all\n"))
                .startsWith("2:3: 'hosts' is not a valid attribute for a PlaybookInclude");
        assertThat(files.taskError("- debug:\n  loop: []\n  loop_control: {loop_vra: x}\n"))
                .isEqualTo("5:22: 'loop_vra' is not a valid attribute for a LoopControl -> did you mean 'loop_var'?");
    }

    @Test
    void taskWithoutActionSaysWhatIsMissing() {
        assertThat(files.taskError("- name: nothing\n"))
                .isEqualTo(
                        "3:7: no module/action detected in task. -> a task needs the name of a module as one of its keys, "
                                + "such as 'debug:' or 'command:'");
    }

    @Test
    void unknownModuleNamesTheNearest() {
        assertThat(files.taskError("- copyy: src=a dest=b\n"))
                .isEqualTo("3:7: couldn't resolve module/action 'copyy'. This often indicates a misspelling, missing "
                        + "collection, or incorrect module path. -> did you mean 'copy'?");
    }

    @Test
    void removedModuleSaysWhatReplacesIt() {
        assertThat(files.taskError("- include: more.yml\n"))
                .isEqualTo(
                        "3:7: The 'ansible.builtin.include' action plugin has been removed. Use include_tasks or "
                                + "import_tasks instead. This feature was removed from ansible-core in a release after 2023-05-16.");
    }

    @Test
    void moduleThatLeftForACollectionNamesTheCollection() {
        assertThat(files.taskError("- docker_container: name=x\n"))
                .isEqualTo(
                        "3:7: couldn't resolve module/action 'docker_container'. This often indicates a misspelling, "
                                + "missing collection, or incorrect module path. -> it belongs to the collection "
                                + "'community.docker', which is not on the collections path");
    }

    @Test
    void moduleRemovedFromItsCollectionSaysSo() {
        files.write("collections/ansible_collections/acme/web/meta/runtime.yml", """
                plugin_routing:
                  modules:
                    gone: {tombstone: {removal_version: 2.0.0, warning_text: Use acme.web.proxy instead.}}
                    past: {tombstone: {removal_date: 2024-01-31}}
                """);
        assertThat(files.taskError("- acme.web.gone:\n"))
                .isEqualTo(
                        "3:7: The 'acme.web.gone' module has been removed. Use acme.web.proxy instead. This feature was "
                                + "removed from collection 'acme.web' version 2.0.0.");
        assertThat(files.taskError("- acme.web.past:\n"))
                .isEqualTo("3:7: The 'acme.web.past' module has been removed. This feature was removed from collection "
                        + "'acme.web' in a release after 2024-01-31.");
    }

    @Test
    void modulesThatStandForEachOtherAreALoop() {
        files.write("collections/ansible_collections/acme/web/meta/runtime.yml", """
                plugin_routing:
                  modules:
                    one: {redirect: acme.web.two}
                    two: {redirect: acme.web.one}
                """);
        assertThat(files.taskError("- acme.web.one:\n"))
                .isEqualTo("3:7: plugin redirect loop resolving acme.web.one (path: acme.web.one, acme.web.two)");
    }

    @Test
    void twoActionsConflict() {
        assertThat(files.taskError("- copy: src=a dest=b\n  file: path=c\n"))
                .isEqualTo(
                        "4:7: conflicting action statements: copy, file -> a task has one action; make two tasks of it");
    }

    @Test
    void misspelledKeywordBesideAnActionIsPointedAt() {
        assertThat(files.taskError("- debug: msg=a\n  whne: x\n"))
                .isEqualTo("4:7: 'whne' is not a valid attribute for a Task -> did you mean 'when'?");
    }

    @Test
    void playNeedsHosts() {
        assertThat(files.error("- tasks: []\n"))
                .isEqualTo(
                        "1:3: the field 'hosts' is required but was not set -> a play names its hosts, such as 'hosts: all'");
        assertThat(files.error("- hosts: []\n"))
                .isEqualTo("1:10: Hosts list cannot be empty. Please check your playbook");
        assertThat(files.error("- hosts: [a, null]\n"))
                .isEqualTo("1:14: hosts list cannot contain values of 'None'. Please check your playbook");
        assertThat(files.error("- hosts: {a: b}\n"))
                .isEqualTo("1:10: hosts list must be a sequence or string. Please check your playbook");
    }

    @Test
    void playbookIsAListOfPlays() {
        assertThat(files.error("hosts: all\n"))
                .isEqualTo(
                        "1:1: a playbook must be a list of plays, got a dictionary instead: DIR/site.yml -> start each "
                                + "play with '- hosts: ...'");
        assertThat(files.error("# nothing\n"))
                .isEqualTo(
                        "1:1: empty playbook, nothing to do: DIR/site.yml -> a playbook is a list of plays: start one "
                                + "with '- hosts: ...'");
        assertThat(files.error("[]\n")).isEqualTo("1:1: A playbook must contain at least one play: DIR/site.yml");
        assertThat(files.error("- play\n"))
                .isEqualTo("1:3: playbook entries must be either valid plays or 'import_playbook' statements -> write "
                        + "'- hosts: ...', or '- import_playbook: FILE'");
    }

    @Test
    void valuesOfTheWrongTypeAreRefused() {
        assertThat(files.taskError("- ping:\n  connection: [ssh]\n"))
                .isEqualTo("4:19: the field 'connection' is supposed to be a string type, however the incoming data "
                        + "structure is a list");
        assertThat(files.taskError("- ping:\n  vars: [a]\n"))
                .isEqualTo("4:13: vars in a Task must be specified as a dictionary");
        assertThat(files.taskError("- ping:\n  register: my-result\n"))
                .startsWith("4:17: Invalid 'register' specified: Invalid variable name 'my-result'.");
        assertThat(files.error("- hosts: all\n  tasks: {ping: }\n"))
                .isEqualTo(
                        "2:10: A malformed block was encountered while loading tasks: {'ping': None} should be a list or None but "
                                + "is dictionary");
    }

    @Test
    void missingImportSaysWhereItWasSearched() {
        assertThat(files.taskError("- import_tasks: gone.yml\n"))
                .isEqualTo("3:21: could not find or access 'gone.yml' -> searched for 'DIR/gone.yml'");
    }

    @Test
    void missingRoleNamesTheNearest() {
        files.write("roles/web/tasks/main.yml", "- ping:\n");
        assertThat(files.error("- hosts: all\n  roles: [wbe]\n"))
                .isEqualTo("2:11: the role 'wbe' was not found in DIR/roles:DIR -> did you mean 'web'?");
    }

    @Test
    void importsThatGoRoundAreFound() {
        files.write("a.yml", "- import_tasks: b.yml\n").write("b.yml", "- import_tasks: a.yml\n");
        assertThat(files.taskError("- import_tasks: a.yml\n"))
                .isEqualTo("1:17: 'DIR/a.yml' imports itself -> the imports are DIR/site.yml -> DIR/a.yml -> DIR/b.yml "
                        + "-> DIR/a.yml");
        assertThat(files.error("- import_playbook: site.yml\n")).startsWith("1:20: 'DIR/site.yml' imports itself");
    }

    @Test
    void rolesThatNeedEachOtherAreFound() {
        files.write("roles/a/meta/main.yml", "dependencies: [b]\n")
                .write("roles/b/meta/main.yml", "dependencies: [a]\n");
        assertThat(files.error("- hosts: all\n  roles: [a]\n"))
                .isEqualTo(
                        "1:16: a recursion loop was detected with the roles specified. Make sure child roles do not have "
                                + "dependencies on parent roles -> the roles need each other: a -> b -> a");
    }

    @Test
    void templateInAStaticNameIsExplained() {
        assertThat(files.taskError("- import_tasks: \"{{ os }}.yml\"\n"))
                .startsWith("3:22: error when evaluating variable in import path '{{ os }}.yml'.")
                .contains("-> when using static imports, ensure that any variables used in their names are defined");
    }

    @Test
    void importsHaveNoLoopsAndNoApply() {
        files.write("a.yml", "- ping:\n");
        assertThat(files.taskError("- import_tasks: a.yml\n  loop: [1]\n"))
                .isEqualTo(
                        "4:13: you cannot use loops on 'import_tasks' statements. You should use 'include_tasks' instead");
        assertThat(files.taskError("- import_tasks: {file: a.yml, apply: {tags: x}}\n"))
                .startsWith("3:42: Invalid options for import_tasks: apply");
        assertThat(files.taskError("- include_role: {nam: a}\n"))
                .isEqualTo("3:27: Invalid options for include_role: nam -> did you mean 'name'?");
        assertThat(files.taskError("- include_role: {tasks_from: a}\n"))
                .isEqualTo("3:7: 'name' is a required field for include_role");
        assertThat(files.taskError("- include_role: {name: r, vars_from: [a.yml]}\n"))
                .isEqualTo("3:42: expected a string for vars_from but got 'list' instead");
    }

    @Test
    void endOfARoleNeedsARole() {
        assertThat(files.taskError("- meta: end_role\n"))
                .isEqualTo("3:7: cannot execute 'end_role' from outside of a role");
    }

    @Test
    void unbalancedQuotesInArgumentsAreFound() {
        assertThat(files.taskError("- shell: echo \"a\n"))
                .isEqualTo(
                        "3:14: failed at splitting arguments, either an unbalanced jinja2 block or quotes: echo \"a");
    }
}
