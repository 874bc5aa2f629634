package dev.muster.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.source.UserError;
import dev.muster.value.Secrets;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in the file of {@code log_path}, and colours by their names. */
final class RunLogTest {

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();
    private final Secrets secrets = new Secrets();
    private final PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    private final Terminal terminal = new Terminal(nowhere, nowhere, secrets, false, Terminal.DEFAULT_COLUMNS);

    @Test
    void hasWhatIsShownWithoutColoursAndSecrets() throws IOException {
        secrets.add("hunter22");
        var file = folder.resolve("log");
        var clock = Clock.fixed(Instant.parse("2026-03-04T05:06:07.089Z"), ZoneOffset.UTC);
        terminal.look(true, false, false, Palette.DEFAULT, RunLog.open(file, clock, warnings::add), 3);

        terminal.out("\nPLAY [x] ***");
        terminal.out("changed: hunter22", Colour.CHANGED);
        terminal.err("[WARNING]: odd", Colour.WARNING);
        terminal.err("[ERROR]: bad", Colour.FAILED);
        terminal.out("fatal", Colour.FAILED);
        terminal.out("");
        terminal.out("task path: here", Colour.DEBUG);
        terminal.logged("three", 3, 1);
        terminal.logged("four", 4, 1);
        terminal.logged("as many as on the screen", 3, 3);

        var about = "2026-03-04 05:06:07,089 p=" + ProcessHandle.current().pid() + " u="
                + System.getProperty("user.name") + " n=ansible ";
        assertThat(Files.readString(file))
                .isEqualTo(about + "INFO| PLAY [x] ***\n" + about + "INFO| changed: " + Secrets.MASK + "\n" + about
                        + "WARNING| [WARNING]: odd\n" + about + "ERROR| [ERROR]: bad\n" + about + "INFO| fatal\n"
                        + about
                        + "INFO| task path: here\n" + about + "INFO| three\n");
        assertThat(warnings).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aFolderIsNoLog() {
        assertThat(RunLog.open(folder, Clock.systemUTC(), warnings::add)).isNull();
        assertThat(warnings).containsExactly("DEFAULT_LOG_PATH can not be a directory '" + folder + "', aborting");
    }

    @Test
    void withoutAFolderThereIsNoLog() {
        var file = folder.resolve("none/log");

        assertThat(RunLog.open(file, Clock.systemUTC(), warnings::add)).isNull();
        assertThat(warnings)
                .containsExactly("log file at '" + file + "' is not writeable and we cannot create it, aborting\n\n");
    }

    @Test
    void aColourThatThereIsNotIsNamed() {
        Assertions.assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> Palette.of(_ -> "purpel"))
                .satisfies(error -> assertThat(error.render())
                        .isEqualTo("there is no colour 'purpel'\nhint: did you mean 'purple'?"));
    }

    @Test
    void coloursMayBeMixed() {
        assertThat(Palette.of(_ -> "rgb520").paint("x", Colour.OK)).isEqualTo("\033[38;5;208mx\033[0m");
        assertThat(Palette.of(_ -> "gray5").paint("a\nb", Colour.OK))
                .isEqualTo("\033[38;5;237ma\033[0m\n\033[38;5;237mb\033[0m");
    }
}
