package dev.muster.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.event.Event;
import dev.muster.event.Event.TaskInfo;
import dev.muster.source.Position;
import dev.muster.source.Source;
import dev.muster.step.Diff;
import dev.muster.step.Result;
import dev.muster.value.Secrets;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The expectations are what ansible-playbook and ansible of ansible-core 2.19 printed for the same events. */
final class DefaultOutputTest {

    private static final Source SITE = Source.ofText(
            "/p/site.yml", "- hosts: all\n  gather_facts: false\n  tasks:\n    - name: run\n      command: echo hi\n");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Terminal terminal(boolean coloured) {
        return new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new Secrets(),
                coloured,
                Terminal.DEFAULT_COLUMNS);
    }

    private String shown(int verbosity, Event... events) {
        return shown(new DefaultOutput(terminal(false), verbosity, true), events);
    }

    private String shown(Consumer<Event> output, Event... events) {
        Arrays.asList(events).forEach(output);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static TaskInfo task(String name, String action) {
        return new TaskInfo(name, action, null, place(), false, false, false, Map.of());
    }

    private static Position place() {
        return SITE.at(4, 7);
    }

    private static TaskInfo hidden() {
        return new TaskInfo("nolog", "command", null, null, false, false, true, Map.of());
    }

    private static Event.HostFinished finished(TaskInfo task, String host, Result result) {
        return new Event.HostFinished(task, host, null, result, false, false, Duration.ZERO);
    }

    private static Result command(boolean changed, long code) {
        var data = new LinkedHashMap<String, @Nullable Object>();
        data.put("cmd", List.of("false"));
        data.put("rc", code);
        data.put("stdout", "ä");
        data.put("msg", code == 0 ? "" : "non-zero return code");
        return Result.ok().withAll(data).withChanged(changed).as(code == 0 ? Result.Status.OK : Result.Status.FAILED);
    }

    @Test
    void bannersAreFilledToEightyColumns() {
        var play = new Event.PlayStarted("First play", null, List.of("all"), List.of("a"), false);

        assertThat(shown(0, play, new Event.TaskStarted(task("say", "debug")))).isEqualTo("""

                        PLAY [First play] **************************************************************

                        TASK [say] *********************************************************************
                        """);
    }

    @Test
    void rolesAndHandlersAreNamedInTheBanner() {
        var inRole = new TaskInfo("say", "debug", "web", null, false, false, false, Map.of());
        var handler = new TaskInfo("hand", "debug", null, null, true, false, false, Map.of());

        assertThat(shown(0, new Event.TaskStarted(inRole), new Event.TaskStarted(handler)))
                .isEqualTo("""

                        TASK [web : say] ***************************************************************

                        RUNNING HANDLER [hand] *********************************************************
                        """);
    }

    @Test
    void debugShowsItsMessageAlone() {
        var message = new LinkedHashMap<String, @Nullable Object>();
        message.put("k", "v");
        message.put("a", Arrays.asList(1L, 2.5, true, null));
        var result = Result.ok().with("_ansible_verbose_always", true).with("msg", message);

        assertThat(shown(0, finished(task("debug", "debug"), "a", result))).isEqualTo("""
                        ok: [a] => {
                            "msg": {
                                "a": [
                                    1,
                                    2.5,
                                    true,
                                    null
                                ],
                                "k": "v"
                            }
                        }
                        """);
    }

    @Test
    void changedResultsAreShownWithValuesOnlyWhenVerbose() {
        var event = finished(task("run", "command"), "a", command(true, 0));

        assertThat(shown(0, event)).isEqualTo("changed: [a]\n");
        out.reset();
        assertThat(shown(1, event))
                .isEqualTo(
                        "changed: [a] => {\"changed\": true, \"cmd\": [\"false\"], \"msg\": \"\", \"rc\": 0, \"stdout\": \"ä\"}\n");
    }

    @Test
    void failuresAreExplainedOnceAndShownForEachHost() {
        var task = task("run", "command");

        assertThat(shown(
                        0,
                        finished(task, "a", command(true, 1)),
                        new Event.HostFinished(task, "b", "localhost", command(true, 1), true, false, Duration.ZERO)))
                .isEqualTo("""
                        [ERROR]: Task failed: Module failed: non-zero return code
                        Origin: /p/site.yml:4:7

                        2   gather_facts: false
                        3   tasks:
                        4     - name: run
                                ^ column 7

                        fatal: [a]: FAILED! => {"changed": true, "cmd": ["false"], "msg": "non-zero return code", "rc": 1, "stdout": "ä"}
                        fatal: [b -> localhost]: FAILED! => {"changed": true, "cmd": ["false"], "msg": "non-zero return code", "rc": 1, "stdout": "ä"}
                        ...ignoring
                        """);
    }

    @Test
    void aHostThatCannotBeReachedIsFatal() {
        var result = Result.unreachable("Task failed: Failed to connect to the host");

        assertThat(shown(0, finished(task("run", "command"), "u", result)))
                .endsWith(
                        "\nfatal: [u]: UNREACHABLE! => {\"changed\": false, \"msg\": \"Task failed: Failed to connect to the host\","
                                + " \"unreachable\": true}\n");
    }

    @Test
    void loopsAreShownByItemAndSkippedOnesByHostAsWell() {
        var task = task("loop", "command");
        var skipped = Result.skipped("Conditional result was False");

        assertThat(shown(
                        0,
                        new Event.ItemFinished(task, "a", null, command(true, 0), false, "1"),
                        new Event.ItemFinished(task, "a", null, skipped, false, "2"),
                        new Event.HostFinished(task, "a", null, command(true, 0), false, true, Duration.ZERO),
                        new Event.HostFinished(task, "b", null, skipped, false, true, Duration.ZERO)))
                .isEqualTo("changed: [a] => (item=1)\nskipping: [a] => (item=2) \nskipping: [b]\n");
    }

    @Test
    void aFailedLoopHasNoFatalLine() {
        var task = task("loop", "command");
        var failed = new Event.HostFinished(task, "a", null, command(true, 1), true, true, Duration.ZERO);

        assertThat(shown(0, new Event.ItemFinished(task, "a", null, command(true, 1), false, "L 1"), failed))
                .contains("failed: [a] (item=L 1) => {\"changed\": true, ")
                .doesNotContain("fatal")
                .endsWith("}\n...ignoring\n");
    }

    @Test
    void whatIsHiddenIsCensored() {
        var item = new Event.ItemFinished(hidden(), "a", null, command(true, 0), false, "s3cret");

        assertThat(shown(1, finished(hidden(), "a", command(true, 0)), item)).isEqualTo("""
                        changed: [a] => {"censored": "the output has been hidden due to the fact that 'no_log: true' was specified for this result", "changed": true}
                        changed: [a] => (item=(censored due to no_log)) => {"censored": "the output has been hidden due to the fact that 'no_log: true' was specified for this result", "changed": true}
                        """);
    }

    @Test
    void differencesStandBeforeTheResult() {
        var result = Result.done(true).withDiff(new Diff("", "a\nb", null, "/p/out", null));
        var before = new LinkedHashMap<String, @Nullable Object>();
        before.put("path", "/p");
        before.put("mode", "0644");
        var after = new LinkedHashMap<String, @Nullable Object>(before);
        after.put("mode", "0600");
        var modes = Result.done(true).withDiff(new Diff(before, after, null, null, null));

        assertThat(shown(0, finished(task("t", "copy"), "a", result), finished(task("t", "file"), "a", modes)))
                .isEqualTo("""
                        --- before
                        +++ after: /p/out
                        @@ -0,0 +1,2 @@
                        +a
                        +b
                        \\ No newline at end of file

                        changed: [a]
                        --- before
                        +++ after
                        @@ -1,4 +1,4 @@
                         {
                        -    "mode": "0644",
                        +    "mode": "0600",
                             "path": "/p"
                         }

                        changed: [a]
                        """);
    }

    @Test
    void theRecapIsSortedAndPadded() {
        var stats = new Event.Stats(15, 5, 0, 1, 3, 1, 2);
        var hosts = new LinkedHashMap<String, Event.Stats>();
        hosts.put("c_long_host_name_of_more_than_26", stats);
        hosts.put("a", stats);

        assertThat(shown(0, new Event.Recap(hosts))).isEqualTo("""

                        PLAY RECAP *********************************************************************
                        a                          : ok=15   changed=5    unreachable=0    failed=1    skipped=3    rescued=1    ignored=2  \s
                        c_long_host_name_of_more_than_26 : ok=15   changed=5    unreachable=0    failed=1    skipped=3    rescued=1    ignored=2  \s

                        """);
    }

    @Test
    void coloursEndOnEveryLine() {
        var coloured = new DefaultOutput(terminal(true), 0, true);
        var stats = new Event.Stats(15, 5, 0, 1, 3, 1, 2);
        var result = Result.ok().with("_ansible_verbose_always", true).with("msg", "hello");

        assertThat(shown(coloured, finished(task("d", "debug"), "a", result), new Event.Recap(Map.of("a", stats))))
                .isEqualTo(
                        "\033[0;32mok: [a] => {\033[0m\n\033[0;32m    \"msg\": \"hello\"\033[0m\n\033[0;32m}\033[0m\n"
                                + "\nPLAY RECAP *********************************************************************\n"
                                + "\033[0;31ma\033[0m                          : \033[0;32mok=15  \033[0m \033[0;33mchanged=5   \033[0m"
                                + " unreachable=0    \033[0;31mfailed=1   \033[0m \033[0;36mskipped=3   \033[0m"
                                + " \033[0;32mrescued=1   \033[0m \033[1;35mignored=2   \033[0m\n\n");
    }

    @Test
    void warningsGoToStandardErrorOnce() {
        shown(0, new Event.Warning("odd"), new Event.Warning("odd"));

        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("[WARNING]: odd\n");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void adHocCommandsShowTheirOutput() {
        var output = new AdHocOutput(terminal(false), 0, false);

        assertThat(shown(
                        output,
                        finished(task("command", "command"), "a", command(true, 0)),
                        finished(task("ping", "ping"), "a", Result.ok().with("ping", "pong"))))
                .isEqualTo(
                        "a | CHANGED | rc=0 >>\nä\na | SUCCESS => {\n    \"changed\": false,\n    \"ping\": \"pong\"\n}\n");
    }
}
