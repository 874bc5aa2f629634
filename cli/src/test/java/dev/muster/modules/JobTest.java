package dev.muster.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.muster.remote.StandAlone;
import dev.muster.step.Result;
import dev.muster.step.Result.Status;
import dev.muster.step.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Jobs in the background, by the shells of this machine. */
final class JobTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What jobs need of a machine that has no setsid. */
    private static final List<String> FEW =
            List.of("cat", "mkdir", "readlink", "sleep", "rm", "mv", "od", "tr", "date", "sh", "stat", "id");

    @TempDir
    Path home;

    static List<Shells.Shell> shells() throws IOException {
        return Shells.present();
    }

    private Map<String, String> folder() {
        return Map.of("ANSIBLE_ASYNC_DIR", home.resolve("jobs").toString());
    }

    private Result start(Shells.Shell shell, Module module, Map<String, ?> given, long limit) {
        var call = Calls.of(module, given, false);
        var job = new Job(module.name(), Map.copyOf(given), false, false, List.of());
        return module.start(call) instanceof Module.Outcome.Ask ask
                ? start(shell, job, ask.script(), limit)
                : Result.failed("nothing is asked");
    }

    private Result start(Shells.Shell shell, Job job, Script script, long limit) {
        var program = StandAlone.text(script, Job.OUT, Job.ERR);
        return job.start("j1", limit, program) instanceof Module.Outcome.Ask(var step, var _, var then)
                        && then.apply(shell.run(step.withEnvironment(folder()), home))
                                instanceof Module.Outcome.Done(var result)
                ? result
                : Result.failed("it asks more than once");
    }

    private Result status(Shells.Shell shell, Object id, String mode) {
        var module = new AsyncStatusModule();
        var call = Calls.of(module, Map.of("jid", id, "mode", mode), false);
        return module.start(call) instanceof Module.Outcome.Ask(var step, var _, var then)
                        && then.apply(shell.run(step.withEnvironment(folder()), home))
                                instanceof Module.Outcome.Done(var result)
                ? result
                : Result.failed("it asks more than once");
    }

    private Result end(Shells.Shell shell, Result begun) {
        var id = begun.data().get("ansible_job_id");
        assertThat(id).as("job of %s", begun.data()).isNotNull();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Result seen;
        do {
            seen = status(shell, id, "status");
        } while (!Boolean.TRUE.equals(seen.data().get("finished")) && System.nanoTime() < deadline);
        return seen;
    }

    @ParameterizedTest
    @MethodSource("shells")
    void tellsWhatACommandSaidAndHowItEnded(Shells.Shell shell) throws Exception {
        var begun = start(
                shell, new ShellModule(), Map.of("_raw_params", "cat; echo \"it's\" >&2; exit 3", "stdin", "in"), 30);
        assertTrue(begun.changed());
        assertEquals(true, begun.data().get("started"));
        assertEquals(false, begun.data().get("finished"));
        assertThat(begun.data().get("results_file").toString()).startsWith(home + "/jobs/j1.");
        var ended = end(shell, begun);
        assertEquals(Status.FAILED, ended.status());
        assertThat(ended.data())
                .containsEntry("rc", 3L)
                .containsEntry("stdout", "in")
                .containsEntry("stderr", "it's")
                .containsEntry("finished", true)
                .containsEntry("started", true);
        var file = Path.of(begun.data().get("results_file").toString());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (count(file.getParent()) > 1 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertEquals(1, count(file.getParent()), "the job's output lies about");
    }

    private static long count(Path folder) throws IOException {
        try (var all = Files.list(folder)) {
            return all.count();
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void runsModulesThatWriteFilesWithTheUsualPermissions(Shells.Shell shell) throws Exception {
        var file = home.resolve("new");
        var ended = end(shell, start(shell, new FileModule(), Map.of("path", file.toString(), "state", "touch"), 30));
        assertThat(ended.data()).containsEntry("dest", file.toString()).containsEntry("mode", "0644");
        assertTrue(ended.changed());
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void killsWhatTakesLongerThanItsTime(Shells.Shell shell) throws Exception {
        killsIn(shell);
    }

    @Test
    void killsWhatTakesLongerThanItsTimeWhereThereIsNoSetsid() throws Exception {
        var shell = Shells.present().getFirst();
        killsIn(new Shells.Shell("few", shell.command(), Shells.folderOf(FEW)));
    }

    private void killsIn(Shells.Shell shell) throws IOException {
        var child = home.resolve("child");
        var begun = start(
                shell,
                new ShellModule(),
                Map.of("_raw_params", "echo begun; sh -c 'echo $$ >child; exec sleep 60'; true"),
                1);
        var ended = end(shell, begun);
        assertEquals(Status.FAILED, ended.status());
        assertEquals("Timeout exceeded", ended.message());
        assertThat(ended.data()).containsEntry("finished", true).containsKey("child_pid");
        long number = Long.parseLong(Files.readString(child).strip());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (isAlive(number) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertFalse(isAlive(number), "the job's child lives on");
    }

    /** One that is dead and that nobody has asked about yet is no more alive than others. */
    private static boolean isAlive(long number) throws IOException {
        var stat = Path.of("/proc/" + number + "/stat");
        return Files.exists(stat) && !Files.readString(stat).contains(") Z ");
    }

    @ParameterizedTest
    @MethodSource("shells")
    void saysThatAJobDiedBeforeItsEnd(Shells.Shell shell) {
        // The step's shell itself is killed, as when a machine runs out of memory.
        var library = new Script.Library("dies", "dies() { kill -s KILL $$; }");
        var job = new Job("ping", Map.of(), false, false, List.of());
        var ended = end(shell, start(shell, job, Script.call(List.of(library), "dies", List.of()), 30));
        assertEquals("the job ended before it could say how", ended.message());
        assertTrue(ended.isFailed());
    }

    @ParameterizedTest
    @MethodSource("shells")
    void erasesStatesAndNothingElse(Shells.Shell shell) throws Exception {
        var begun = start(shell, new PingModule(), Map.of(), 30);
        end(shell, begun);
        var id = begun.data().get("ansible_job_id");
        var erased = status(shell, id, "cleanup");
        assertThat(erased.data())
                .containsEntry("erased", begun.data().get("results_file"))
                .containsEntry("started", false)
                .containsEntry("finished", false);
        assertThat(Path.of(begun.data().get("results_file").toString())).doesNotExist();
        assertEquals("could not find job", status(shell, id, "cleanup").message());
        var precious = Files.writeString(home.resolve("precious"), "x");
        assertEquals(
                "could not find job", status(shell, "../precious", "cleanup").message());
        assertThat(precious).exists();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void readsTheStatesOfAnsible(Shells.Shell shell) throws Exception {
        var folder = Files.createDirectories(home.resolve("jobs"));
        Files.writeString(
                folder.resolve("j2.1"), "{\"started\": true, \"finished\": false, \"ansible_job_id\": \"j2.1\"}");
        assertEquals(false, status(shell, "j2.1", "status").data().get("finished"));
        Files.writeString(folder.resolve("j2.1"), "{\"chang");
        assertEquals(false, status(shell, "j2.1", "status").data().get("finished"));
        Files.writeString(
                folder.resolve("j2.1"),
                "{\"changed\": true, \"failed\": true, \"msg\": \"{{ no }}\", \"ansible_facts\": {\"a\": 1}}");
        var ended = status(shell, "j2.1", "status");
        assertEquals(Status.FAILED, ended.status());
        assertTrue(ended.changed());
        assertEquals("{{ no }}", ended.message());
        assertEquals(Map.of("a", 1L), ended.facts());
        assertThat(ended.data()).containsEntry("finished", true).containsEntry("ansible_job_id", "j2.1");
    }

    @Test
    void keepsSecretArgumentsFromTheNode() {
        var parameters = Parameters.builder()
                .str("name")
                .str("password")
                .noLog()
                .aliases("pw")
                .build();
        var job = new Job("user", Map.of("name", "joe", "pw", "swordfish"), false, false, List.of());
        assertEquals(
                Map.of("name", "joe", "pw", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"),
                job.withoutSecrets(parameters).given());
    }

    @Test
    void saysWhereStatesCannotBeKept() throws Exception {
        Files.writeString(home.resolve("jobs"), "in the way");
        var begun = start(Shells.present().getFirst(), new PingModule(), Map.of(), 30);
        assertEquals("could not create directory: " + home + "/jobs - File exists", begun.message());
    }
}
