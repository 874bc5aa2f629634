package dev.muster.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.remote.RemoteException.Kind;
import dev.muster.source.UserError;
import dev.muster.step.Answer;
import dev.muster.step.Script;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every way to every shell must do. */
@Timeout(120)
abstract class ShellProtocolCases {

    private static final Script.Library LIBRARY = new Script.Library("cases", """
            run() { eval "$1"; }
            args() { for a in "$@"; do printf '%s\\000' "$a"; done; }
            each() { printf out; printf err >&2; return "$1"; }
            """);

    @TempDir
    Path folder;

    /** Seconds that nobody else sleeps, so that a step's processes can be told from everything else on this machine. */
    private final int nap = 10_000_000 + new Random().nextInt(100_000_000);

    private Connection connection = closedConnection();

    /** The way under test. */
    abstract Target target();

    @BeforeEach
    void open() {
        connection = new Connections(notice -> {}, key -> Optional.empty()).open(target());
    }

    @AfterEach
    void close() {
        connection.close();
    }

    private static Connection closedConnection() {
        return new Connection() {
            @Override
            public Answer run(Script script, Identity identity) {
                throw new IllegalStateException();
            }

            @Override
            public void leave(String user) {}

            @Override
            public void close() {}
        };
    }

    static Script sh(String text) {
        return Script.call(List.of(LIBRARY), "run", List.of(text));
    }

    Answer run(Script script) throws InterruptedException {
        return connection.run(script, Identity.LOGIN);
    }

    Answer run(String text) throws InterruptedException {
        return run(sh(text));
    }

    void assertUsable() throws InterruptedException {
        var answer = run("echo fine");
        assertThat(answer.text()).isEqualTo("fine\n");
        assertThat(answer.errorText()).isEmpty();
        assertThat(answer.code()).isZero();
    }

    @Test
    void keepsOutputAndErrorsApartAndTellsTheStatus() throws Exception {
        for (var code : List.of(0, 1, 3, 127, 255)) {
            var answer = run(Script.call(List.of(LIBRARY), "each", List.of(String.valueOf(code))));
            assertThat(answer.text()).isEqualTo("out");
            assertThat(answer.errorText()).isEqualTo("err");
            assertThat(answer.code()).isEqualTo(code);
        }
    }

    @Test
    void carriesWordsOfAnyContent() throws Exception {
        var words = List.of(
                "",
                " ",
                "'",
                "''",
                "\"",
                "\\",
                "\\\\",
                "\n",
                "\n\n",
                "a\nb\n",
                "$HOME",
                "`id`",
                "$(id)",
                "-n",
                "--",
                "*",
                "~",
                "!",
                "#",
                ";",
                "&",
                "|",
                "é ü 漢字 🐧",
                "\u0001\u007f\u0081\u0088",
                "\t\r",
                "%s%d",
                "\\000",
                "a'b'c",
                "EOF",
                "'\\''",
                "x".repeat(100_000),
                "'".repeat(20_000),
                "\n".repeat(3000));
        var answer = run(Script.call(List.of(LIBRARY), "args", words));
        assertThat(Arrays.asList(answer.text().split("\0", -1)).subList(0, words.size()))
                .isEqualTo(words);
    }

    @Test
    void refusesANulInAWord() {
        assertThatThrownBy(() -> run("a\0b"))
                .isInstanceOf(UserError.class)
                .hasMessage("'a\\0b' holds a NUL character, which no argument can carry");
    }

    @Test
    void carriesEveryByteInAndOut() throws Exception {
        var all = new ByteArrayOutputStream();
        for (var round = 0; round < 3; round++) {
            for (var b = 0; b < 256; b++) {
                all.write(b);
            }
        }
        var answer = run(sh("tee /dev/fd/2 || cat").withInput(all.toByteArray()));
        assertThat(answer.out()).isEqualTo(all.toByteArray());
        assertThat(answer.err()).isEqualTo(all.toByteArray());
    }

    @Test
    void carriesInputThatLooksLikeAnOption() throws Exception {
        for (var text : List.of("-", "--", "-n", "-----BEGIN CERTIFICATE-----\n", "-v x", "%s", "\\c")) {
            var answer = run(sh("cat").withInput(text.getBytes(StandardCharsets.UTF_8)));
            assertThat(answer.text()).isEqualTo(text);
        }
    }

    @Test
    void carriesInputOfAnySize() throws Exception {
        var random = new Random(20260101);
        for (var size :
                List.of(1, 2, 511, 4095, 4096, 4097, 16_384, 16_385, 65_535, 65_536, 65_537, 70_000, 3_000_000)) {
            var bytes = new byte[size];
            random.nextBytes(bytes);
            var answer = run(sh("cat").withInput(bytes));
            assertThat(answer.out()).as("%s bytes", size).isEqualTo(bytes);
            assertThat(answer.err()).isEmpty();
            assertThat(answer.code()).isZero();
        }
        assertUsable();
    }

    @Test
    void inputThatLooksLikeCommandsIsNeverRun() throws Exception {
        var line = "\necho bad >&2; touch '" + folder + "/bad'\n";
        for (var count : List.of(1, 3000, 100_000)) {
            var answer = run(sh("exit 4").withInput(line.repeat(count).getBytes(StandardCharsets.UTF_8)));
            assertThat(answer.code()).isEqualTo(4);
            assertThat(answer.errorText()).isEmpty();
        }
        assertUsable();
        assertThat(folder.resolve("bad")).doesNotExist();
    }

    @Test
    @Timeout(25)
    void inputThatNobodyReadsHoldsNobodyUp() throws Exception {
        for (var round = 0; round < 10; round++) {
            assertThat(run(sh("exit 4").withInput(new byte[4_000_000])).code()).isEqualTo(4);
            assertUsable();
        }
    }

    @Test
    void stepsWithoutInputReadNothing() throws Exception {
        assertThat(run("cat; echo end").text()).isEqualTo("end\n");
    }

    @Test
    void whateverAStepDoesToItsShellEndsWithIt() throws Exception {
        var before = run("pwd; umask; set; trap");
        for (var deed : List.of(
                "exit 3",
                "exec true",
                "set -e; false",
                "set -u; : $nothing",
                "cd /",
                "umask 0",
                "trap 'echo trapped' EXIT",
                "exec <&- >&- 2>&-",
                "exec >/dev/null 2>&1",
                "run() { :; }; _muster_end() { :; }",
                "IFS=x; x=1; PATH=/nowhere",
                "unset PATH HOME",
                "set -f",
                "readonly _muster_from=x; _muster_number=5",
                "exec sh -c 'kill -9 $$'",
                "alias echo=false",
                "ulimit -n 20",
                "trap '' TERM",
                "shift 5",
                "return 9",
                "set -x",
                "exec 9>&1")) {
            run(deed);
            assertUsable();
        }
        assertThat(run("pwd; umask; trap").text().lines().toList())
                .isSubsetOf(before.text().lines().toList());
    }

    @Test
    void tellsThatAStepWasKilledByASignal() throws Exception {
        var answer = run("exec sh -c 'kill -9 $$'");
        assertThat(answer.code()).isEqualTo(137);
        assertThat(answer.errorText()).isEmpty();
        assertUsable();
    }

    @Test
    void aStepCannotForgeItsEnd() throws Exception {
        var answer = run(
                "set; printf '\\001%032d 0 clean\\n' 0; printf '\\001' >&2; printf '\\001%s 0 clean\\n' \"$2\"; false");
        assertThat(answer.code()).isOne();
        assertThat(answer.text())
                .contains("\001" + "0".repeat(32) + " 0 clean\n")
                .endsWith("\001 0 clean\n");
        assertThat(answer.errorText()).isEqualTo("\001");
        assertUsable();
    }

    @Test
    void whatAStepLeavesBehindDoesNotSpeakForTheNext() throws Exception {
        for (var left : List.of(
                "(while sleep 0.01; do echo junk; echo junk >&2; done) & echo started",
                "(trap '' HUP; for i in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 0.02; echo junk; echo junk >&2; done) & echo started")) {
            assertThat(run(left).text().lines().findFirst()).contains("started");
            for (var round = 0; round < 5; round++) {
                var answer = run("sleep 0.05; echo fine; echo bad >&2");
                assertThat(answer.text()).isEqualTo("fine\n");
                assertThat(answer.errorText()).isEqualTo("bad\n");
            }
        }
    }

    @Test
    void whatAStepLeavesBehindLivesOnWhenALaterOneIsKilled() throws Exception {
        var process = run("sleep 50 >/dev/null 2>&1 & echo $!").text().strip();
        assertThatThrownBy(() -> run(sh("sleep " + nap).withTimeout(Duration.ofMillis(100))))
                .isInstanceOf(RemoteException.class);
        assertThat(run("kill -0 " + process + " && kill -9 " + process).code()).isZero();
    }

    @Test
    void aDeadlineKillsTheWholeFamilyAndTheShellSurvives() throws Exception {
        assertUsable();
        var pids = folder.resolve("pids");
        var text = "sh -c 'echo $$; trap \"\" TERM; sh -c \"echo \\$\\$; exec sleep " + nap + "\" & (sleep " + nap
                + " & sleep " + nap + ") & " + "while :; do sleep " + nap + "; done' >"
                + ShellText.quote(pids.toString()) + " & sleep " + nap;
        assertThatThrownBy(() -> run(sh(text).withTimeout(Duration.ofMillis(700))))
                .isInstanceOfSatisfying(RemoteException.class, e -> {
                    assertThat(e.kind()).isEqualTo(Kind.TIMED_OUT);
                    assertThat(e).hasMessage("the step took longer than 0.7 seconds, so it was killed");
                });
        assertUsable();
        assertThat(alive("sleep " + nap)).isEmpty();
    }

    @Test
    void aDeadlineStopsAStepThatPrintsForEver() throws Exception {
        assertThatThrownBy(() -> run(sh("while :; do echo on and on; done").withTimeout(Duration.ofMillis(200))))
                .isInstanceOfSatisfying(
                        RemoteException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMED_OUT));
        assertUsable();
    }

    @Test
    void aDeadlineEndsAStepThatDoesNotReadItsInput() throws Exception {
        for (var size : List.of(10_000, 60_000, 2_000_000)) {
            assertThatThrownBy(() -> run(sh("sleep " + nap + "; cat")
                            .withInput(new byte[size])
                            .withTimeout(Duration.ofMillis(400))))
                    .isInstanceOfSatisfying(
                            RemoteException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMED_OUT));
            assertUsable();
            assertThat(alive("sleep " + nap)).isEmpty();
        }
    }

    @Test
    void anInterruptedThreadKillsItsStep() throws Exception {
        var begun = folder.resolve("begun");
        var seen = new AtomicReference<Throwable>();
        var thread = Thread.ofVirtual().start(() -> {
            try {
                run("echo > " + ShellText.quote(begun.toString()) + "; sleep " + nap + " & sleep " + nap);
            } catch (Throwable e) {
                seen.set(e);
            }
        });
        await(begun);
        thread.interrupt();
        thread.join();
        assertThat(seen.get()).isInstanceOf(InterruptedException.class);
        assertThat(alive("sleep " + nap)).isEmpty();
        assertUsable();
    }

    @Test
    void closingKillsWhatRuns() throws Exception {
        var begun = folder.resolve("begun");
        var seen = new AtomicReference<Throwable>();
        var thread = Thread.ofVirtual().start(() -> {
            try {
                run("echo > " + ShellText.quote(begun.toString()) + "; sleep " + nap + "; sleep " + nap);
            } catch (Throwable e) {
                seen.set(e);
            }
        });
        await(begun);
        connection.close();
        thread.join();
        assertThat(alive("sleep " + nap)).isEmpty();
        assertThatThrownBy(() -> run("echo")).isInstanceOf(RemoteException.class);
    }

    @Test
    void stepsOfSeveralThreadsQueueUp() throws Exception {
        var answers = new ArrayList<Thread>();
        var wrong = new AtomicReference<String>();
        var go = new CountDownLatch(1);
        for (var i = 0; i < 20; i++) {
            var number = String.valueOf(i);
            answers.add(Thread.ofVirtual().start(() -> {
                try {
                    go.await();
                    for (var round = 0; round < 5; round++) {
                        var text = run("echo " + number).text();
                        if (!text.equals(number + "\n")) {
                            wrong.set(text);
                        }
                    }
                } catch (InterruptedException e) {
                    wrong.set("interrupted");
                }
            }));
        }
        go.countDown();
        for (var thread : answers) {
            thread.join();
        }
        assertThat(wrong.get()).isNull();
    }

    @Test
    void environmentAndDirectoryAreTheStepsAlone() throws Exception {
        var script = sh("sh -c 'echo \"$A_1|$B\"'; pwd")
                .withEnvironment(Map.of("A_1", "it's\n$x", "B", ""))
                .in("/usr/bin");
        assertThat(run(script).text()).isEqualTo("it's\n$x|\n/usr/bin\n");
        assertThat(run("echo \"${A_1-unset}\"").text()).isEqualTo("unset\n");
        var missing = run(sh("echo not run").in("/no such/folder"));
        assertThat(missing.code()).isEqualTo(125);
        assertThat(missing.text()).isEmpty();
        assertThat(missing.errorText()).contains("/no such/folder");
        assertThatThrownBy(() -> run(sh(":").withEnvironment(Map.of("a-b", "x"))))
                .isInstanceOf(UserError.class)
                .hasMessage("'a-b' cannot be the name of an environment variable");
    }

    @Test
    void scriptsAreSeenNeitherInTheProcessListNorInFiles() throws Exception {
        var canary = "canary" + System.nanoTime();
        var look = "for f in /proc/[0-9]*/cmdline; do tr '\\000' ' ' <$f; echo; done 2>/dev/null; : " + canary;
        assertThat(run(look).text()).isNotEmpty().doesNotContain(canary);
        var input = run(
                sh("for f in /proc/[0-9]*/cmdline; do tr '\\000' ' ' <$f; echo; done 2>/dev/null; ls -l /proc/*/fd 2>/dev/null")
                        .withInput((canary + "\n").repeat(10).getBytes(StandardCharsets.UTF_8)));
        assertThat(input.text()).doesNotContain(canary);
    }

    @Test
    void aStepThatKillsTheShellIsLostAndTheNextOneFindsANewShell() throws Exception {
        assertThatThrownBy(() -> run("kill -9 $$; sleep " + nap)).isInstanceOfSatisfying(RemoteException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.LOST);
            assertThat(e).hasMessageContaining("was lost while the step ran (").hasMessageEndingWith("is not known");
        });
        assertUsable();
    }

    /** Processes of this machine whose command line looks like that. */
    static List<String> alive(String pattern) {
        return ProcessHandle.allProcesses()
                .map(process -> process.info().commandLine().orElse(""))
                .filter(line -> line.matches("(.*/)?" + pattern))
                .toList();
    }

    /** Waits for a file with content, which a step makes on this machine. */
    static void await(Path file) throws Exception {
        while (!Files.exists(file) || Files.size(file) == 0) {
            Thread.onSpinWait();
        }
    }
}
