package dev.muster.modules;

import dev.muster.modules.Module.Outcome;
import dev.muster.step.Answer;
import dev.muster.step.Result;
import dev.muster.step.Script;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs modules' scripts by the shells of this machine, each step in a new shell, for tests of modules. */
record ScriptRunner(List<String> shell, List<String> prefix) {

    /** Every shell that Muster must work on, as far as this machine has it. */
    static Stream<ScriptRunner> shells() {
        return Stream.of(List.of("dash"), List.of("bash"), List.of("busybox", "sh"))
                .filter(shell -> Stream.of("/bin/", "/usr/bin/")
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder + shell.getFirst()))))
                .map(shell -> new ScriptRunner(shell, List.of()));
    }

    /** Runs an outcome to its end. */
    Result finish(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done(var result) -> result;
            case Outcome.Ask(var script, var _, var then) -> finish(then.apply(run(script)));
        };
    }

    /** Runs a step by this runner's shell inside a container. */
    static ScriptRunner inContainer(String container, String shell) {
        return new ScriptRunner(List.of(shell), List.of("docker", "exec", "-i", container));
    }

    Answer run(Script script) {
        var text = new StringBuilder();
        script.libraries().forEach(library -> text.append(library.text()).append('\n'));
        text.append('(').append(script.function());
        script.words()
                .forEach(word ->
                        text.append(" '").append(word.replace("'", "'\\''")).append('\''));
        text.append(")\n");
        var command = new ArrayList<>(prefix);
        command.addAll(shell);
        command.add("-c");
        command.add(text.toString());
        try {
            return run(command, script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer run(List<String> command, Script script) throws IOException {
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(script.environment());
        var process = builder.start();
        var err = new ByteArrayOutputStream();
        var drain = Thread.ofVirtual().start(() -> copy(process.getErrorStream(), err));
        try (var in = process.getOutputStream()) {
            in.write(script.input());
        } catch (IOException _) {
            // The function did not read to the end, which is its right.
        }
        var out = process.getInputStream().readAllBytes();
        try {
            drain.join();
            return new Answer(process.waitFor(), out, err.toByteArray());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copy(InputStream from, ByteArrayOutputStream to) {
        try (from) {
            from.transferTo(to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Answer answer(String out) {
        return new Answer(0, out.getBytes(StandardCharsets.UTF_8), new byte[0]);
    }

    @Override
    public String toString() {
        return String.join(" ", shell);
    }
}
