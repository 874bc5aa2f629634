package dev.muster.report;

import dev.muster.source.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
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
     * Opens the file to append to it; a new one is for its owner alone.
     *
     * @throws UserError when it cannot be written
     */
    public static RunLog open(Path file, Clock clock) {
        try {
            if (Files.notExists(file)) {
                Files.createFile(
                        file,
                        java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                                java.nio.file.attribute.PosixFilePermissions.fromString("rw-------")));
            }
            return new RunLog(Files.newOutputStream(file, StandardOpenOption.APPEND), clock);
        } catch (IOException e) {
            throw new UserError("the log '" + file + "' cannot be written")
                    .hint("'log_path' in [defaults] or ANSIBLE_LOG_PATH names it");
        }
    }

    /** Writes a text that was shown, without its colour. */
    void write(String text, @Nullable Colour colour) {
        var level = level(colour);
        if (level == null) {
            return;
        }
        var line = TIME.format(LocalDateTime.now(clock)) + about + level + "| " + text.replaceFirst("^\n+", "") + "\n";
        try {
            out.write(line.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Null for what is too small for a log. */
    private static @Nullable String level(@Nullable Colour colour) {
        return switch (colour) {
            case null -> "INFO";
            case OK, CHANGED, INCLUDED, VERBOSE, ADDED, REMOVED, PLACE -> "INFO";
            case SKIPPED, WARNING, DEPRECATED -> "WARNING";
            case FAILED, UNREACHABLE -> "ERROR";
            case DEBUG -> null;
        };
    }
}
