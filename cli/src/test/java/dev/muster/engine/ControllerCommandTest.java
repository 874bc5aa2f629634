package dev.muster.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.source.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ControllerCommandTest {

    @TempDir
    private Path folder;

    @Test
    void runsACommandLineInItsFolder() throws IOException {
        Files.writeString(folder.resolve("here"), "");
        assertThat(ControllerCommand.output("pipe", "ls; echo $((1 + 1))", folder, 60))
                .isEqualTo("here\n2\n");
    }

    @Test
    void saysHowACommandEnded() {
        assertThatThrownBy(() -> ControllerCommand.output("lines", "exit 3", folder, 60))
                .isInstanceOf(UserError.class)
                .hasMessage("lookup_plugin.lines(exit 3) returned 3");
    }

    @Test
    void leavesNoChildOfACommandThatTakesTooLong() throws Exception {
        var command = "sleep 50 & echo $! > child; wait";
        assertThatThrownBy(() -> ControllerCommand.output("pipe", command, folder, 1))
                .isInstanceOf(UserError.class)
                .hasMessage("lookup_plugin.pipe(" + command + ") took longer than 1 seconds");
        assertEnded(folder.resolve("child"));
    }

    @Test
    void leavesNothingWhenItIsInterrupted() throws Exception {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> ControllerCommand.output("pipe", "sleep 50; true", folder, 60))
                .isInstanceOf(UserError.class)
                .hasMessage("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        var left = ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("sleep 50; true"))
                .toList();
        for (var child : left) {
            child.onExit().get(10, TimeUnit.SECONDS);
        }
    }

    private static void assertEnded(Path pid) throws Exception {
        var process =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElse(null);
        if (process != null) {
            process.onExit().get(10, TimeUnit.SECONDS);
        }
    }
}
