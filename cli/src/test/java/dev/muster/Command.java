package dev.muster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program of this machine that judges what Muster made.
 *
 * @param code its exit status
 * @param output what it wrote to standard output and standard error together
 */
public record Command(int code, String output) {

    /** Runs it to its end, at most five minutes, with an empty standard input. */
    public static Command run(String... words) throws IOException, InterruptedException {
        var file = Files.createTempFile("muster-command", ".out");
        try {
            var process = new ProcessBuilder(List.of(words))
                    .redirectErrorStream(true)
                    .redirectOutput(file.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("no end after five minutes: " + List.of(words));
            }
            return new Command(process.exitValue(), Files.readString(file, StandardCharsets.UTF_8));
        } finally {
            Files.delete(file);
        }
    }
}
