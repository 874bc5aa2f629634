package dev.muster.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.muster.event.Event;
import dev.muster.inventory.InventoryLoader;
import dev.muster.modules.ModuleCatalog;
import dev.muster.playbook.LoaderSettings;
import dev.muster.playbook.PlaybookLoader;
import dev.muster.remote.Connections;
import dev.muster.source.Source;
import dev.muster.value.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole playbooks on this machine. */
final class EngineTest {

    @TempDir
    Path folder;

    private final List<Event> events = new ArrayList<>();
    private final List<String> prompts = new ArrayList<>();

    private RunSummary run(String tasks) throws IOException, InterruptedException {
        return play("- hosts: all\n  gather_facts: false\n  tasks:\n" + tasks.indent(4));
    }

    private RunSummary play(String text) throws IOException, InterruptedException {
        return play(text, EngineOptions.DEFAULT);
    }

    /** A play where somebody types these lines into the debugger. */
    private RunSummary debugged(String text, String... lines) throws IOException, InterruptedException {
        var typed = new java.util.ArrayDeque<>(List.of(lines));
        var all = EngineOptions.DEFAULT;
        var options = new EngineOptions(
                all.selection(),
                all.login(),
                all.privilege(),
                all.extraVariables(),
                1,
                all.check(),
                all.diff(),
                all.verbosity(),
                all.habits(),
                all.directory(),
                all.ask(),
                prompt -> {
                    prompts.add(prompt);
                    return Optional.ofNullable(typed.poll());
                });
        return play(text, options);
    }

    private RunSummary play(String text, EngineOptions options) throws IOException, InterruptedException {
        var inventory = Files.writeString(
                folder.resolve("hosts"), "one ansible_connection=local\ntwo ansible_connection=local\n");
        var file = Files.writeString(folder.resolve("site.yml"), text);
        var names = new HashSet<>(ModuleCatalog.all().names());
        names.addAll(Engine.actions());
        names.add("gather_facts");
        var loader = new PlaybookLoader(LoaderSettings.of(names));
        try (var engine = new Engine(
                options,
                InventoryLoader.load(List.of(inventory.toString()), file.getParent(), Source::of, _ -> {}),
                ModuleCatalog.all(),
                new Connections(_ -> {}, _ -> Optional.empty()),
                loader,
                Source::of,
                new Secrets(),
                events::add)) {
            return engine.run(loader.load(file));
        }
    }

    private static Event.Stats stats(RunSummary summary) {
        return summary.hosts().getOrDefault("one", Event.Stats.NONE);
    }

    private List<String> messages() {
        return events.stream()
                .filter(Event.HostFinished.class::isInstance)
                .map(Event.HostFinished.class::cast)
                .filter(event -> event.host().equals("one"))
                .map(event -> event.result().message())
                .toList();
    }

    @Test
    void runsCommandsAndRegistersTheirResults() throws Exception {
        var summary = run("""
                - command: echo hello
                  register: said
                - debug: {msg: "{{ said.stdout }} {{ inventory_hostname }}"}
                """);
        assertEquals(0, summary.exitCode());
        assertEquals(new Event.Stats(2, 1, 0, 0, 0, 0, 0), stats(summary));
        assertEquals("hello one", messages().getLast());
    }

    @Test
    void neverRendersWhatANodeAnswered() throws Exception {
        run("""
                - command: printf '%s' '{{ "{{" }} 1 + 1 }}'
                  register: said
                - debug: {msg: "{{ said.stdout }}"}
                """);
        assertEquals("{{ 1 + 1 }}", messages().getLast());
    }

    @Test
    void rescuesAFailedBlockAndAlwaysDoesTheRest() throws Exception {
        var summary = run("""
                - block:
                    - fail: {msg: broken}
                    - debug: {msg: not reached}
                  rescue:
                    - debug: {msg: "rescued {{ ansible_failed_result.msg }}"}
                  always:
                    - debug: {msg: always}
                """);
        assertEquals(List.of("broken", "rescued broken", "always"), messages());
        assertEquals(new Event.Stats(2, 0, 0, 0, 0, 1, 0), stats(summary));
        assertEquals(0, summary.exitCode());
    }

    @Test
    void loopsSkipsAndIgnoresAsAnsibleCountsThem() throws Exception {
        var summary = run("""
                - debug: {msg: "{{ item }}"}
                  loop: [1, 2]
                - debug: {msg: skipped}
                  when: inventory_hostname == 'nobody'
                - command: /bin/false
                  ignore_errors: true
                - debug: {msg: "{{ nothing_here }}"}
                """);
        assertEquals(new Event.Stats(2, 1, 0, 1, 1, 0, 1), stats(summary));
        assertEquals(2, summary.exitCode());
        assertEquals(
                "Task failed: Finalization of task args for 'ansible.builtin.debug' failed: "
                        + "Error while resolving value for 'msg': 'nothing_here' is undefined",
                messages().getLast());
    }

    @Test
    void runsHandlersOnceAtTheEnd() throws Exception {
        play("""
                - hosts: all
                  gather_facts: false
                  tasks:
                    - {command: echo a, notify: told}
                    - {command: echo b, notify: told}
                    - debug: {msg: before}
                  handlers:
                    - {name: told, debug: {msg: handled}}
                """);
        assertEquals(1, messages().stream().filter("handled"::equals).count());
        assertEquals("handled", messages().getLast());
    }

    @Test
    void includesTasksWithTheirVariables() throws Exception {
        Files.writeString(folder.resolve("more.yml"), "- debug: {msg: \"{{ given }} {{ item }}\"}\n");
        run("""
                - include_tasks: more.yml
                  vars: {given: x}
                  loop: [1, 2]
                """);
        assertEquals(List.of("All items completed", "x 1", "x 2"), messages());
    }

    @Test
    void findsVariablesThatLeadBackToThemselves() throws Exception {
        run("""
                - debug: {msg: "{{ a }}"}
                  vars: {a: "{{ b }}", b: "{{ a }}"}
                """);
        assertTrue(messages().getFirst().contains("Recursive loop detected in template"), messages()::toString);
    }

    @Test
    void setsFactsThatOtherHostsSee() throws Exception {
        run("""
                - set_fact: {me: "{{ inventory_hostname }}"}
                - debug: {msg: "{{ hostvars['two'].me }} {{ groups['all'] | length }}"}
                """);
        assertEquals("two 2", messages().getLast());
    }

    @Test
    void gathersFactsAndWritesFilesOfRoles() throws Exception {
        var role = Files.createDirectories(folder.resolve("roles/web/tasks"));
        Files.writeString(role.resolve("main.yml"), """
                - template: {src: page.j2, dest: "{{ target }}/page-{{ inventory_hostname }}"}
                - copy: {content: "{{ number }}", dest: "{{ target }}/port-{{ inventory_hostname }}"}
                - debug: {msg: "{{ role_name }} {{ ansible_facts.system }} {{ ansible_system }}"}
                """);
        Files.createDirectories(folder.resolve("roles/web/templates"));
        Files.writeString(folder.resolve("roles/web/templates/page.j2"), "port {{ number }}\n");
        Files.createDirectories(folder.resolve("roles/web/defaults"));
        Files.writeString(folder.resolve("roles/web/defaults/main.yml"), "number: 80\n");
        var summary = play("""
                - hosts: all
                  serial: 1
                  vars: {target: %s}
                  roles:
                    - {role: web, number: 8080}
                """.formatted(folder));
        assertEquals(0, summary.exitCode(), messages()::toString);
        assertEquals("web Linux Linux", messages().getLast());
        assertEquals("port 8080\n", Files.readString(folder.resolve("page-one")));
        assertEquals("8080", Files.readString(folder.resolve("port-two")));
        assertEquals(new Event.Stats(4, 2, 0, 0, 0, 0, 0), stats(summary));
    }

    @Test
    void retriesUntilItHoldsAndDelegates() throws Exception {
        run("""
                - shell: echo x >> %s/tries-{{ inventory_hostname }}; wc -l < %s/tries-{{ inventory_hostname }}
                  register: tried
                  until: tried.stdout | int == 2
                  retries: 3
                  delay: 0
                  delegate_to: localhost
                - debug: {msg: "{{ tried.attempts }}"}
                """.formatted(folder, folder));
        assertEquals("2", messages().getLast());
    }

    @Test
    void doesNotFailOutOfTriesWhereFailedWhenSaysSo() throws Exception {
        var summary = run("""
                - {command: "true", register: tried, until: 1 == 0, retries: 1, delay: 0, failed_when: tried.attempts > 6}
                - debug: {msg: "{{ tried.attempts }}"}
                """);
        assertEquals(0, summary.exitCode());
        assertEquals("1", messages().getLast());
    }

    @Test
    void rendersOnceWhereATaskIsToRun() throws Exception {
        var summary = run("""
                - assert: {that: "ansible_delegated_vars.keys() | list == [ansible_host]"}
                  delegate_to: "{{ range(100000) | random }}"
                  loop: [1, 2, 3]
                """);
        assertEquals(0, summary.exitCode());
    }

    @Test
    void namesAPythonOfThisMachine() throws Exception {
        run("- debug: {msg: \"{{ ansible_playbook_python }}\"}");
        assertEquals("/usr/bin/python3", messages().getLast());
    }

    @Test
    void reportsHostsInTheirOrderWhereNoNodeIsAsked() throws Exception {
        run("""
                - debug: {msg: "{{ inventory_hostname }}{{ lookup('pipe', 'sleep 0.3') if inventory_hostname == 'one' }}"}
                """);
        var hosts = events.stream()
                .filter(Event.HostFinished.class::isInstance)
                .map(event -> ((Event.HostFinished) event).host())
                .toList();
        assertEquals(List.of("one", "two"), hosts);
    }

    @Test
    void reportsTheNodeThatAnswersFirstFirst() throws Exception {
        run("""
                - shell: "{{ 'sleep 0.5' if inventory_hostname == 'one' else 'true' }}"
                """);
        var hosts = events.stream()
                .filter(Event.HostFinished.class::isInstance)
                .map(event -> ((Event.HostFinished) event).host())
                .toList();
        assertEquals(List.of("two", "one"), hosts);
    }

    @Test
    void warnsOfWhatTheLastTaskBrings() throws Exception {
        var role = Files.createDirectories(folder.resolve("roles/late/handlers"));
        Files.writeString(role.resolve("main.yml"), """
                - block:
                    - {name: told, debug: {msg: handled}}
                  rescue:
                    - debug: {msg: rescued}
                """);
        run("""
                - include_role: {name: late}
                """);
        assertTrue(
                events.stream().anyMatch(event -> event instanceof Event.Warning(var text) && text.contains("rescue")),
                events::toString);
    }

    @Test
    void endsWithoutRecapWhereAFileOfVariablesIsWrong() throws Exception {
        Files.writeString(folder.resolve("broken.yml"), "a: [\n");
        var summary = play("""
                - hosts: all
                  gather_facts: false
                  vars_files: [broken.yml]
                  tasks: [debug: {msg: never}]
                """);
        assertEquals(4, summary.exitCode());
        assertTrue(events.stream().noneMatch(Event.Recap.class::isInstance), events::toString);
    }

    @Test
    void letsEachHostGoItsOwnWayWithTheStrategyFree() throws Exception {
        var summary = play("""
                - hosts: all
                  gather_facts: false
                  strategy: free
                  tasks:
                    - shell: "{{ 'sleep 0.5' if inventory_hostname == 'one' else 'true' }}"
                      notify: told
                    - debug: {msg: "tasks {{ inventory_hostname }}"}
                    - block:
                        - command: /bin/false
                      rescue:
                        - debug: {msg: "rescued {{ inventory_hostname }}"}
                  handlers:
                    - {name: told, debug: {msg: "handled {{ inventory_hostname }}"}}
                """);
        assertEquals(0, summary.exitCode());
        var said = events.stream()
                .filter(Event.HostFinished.class::isInstance)
                .map(event -> ((Event.HostFinished) event).result().message())
                .filter(text -> text.endsWith("one") || text.endsWith("two"))
                .toList();
        assertEquals(
                List.of("tasks two", "rescued two", "handled two", "tasks one", "rescued one", "handled one"), said);
        assertEquals(new Event.Stats(4, 1, 0, 0, 0, 1, 0), stats(summary));
    }

    @Test
    void endsTheWholeRunWhereAFreeHostMeetsWhatMeansAll() throws Exception {
        var summary = play("""
                - hosts: all
                  gather_facts: false
                  strategy: free
                  tasks:
                    - add_host: {name: three}
                """);
        assertEquals(1, summary.exitCode());
        assertTrue(events.stream().noneMatch(Event.Recap.class::isInstance), events::toString);
    }

    private List<String> said() {
        return events.stream()
                .filter(Event.Verbose.class::isInstance)
                .map(event -> ((Event.Verbose) event).text())
                .filter(text -> !text.contains(" plays in ") && !text.startsWith("ESTABLISH "))
                .toList();
    }

    @Test
    void repeatsATaskWithWhatWasMendedInTheDebugger() throws Exception {
        var summary = debugged(
                """
                - hosts: one
                  gather_facts: false
                  tasks:
                    - name: speak
                      command: echo {{ missing }}
                      debugger: on_failed
                      register: spoken
                    - debug: {msg: "{{ spoken.stdout }}"}
                """,
                "p task",
                "p task.args",
                "p host",
                "p missing",
                "p result._result.failed",
                "task_vars['missing'] = 'first'",
                "task.args['_raw_params'] = 'echo second'",
                "u",
                "r");
        assertEquals(0, summary.exitCode());
        assertEquals("first", messages().getLast());
        assertEquals(new Event.Stats(2, 1, 0, 0, 0, 0, 0), stats(summary));
        assertEquals(
                List.of(
                        "TASK: speak",
                        "{'_raw_params': 'echo {{ missing }}'}",
                        "one",
                        "***NameError:NameError(\"name 'missing' is not defined\")",
                        "True"),
                said());
        assertEquals("[one] TASK: speak (debug)> ", prompts.getFirst());
    }

    @Test
    void replacesAnArgumentInTheDebuggerAndGoesOn() throws Exception {
        var summary = debugged("""
                - hosts: one
                  gather_facts: false
                  strategy: debug
                  tasks:
                    - assert: {that: "1 == 2"}
                    - fail: {msg: broken}
                    - debug: {msg: never}
                """, "task.args['that'] = []", "r", "c");
        assertEquals(2, summary.exitCode());
        assertEquals(new Event.Stats(1, 0, 0, 1, 0, 0, 0), stats(summary));
    }

    @Test
    void asksInTheDebuggerOnlyWhenItIsWanted() throws Exception {
        debugged("""
                - hosts: one
                  gather_facts: false
                  debugger: on_skipped
                  tasks:
                    - debug: {msg: shown}
                    - debug: {msg: never}
                      when: false
                    - debug: {msg: never}
                      when: false
                      debugger: never
                    - fail: {msg: broken}
                      ignore_errors: true
                      debugger: on_failed
                    - debug: {msg: always}
                      debugger: always
                """, "c", "c");
        assertEquals(2, prompts.size(), prompts::toString);
    }

    @Test
    void endsTheRunWhereTheDebuggerHasNothingToRead() throws Exception {
        var summary = debugged("""
                - hosts: all
                  gather_facts: false
                  tasks:
                    - fail: {msg: broken}
                      debugger: on_failed
                    - debug: {msg: never}
                """);
        assertEquals(99, summary.exitCode());
        assertEquals(List.of("User interrupted execution"), said());
        assertTrue(events.stream().noneMatch(Event.Recap.class::isInstance), events::toString);
    }

    @Test
    void warnsOfAHandlerWhoseNameCannotBeKnown() throws Exception {
        play("""
                - hosts: one
                  gather_facts: false
                  tasks:
                    - {command: echo, notify: told}
                    - meta: end_host
                      when: false
                  handlers:
                    - {name: "named {{ missing }}", debug: {msg: never}}
                    - {name: told, debug: {msg: handled}}
                """);
        assertEquals("handled", messages().getLast());
        assertTrue(
                events.stream()
                        .anyMatch(event -> event instanceof Event.Warning(var text)
                                && text.startsWith("Handler 'named {{ missing }}' is unusable")),
                events::toString);
        assertTrue(
                said().contains("META: end_host conditional evaluated to False, continuing execution for one"),
                said()::toString);
    }
}
