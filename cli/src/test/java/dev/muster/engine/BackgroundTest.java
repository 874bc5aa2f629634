package dev.muster.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.muster.event.Event;
import dev.muster.event.Event.JobState;
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

/** Tasks with {@code async} on this machine. */
final class BackgroundTest {

    @TempDir
    Path folder;

    private final List<Event> events = new ArrayList<>();

    private RunSummary run(String tasks) throws IOException, InterruptedException {
        var inventory = Files.writeString(
                folder.resolve("hosts"), "one ansible_connection=local ansible_async_dir=" + folder + "/jobs\n");
        var file = Files.writeString(
                folder.resolve("site.yml"), "- hosts: all\n  gather_facts: false\n  tasks:\n" + tasks.indent(4));
        var names = new HashSet<>(ModuleCatalog.all().names());
        names.addAll(Engine.actions());
        var loader = new PlaybookLoader(LoaderSettings.of(names));
        try (var engine = new Engine(
                EngineOptions.DEFAULT,
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

    private List<String> messages() {
        return events.stream()
                .filter(Event.HostFinished.class::isInstance)
                .map(Event.HostFinished.class::cast)
                .map(event -> event.result().message())
                .toList();
    }

    private List<JobState> seen() {
        return events.stream()
                .filter(Event.JobSeen.class::isInstance)
                .map(event -> ((Event.JobSeen) event).state())
                .toList();
    }

    @Test
    void waitsForAJobAsLongAsItTakesAndNoLonger() throws Exception {
        var summary = run("""
                - command: echo said
                  async: 60
                  poll: 50
                  register: said
                - debug: {msg: "{{ said.stdout }} {{ said.finished }}"}
                """);
        assertEquals(0, summary.exitCode());
        assertEquals("said True", messages().getLast());
        assertEquals(List.of(JobState.OK), seen());
    }

    @Test
    void looksBeforeTheJobAndWritesInIt() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "a\n");
        var summary = run("""
                - lineinfile: {path: "%1$s", line: b}
                  async: 60
                  poll: 0
                  register: job
                - async_status: {jid: "{{ job.ansible_job_id }}"}
                  register: status
                  until: status is finished
                  delay: 0
                  retries: 1000
                - debug: {msg: "{{ status.msg }} {{ status is changed }}"}
                - lineinfile: {path: "%1$s", line: b}
                  async: 60
                  poll: 9
                  register: again
                - debug: {msg: "{{ again.changed }}"}
                """.formatted(file));
        assertEquals(0, summary.exitCode());
        assertEquals("a\nb\n", Files.readString(file));
        assertEquals("line added True", messages().get(2));
        assertEquals("false", messages().getLast());
    }

    @Test
    void jobsOutliveTheRun() throws Exception {
        run("""
                - shell: while [ ! -e go ]; do sleep 0.05; done; echo gone >went
                  args: {chdir: "%s"}
                  async: 60
                  poll: 0
                """.formatted(folder));
        Files.writeString(folder.resolve("go"), "");
        long deadline = System.nanoTime() + 20_000_000_000L;
        // Until its state is written and nothing else is left of it, the job still works in the folder.
        while (!isOver() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertTrue(isOver());
        assertTrue(Files.exists(folder.resolve("went")));
    }

    private boolean isOver() throws IOException {
        try (var files = Files.list(folder.resolve("jobs"))) {
            var all = files.toList();
            return all.size() == 1 && Files.readString(all.getFirst()).contains("\"finished\": true");
        }
    }

    @Test
    void refusesWhatHappensOnTheController() throws Exception {
        assertEquals(2, run("""
                - ansible.builtin.set_fact: {a: b}
                  async: 5
                """).exitCode());
        assertEquals(List.of("This action (ansible.builtin.set_fact) does not support async."), messages());
    }

    @Test
    void tellsOfAFailedJob() throws Exception {
        assertEquals(2, run("""
                - command: "false"
                  async: 60
                  poll: 9
                """).exitCode());
        assertEquals(List.of(JobState.FAILED), seen());
        assertEquals(List.of("non-zero return code"), messages());
    }
}
