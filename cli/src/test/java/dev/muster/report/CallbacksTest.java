package dev.muster.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.config.Catalog;
import dev.muster.config.Settings;
import dev.muster.config.Surroundings;
import dev.muster.event.Event;
import dev.muster.event.Event.TaskInfo;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.step.Diff;
import dev.muster.step.Result;
import dev.muster.value.Secrets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was expected was read off the callbacks of ansible-core 2.19, ansible.posix 2.1 and community.general 11. */
final class CallbacksTest {

    private static final Source SITE = Source.ofText("/p/site.yml", "- hosts: all\n  tasks:\n    - name: run\n");
    private static final TaskInfo TASK = task("run", "command", null);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Ticking clock = new Ticking();

    @TempDir
    Path folder;

    /** A clock that goes on when it is told to. */
    private static final class Ticking extends Clock {
        private Instant now = Instant.parse("2026-01-02T03:04:05Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private Consumer<Event> output(Map<String, String> environment) {
        var terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new Secrets(),
                false,
                Terminal.DEFAULT_COLUMNS);
        var surroundings = new Surroundings(environment, folder);
        var settings = Settings.of(Catalog.read(), surroundings, null, _ -> {});
        return new Callbacks(terminal, settings, surroundings, 0, true, true, clock).ofPlaybook();
    }

    private String shown() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static TaskInfo task(String name, String action, String role) {
        return new TaskInfo(name, action, role, SITE.at(3, 7), false, false, false, Map.of("cmd", "echo hi"));
    }

    private static Event.HostFinished finished(TaskInfo task, String host, Result result) {
        return new Event.HostFinished(task, host, null, result, false, false, Duration.ZERO);
    }

    private static Event.Recap recap() {
        return new Event.Recap(Map.of("a", new Event.Stats(1, 0, 0, 0, 0, 0, 0)));
    }

    @Test
    void unknownOutputsAreRefusedOrLeftOut() {
        assertThatThrownBy(() -> output(Map.of("ANSIBLE_STDOUT_CALLBACK", "nonsense")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("Could not load 'nonsense' callback plugin.");

        output(Map.of("ANSIBLE_CALLBACKS_ENABLED", "nonsense,timer"));

        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("[WARNING]: Skipping callback plugin 'nonsense', unable to load\n");
    }

    @Test
    void failuresGoToStandardErrorWithTheirPlacesWhereWanted() {
        var output = output(Map.of("ANSIBLE_DISPLAY_FAILED_STDERR", "1", "ANSIBLE_SHOW_TASK_PATH_ON_FAILURE", "true"));

        output.accept(finished(TASK, "a", Result.failed("no")));

        assertThat(shown()).isEqualTo("task path: /p/site.yml:3\n");
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("[ERROR]: Task failed: Module failed: no\n")
                .endsWith("fatal: [a]: FAILED! => {\"changed\": false, \"msg\": \"no\"}\n");
    }

    @Test
    void startsArgumentsAndCustomStatisticsAreShownWhereWanted() {
        var output = output(Map.of(
                "ANSIBLE_SHOW_PER_HOST_START", "1",
                "ANSIBLE_DISPLAY_ARGS_TO_STDOUT", "1",
                "ANSIBLE_CHECK_MODE_MARKERS", "1",
                "ANSIBLE_SHOW_CUSTOM_STATS", "1"));

        output.accept(new Event.TaskStarted(task("run", "command", "web")));
        output.accept(new Event.HostStarted(task("run", "command", "web"), "a"));
        output.accept(new Event.Recap(Map.of(), Map.of("a", Map.of("n", 1L), "_run", Map.of("x", List.of("y")))));

        assertThat(shown()).isEqualTo("""

                        TASK [web : run cmd=echo hi] ***************************************************
                         [started TASK: web : run on a]

                        PLAY RECAP *********************************************************************

                        """ + """

                        CUSTOM STATS: ******************************************************************
                        \ta: { "n": 1}

                        \tRUN: { "x": [  "y" ]}


                        DRY RUN ************************************************************************
                        """);
    }

    @Test
    void minimalShowsTheChangesOfItems() {
        var output = output(Map.of("ANSIBLE_STDOUT_CALLBACK", "minimal"));
        var diff = Diff.of("f", "a\n", "b\n");

        output.accept(new Event.ItemFinished(TASK, "a", null, Result.done(true).withDiff(diff), false, "x"));

        assertThat(shown()).isEqualTo("--- before: f\n+++ after: f\n@@ -1 +1 @@\n-a\n+b\n\n");
    }

    @Test
    void theTimerTellsHowLongTheRunTook() {
        var output = output(Map.of("ANSIBLE_STDOUT_CALLBACK", "null", "ANSIBLE_CALLBACKS_ENABLED", "timer"));

        clock.pass(Duration.ofSeconds(90_061));
        output.accept(recap());

        assertThat(shown()).isEqualTo("""

                        PLAYBOOK RECAP *****************************************************************
                        Playbook run took 1 days, 1 hours, 1 minutes, 1 seconds
                        \r
                        """);
    }

    @Test
    void tasksAreProfiledTheLongestFirst() {
        var output = output(
                Map.of("ANSIBLE_STDOUT_CALLBACK", "null", "ANSIBLE_CALLBACKS_ENABLED", "ansible.posix.profile_tasks"));

        output.accept(new Event.TaskStarted(task("short", "ping", null)));
        clock.pass(Duration.ofMillis(1500));
        output.accept(new Event.TaskStarted(task("long", "ping", "web")));
        clock.pass(Duration.ofSeconds(62));
        output.accept(recap());

        assertThat(shown()).isEqualTo("""
                        Friday 02 January 2026  03:04:05 +0000 (0:00:00.000)       0:00:00.000 ********\s
                        Friday 02 January 2026  03:04:06 +0000 (0:00:01.500)       0:00:01.500 ********\s

                        TASKS RECAP ********************************************************************
                        Friday 02 January 2026  03:05:08 +0000 (0:01:02.000)       0:01:03.500 ********\s
                        ===============================================================================\s
                        web : long ------------------------------------------------------------- 62.00s
                        short ------------------------------------------------------------------- 1.50s
                        """);
    }

    @Test
    void rolesAreProfiledWithTheirSum() {
        var output = output(Map.of(
                "ANSIBLE_STDOUT_CALLBACK", "null",
                "ANSIBLE_CALLBACKS_ENABLED", "profile_roles",
                "PROFILE_ROLES_SUMMARY_ONLY", "1"));

        for (var role : List.of("web", "db", "web")) {
            output.accept(new Event.TaskStarted(task("run", "ping", role)));
            clock.pass(Duration.ofSeconds(1));
        }
        output.accept(recap());

        assertThat(shown()).isEqualTo("""

                        ROLES RECAP ********************************************************************
                        Friday 02 January 2026  03:04:08 +0000 (0:00:03.000)       0:00:03.000 ********\s
                        ===============================================================================\s
                        web --------------------------------------------------------------------- 2.00s
                        db ---------------------------------------------------------------------- 1.00s
                        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\s
                        total ------------------------------------------------------------------- 3.00s
                        """);
    }

    @Test
    void lastResultsAreKeptInAFileOfEachHost() throws IOException {
        var output = output(Map.of("ANSIBLE_CALLBACKS_ENABLED", "tree", "ANSIBLE_CALLBACK_TREE_DIR", folder + "/t"));

        output.accept(finished(TASK, "a", Result.done(true).with("rc", 0L)));
        output.accept(finished(TASK, "../b", Result.ok()));

        assertThat(folder.resolve("t/a")).hasContent("{\"changed\": true, \"rc\": 0}");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("t"));
        }
    }

    @Test
    void junitTellsOfPassedFailedAndSkippedTasks() throws IOException {
        var output = output(Map.of(
                "ANSIBLE_CALLBACKS_ENABLED", "junit",
                "JUNIT_OUTPUT_DIR", folder + "/junit",
                "JUNIT_TASK_CLASS", "true",
                "JUNIT_HIDE_TASK_ARGUMENTS", "true"));

        output.accept(new Event.PlaybookStarted("/p/site.yml"));
        output.accept(new Event.PlayStarted("all", null, List.of("all"), List.of("a", "b", "c"), false));
        output.accept(new Event.TaskStarted(TASK));
        clock.pass(Duration.ofMillis(500));
        output.accept(finished(TASK, "a", Result.ok().with("stdout", "<&>")));
        output.accept(finished(TASK, "b", Result.skipped("Conditional result was False")));
        output.accept(finished(TASK, "c", Result.failed("broken")));
        output.accept(recap());

        assertThat(folder.resolve("junit/site-1767323045.500000.xml")).hasContent("""
                        <?xml version="1.0" ?>
                        <testsuites disabled="0" errors="1" failures="0" tests="3" time="1.5">
                        \t<testsuite disabled="0" errors="1" failures="0" name="site" skipped="1" tests="3" time="1.5">
                        \t\t<testcase classname="/p/site" name="[a] all: run" time="0.5">
                        \t\t\t<system-out>{
                        &quot;changed&quot;: false,
                        &quot;stdout&quot;: &quot;&lt;&amp;&gt;&quot;
                        }</system-out>
                        \t\t</testcase>
                        \t\t<testcase classname="/p/site" name="[b] all: run" time="0.5">
                        \t\t\t<skipped>Conditional result was False</skipped>
                        \t\t</testcase>
                        \t\t<testcase classname="/p/site" name="[c] all: run" time="0.5">
                        \t\t\t<error message="Task failed: Module failed: broken" type="error">Task failed: Module failed: broken
                        Origin: /p/site.yml:3:7

                        1 - hosts: all
                        2   tasks:
                        3     - name: run
                                ^ column 7</error>
                        \t\t</testcase>
                        \t</testsuite>
                        </testsuites>
                        """);
    }

    @Test
    void aWholeRunIsOneJsonDocument() {
        var output = output(Map.of("ANSIBLE_STDOUT_CALLBACK", "ansible.posix.json", "ANSIBLE_JSON_INDENT", "0"));

        output.accept(new Event.PlayStarted("first", SITE.at(1, 3), List.of("all"), List.of("a"), false));
        output.accept(new Event.TaskStarted(TASK));
        clock.pass(Duration.ofMillis(250));
        output.accept(finished(TASK, "a", Result.failed("näh")));
        output.accept(recap());

        assertThat(shown().replaceAll("\"id\": \"[0-9a-f-]+\"", "ID"))
                .isEqualTo("{\"custom_stats\": {},"
                        + " \"global_custom_stats\": {}, \"plays\": [{\"play\": {\"duration\":"
                        + " {\"end\": \"2026-01-02T03:04:05.250000Z\", \"start\": \"2026-01-02T03:04:05.000000Z\"}, ID,"
                        + " \"name\": \"first\", \"path\": \"/p/site.yml:1\"}, \"tasks\": [{\"hosts\": {\"a\":"
                        + " {\"_ansible_no_log\": false, \"action\": \"command\", \"changed\": false,"
                        + " \"exception\": \"(traceback unavailable)\", \"failed\": true, \"msg\": \"n\\u00e4h\"}},"
                        + " \"task\": {\"duration\": {\"end\": \"2026-01-02T03:04:05.250000Z\","
                        + " \"start\": \"2026-01-02T03:04:05.000000Z\"}, ID, \"name\": \"run\", \"path\": \"/p/site.yml:3\"}}]}],"
                        + " \"stats\": {\"a\": {\"changed\": 0, \"failures\": 0, \"ignored\": 0, \"ok\": 1, \"rescued\": 0,"
                        + " \"skipped\": 0, \"unreachable\": 0}}}\n");
    }
}
