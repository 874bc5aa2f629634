package dev.muster.lab;

import dev.muster.Command;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A whole lab of its own for one test class: Puppet server, registry and nodes in a network, beside the lab that a developer
 * may have running. It is what {@code lab/lab} starts under another name; the ports are free ones, so ask for them.
 *
 * @param name tells it from other labs; one word
 * @param net the first two numbers of its addresses, such as {@code 10.213}; no two labs at a time may share them
 */
public record Lab(String name, String net) implements AutoCloseable {

    /** The private key that every node of every lab accepts; made when it is not there. */
    public static Path clientKey() throws IOException, InterruptedException {
        return Path.of(succeed(Command.run(script(), "key")).strip());
    }

    /** Where the repository lies. Tests run in its folder {@code cli}. */
    public static Path repository() {
        return Path.of("").toAbsolutePath().getParent();
    }

    /**
     * Starts what is missing, and waits until it answers.
     *
     * @param options those of {@code lab/lab up}
     * @throws IllegalStateException with the script's own words when it fails
     */
    public void up(String... options) throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of("up"));
        words.addAll(List.of(options));
        succeed(run(words.toArray(String[]::new)));
        succeed(run("wait"));
    }

    /** The loopback port of a node's SSH server, or of the Puppet server when the name is {@code puppet}. */
    public int port(String piece) throws IOException, InterruptedException {
        return Integer.parseInt(succeed(run("port", piece)).strip());
    }

    /** Kills one piece, as a crash would. */
    public void stop(String piece) throws IOException, InterruptedException {
        succeed(run("stop", piece));
    }

    /** Runs a shell line on a piece past SSH, as root. */
    public Command sh(String piece, String line) throws IOException, InterruptedException {
        return Command.run("docker", "exec", "muster-" + name + "-" + piece, "sh", "-c", line);
    }

    /** Calls the lab's script for this lab; ten minutes at most. */
    public Command run(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(script()));
        command.addAll(List.of(words));
        var output = Files.createTempFile("muster-lab", ".out");
        try {
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
            builder.environment().put("MUSTER_LAB", name);
            builder.environment().put("MUSTER_LAB_NET", net);
            var process = builder.start();
            if (!process.waitFor(10, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IllegalStateException("no end after ten minutes: " + command);
            }
            return new Command(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }

    /** Removes this lab and leaves the engine and every other lab alone. */
    @Override
    public void close() throws IOException {
        try {
            succeed(run("down"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the lab '" + name + "' is left running: 'lab/lab down' removes it", e);
        }
    }

    private static String script() {
        return repository().resolve("lab/lab").toString();
    }

    private static String succeed(Command command) {
        if (command.code() != 0) {
            throw new IllegalStateException(command.output());
        }
        return command.output();
    }
}
