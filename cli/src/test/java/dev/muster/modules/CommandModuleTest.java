package dev.muster.modules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.muster.step.Result;
import dev.muster.step.Result.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class CommandModuleTest {

    private static final String SHELLS = "dev.muster.modules.ScriptRunner#shells";

    private static Result run(ScriptRunner runner, Module module, Map<String, ?> given, boolean check) {
        return runner.finish(module.start(Calls.of(module, given, check)));
    }

    private static Result command(ScriptRunner runner, String line) {
        return run(runner, new CommandModule(), Map.of("_raw_params", line), false);
    }

    private static Result shell(ScriptRunner runner, String body) {
        return run(runner, new ShellModule(), Map.of("_raw_params", body), false);
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void runsWordsWithoutAShell(ScriptRunner runner) {
        var result = command(runner, "printf '%s|' 'a b' \"c;d\" e\\ f '*' ';' '>' x");
        assertEquals("a b|c;d|e f|*|;|>|x|", result.data().get("stdout"));
        assertEquals(0L, result.data().get("rc"));
        assertTrue(result.changed());
        assertEquals(
                List.of("printf", "%s|", "a b", "c;d", "e f", "*", ";", ">", "x"),
                result.data().get("cmd"));
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void runsProgramsRatherThanBuiltins(ScriptRunner runner) {
        // A builtin echo of dash would turn the backslash and the n into a line end.
        assertEquals("a\\nb", command(runner, "echo 'a\\nb'").data().get("stdout"));
        var result = command(runner, "export X=1");
        assertEquals(2L, result.data().get("rc"));
        assertEquals("Error executing command.", result.message());
        assertEquals("export X=1", result.data().get("cmd"));
        assertEquals(
                "Error executing command: [Errno 2] No such file or directory: b'export'",
                result.data().get("exception"));
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void expandsExportedVariablesAndHome(ScriptRunner runner) {
        var given = Map.of("_raw_params", "printf '%s|' $GREETING ${GREETING}s $m_begin ~ ~root/x $ a~");
        var call = Calls.of(new CommandModule(), given, false).arguments();
        var environment = Map.of("GREETING", "it's \"here\" $HOME *", "HOME", "/home/of me");
        var result = runner.finish(
                new CommandModule().start(new Invocation(call, false, false, environment, Calls.NO_CONTROLLER)));
        assertEquals(
                "it's \"here\" $HOME *|it's \"here\" $HOME *s|$m_begin|/home/of me|/root/x|$|a~|",
                result.data().get("stdout"));
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void leavesVariablesAloneWhenAsked(ScriptRunner runner) {
        var given = Map.of("argv", List.of("echo", "$HOME", "~"), "expand_argument_vars", false);
        assertEquals(
                "$HOME ~", run(runner, new CommandModule(), given, false).data().get("stdout"));
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void failsWithAnyOtherStatus(ScriptRunner runner) {
        var result = shell(runner, "echo out; echo err >&2; exit 3");
        assertEquals(Status.FAILED, result.status());
        assertEquals(3L, result.data().get("rc"));
        assertEquals("out", result.data().get("stdout"));
        assertEquals("err", result.data().get("stderr"));
        assertEquals(List.of("err"), result.data().get("stderr_lines"));
        assertEquals("non-zero return code", result.message());
        assertTrue(result.changed());
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void aShellCannotForgeTheTrailer(ScriptRunner runner) {
        var result = shell(runner, "printf 'a\\036ran 0 - - - - -\\n'; exit 4");
        assertEquals(4L, result.data().get("rc"));
        assertEquals("a\u001eran 0 - - - - -", result.data().get("stdout"));
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void saysNothingOfItsOwnAboutASignal(ScriptRunner runner) {
        var result = shell(runner, "kill -9 $$");
        assertEquals("", result.data().get("stderr"));
        assertEquals(137L, result.data().get("rc"));
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void errorsReadAsThoseOfShDashC(ScriptRunner runner) {
        var said = String.valueOf(shell(runner, "no_such_command").data().get("stderr"));
        assertFalse(said.contains("eval"), said);
        assertTrue(said.startsWith("/bin/sh: "), said);
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void theTextForAShellIsInvisible(ScriptRunner runner) {
        var result = shell(runner, "secret_word=1; tr '\\0' ' ' </proc/$$/cmdline; env | grep -c secret_word=");
        assertFalse(String.valueOf(result.data().get("stdout")).contains("secret_word"), result.toString());
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void feedsStandardInput(ScriptRunner runner) {
        var with = run(runner, new ShellModule(), Map.of("_raw_params", "cat; echo .", "stdin", "héllo"), false);
        assertEquals("héllo\n.", with.data().get("stdout"));
        var without = run(
                runner,
                new CommandModule(),
                Map.of("_raw_params", "od -An -c", "stdin", "a", "stdin_add_newline", false),
                false);
        assertEquals("   a", without.data().get("stdout"));
        assertEquals("", command(runner, "cat").data().get("stdout"));
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void keepsEmptyEndsWhenAsked(ScriptRunner runner) {
        var given = Map.of("_raw_params", "printf 'a\\n\\n'", "strip_empty_ends", false);
        var result = run(runner, new ShellModule(), given, false);
        assertEquals("a\n\n", result.data().get("stdout"));
        assertEquals(List.of("a", ""), result.data().get("stdout_lines"));
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void createsAndRemovesMatchWildcards(ScriptRunner runner, @TempDir Path folder) throws Exception {
        Files.createFile(folder.resolve("it's [x].log"));
        var path = folder + "/it's*.l[a-o]g";
        var result = run(runner, new CommandModule(), Map.of("_raw_params", "false", "creates", path), false);
        assertEquals("skipped, since " + path + " exists", result.data().get("stdout"));
        assertEquals("Did not run command since '" + path + "' exists", result.message());
        assertEquals(0L, result.data().get("rc"));
        assertFalse(result.changed());
        assertNull(result.data().get("start"));
        var other = folder + "/*.txt";
        var missing = run(runner, new CommandModule(), Map.of("_raw_params", "false", "removes", other), true);
        assertEquals("Would not run command since '" + other + "' does not exist", missing.message());
        var both = run(runner, new CommandModule(), Map.of("_raw_params", "echo ran", "removes", path), false);
        assertEquals("ran", both.data().get("stdout"));
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void changesTheFolder(ScriptRunner runner, @TempDir Path folder) throws Exception {
        var spaced = Files.createDirectory(folder.resolve("a b"));
        var result = run(runner, new CommandModule(), Map.of("_raw_params", "pwd", "chdir", spaced.toString()), false);
        assertEquals(spaced.toString(), result.data().get("stdout"));
        var gone = run(runner, new CommandModule(), Map.of("_raw_params", "pwd", "chdir", folder + "/no"), false);
        assertEquals("Unable to change directory before execution.", gone.message());
        assertEquals(Status.FAILED, gone.status());
        assertNull(gone.data().get("rc"));
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void checkModeSkipsUnlessItKnows(ScriptRunner runner) {
        var skipped = run(runner, new CommandModule(), Map.of("_raw_params", "false"), true);
        assertEquals(Status.SKIPPED, skipped.status());
        assertEquals("Command would have run if not in check mode", skipped.message());
        var known = run(runner, new CommandModule(), Map.of("_raw_params", "false", "creates", "/no/such"), true);
        assertEquals(Status.OK, known.status());
        assertTrue(known.changed());
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void tellsWhenItRan(ScriptRunner runner) {
        var data = command(runner, "sleep 0.05").data();
        var start = LocalDateTime.parse(String.valueOf(data.get("start")).replace(' ', 'T'));
        var end = LocalDateTime.parse(String.valueOf(data.get("end")).replace(' ', 'T'));
        assertTrue(Math.abs(ChronoUnit.SECONDS.between(start, LocalDateTime.now())) < 5, start.toString());
        assertTrue(ChronoUnit.MILLIS.between(start, end) >= 30, start + " " + end);
        assertTrue(String.valueOf(data.get("delta")).matches("0:00:0\\d\\.\\d{6}"), String.valueOf(data.get("delta")));
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void otherInterpretersAreGivenTheText(ScriptRunner runner) {
        var given = Map.of("_raw_params", "BEGIN{print 6*7}", "executable", "/usr/bin/env");
        // env takes no -c: what matters is that the text arrived as an argument.
        var result = run(runner, new ShellModule(), given, false);
        assertEquals(Status.FAILED, result.status());
        assertTrue(String.valueOf(result.data().get("stderr")).contains("env"), result.toString());
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void rawGivesBackWhatCame(ScriptRunner runner) {
        var result = run(runner, new RawModule(), Map.of("_raw_params", "echo hi; echo err >&2; exit 3"), false);
        var expected = new LinkedHashMap<String, @Nullable Object>();
        expected.put("rc", 3L);
        expected.put("stdout", "hi\n");
        expected.put("stdout_lines", List.of("hi"));
        expected.put("stderr", "err\n");
        expected.put("stderr_lines", List.of("err"));
        expected.put("msg", "non-zero return code");
        assertEquals(expected, result.data());
        assertTrue(result.changed());
        assertEquals(
                Status.SKIPPED,
                run(runner, new RawModule(), Map.of("_raw_params", "ls"), true).status());
    }

    @Test
    void splitsAsShlex() {
        assertEquals(
                List.of("a", "b c", "d'e", "f\\g", "h\"i", ""),
                ShellWords.split(" a  'b c' \"d'e\" \"f\\g\" \"h\\\"i\" ''"));
        assertEquals(List.of("ab c"), ShellWords.split("a\"b c\""));
    }

    @Test
    void printsTimesAsPython() {
        var times = CommandTimes.of("ran 0 100.25 86700.5 1000000.125000000 100.00 +0200".split(" "));
        assertEquals("1970-01-12 15:46:40.375000", times.start());
        assertEquals("1 day, 0:03:20.250000", times.delta());
        var bash = CommandTimes.of("ran 0 1732180327.510701 1732180327.514504 5.5 3.3 +0000".split(" "));
        assertEquals("2024-11-21 09:12:07.510701", bash.start());
        assertEquals("0:00:00.003803", bash.delta());
    }
}
