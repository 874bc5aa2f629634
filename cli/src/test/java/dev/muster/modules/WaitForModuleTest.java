package dev.muster.modules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.muster.step.Result;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Execution(ExecutionMode.CONCURRENT)
final class WaitForModuleTest {

    private static final String SHELLS = "dev.muster.modules.ScriptRunner#shells";

    private static Result run(ScriptRunner runner, Object... pairs) {
        var given = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            given.put((String) pairs[i], pairs[i + 1]);
        }
        return runner.finish(new WaitForModule().start(Calls.of(new WaitForModule(), given, false)));
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void waitsForPorts(ScriptRunner runner) throws Exception {
        long port;
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            var open = run(runner, "port", port, "timeout", 5L);
            assertFalse(open.isFailed(), open.toString());
            assertEquals("started", open.data().get("state"));
            assertEquals(port, open.data().get("port"));
            assertEquals(
                    "Timeout when waiting for 127.0.0.1:" + port + " to stop.",
                    run(runner, "port", port, "state", "stopped", "timeout", 1L).message());
        }
        assertFalse(run(runner, "port", port, "state", "stopped", "timeout", 5L).isFailed());
        assertEquals(
                "Timeout when waiting for 127.0.0.1:" + port,
                run(runner, "port", port, "timeout", 1L).message());
        assertEquals(
                "too late",
                run(runner, "port", port, "timeout", 1L, "msg", "too late").message());
        assertFalse(run(runner, "port", port, "host", "0.0.0.0", "state", "drained", "timeout", 70L)
                .isFailed());
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void waitsForFiles(ScriptRunner runner, @TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("log"), "one\nready 42 now\n");
        assertFalse(run(runner, "path", file.toString()).isFailed());
        var found = run(runner, "path", file.toString(), "search_regex", "ready (?P<n>\\d+)");
        assertEquals(List.of("42"), found.data().get("match_groups"));
        assertEquals(Map.of("n", "42"), found.data().get("match_groupdict"));
        assertEquals(
                "Timeout when waiting for search string never in " + file,
                run(runner, "path", file.toString(), "search_regex", "never", "timeout", 1L)
                        .message());
        assertEquals(
                "Timeout when waiting for " + file + " to be absent.",
                run(runner, "path", file.toString(), "state", "absent", "timeout", 1L)
                        .message());
        assertFalse(run(runner, "path", folder + "/none", "state", "absent").isFailed());
        assertEquals(
                "Timeout when waiting for file " + folder + "/none",
                run(runner, "path", folder + "/none", "timeout", 1L).message());
    }

    @Test
    void refusesWhatMakesNoSense() {
        var runner = ScriptRunner.shells().findFirst().orElseThrow();
        var both = run(runner, "path", "/x", "port", 80L);
        assertTrue(both.isFailed());
        assertEquals(0L, both.data().get("elapsed"));
        assertEquals(
                "unknown active_connection_state (BUSY) defined",
                run(runner, "port", 80L, "active_connection_states", List.of("BUSY"))
                        .message());
    }
}
