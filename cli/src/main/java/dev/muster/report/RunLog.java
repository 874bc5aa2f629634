package dev.muster.report;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The file of {@code log_path}: everything that is shown, in the form of ansible-core's log. */
public final class RunLog {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS");

    private final OutputStream out;
    private final Clock clock;
    private final String about;

    private RunLog(OutputStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
        this.about = " p=" + ProcessHandle.current().pid() + " u=" + System.getProperty("user.name") + " n=ansible ";
    }

    /**
     * Opens the file to append to it; a new one is for its owner alone. A file that cannot be written is no reason not to run.
     *
     * @param warnings is told why there is no log
     * @return null when it cannot be written
     */
    public static @Nullable RunLog open(Path file, Clock clock, Consumer<String> warnings) {
        if (Files.isDirectory(file)) {
            warnings.accept("DEFAULT_LOG_PATH can not be a directory '" + file + "', aborting");
            return null;
        }
        try {
            if (Files.notExists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            return new RunLog(Files.newOutputStream(file, StandardOpenOption.APPEND), clock);
        } catch (IOException e) {
            warnings.accept("log file at '" + file + "' is not writeable and we cannot create it, aborting\n\n");
            return null;
        }
    }

    /** Writes a text that was shown, without its colour; what has no words is none of it. */
    void write(String text) {
        var words = text.replaceFirst("^\n+", "");
        if (words.isEmpty()) {
            return;
        }
        var line = TIME.format(LocalDateTime.now(clock)) + about + level(words) + "| " + words + "\n";
        try {
            out.write(line.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Only what is called an error or a warning is one: a result is information, even that of a task that failed. */
    private static String level(String text) {
        return text.startsWith("[ERROR]: ") ? "ERROR" : text.startsWith("[WARNING]: ") ? "WARNING" : "INFO";
    }
}
