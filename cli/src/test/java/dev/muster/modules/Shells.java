package dev.muster.modules;

import dev.muster.step.Answer;
import dev.muster.step.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Runs modules against the shells of this machine, without any connection between. */
final class Shells {

    private Shells() {}

    /** The shells that are here; BusyBox with its own tools alone. */
    static List<Shell> present() throws IOException {
        var shells = new ArrayList<Shell>();
        for (var name : List.of("dash", "bash")) {
            find(name).ifPresent(path -> shells.add(new Shell(name, List.of(path.toString()), System.getenv("PATH"))));
        }
        var busybox = find("busybox");
        if (busybox.isPresent()) {
            shells.add(new Shell("busybox", List.of(busybox.get().toString(), "sh"), applets(busybox.get())));
        }
        return shells.isEmpty() ? List.of(new Shell("sh", List.of("/bin/sh"), System.getenv("PATH"))) : shells;
    }

    private static java.util.Optional<Path> find(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String applets(Path busybox) throws IOException {
        var folder = Files.createTempDirectory("muster-applets");
        folder.toFile().deleteOnExit();
        new Shell("sh", List.of("/bin/sh"), System.getenv("PATH"))
                .plain("'" + busybox + "' --install -s '" + folder + "'", folder);
        try (Stream<Path> links = Files.list(folder)) {
            links.forEach(link -> link.toFile().deleteOnExit());
        }
        return folder.toString();
    }

    /** A folder that has these programs of this machine and no other, gone when the tests end. */
    static String folderOf(List<String> programs) throws IOException {
        var folder = Files.createTempDirectory("muster-programs");
        folder.toFile().deleteOnExit();
        for (var program : programs) {
            var path = find(program).orElseThrow();
            Files.createSymbolicLink(folder.resolve(program), path).toFile().deleteOnExit();
        }
        return folder.toString();
    }

    /**
     * One shell.
     *
     * @param path where it finds its tools
     */
    record Shell(String name, List<String> command, String path) {

        @Override
        public String toString() {
            return name;
        }

        /** Runs a call of a module to its end. */
        dev.muster.step.Result run(Module module, Invocation call, Path home) {
            var outcome = module.start(call);
            while (outcome instanceof Module.Outcome.Ask(var script, var _, var then)) {
                outcome = then.apply(run(script, home));
            }
            return ((Module.Outcome.Done) outcome).result();
        }

        Answer run(Script script, Path home) {
            var text = new StringBuilder("umask 022\n");
            script.libraries().forEach(library -> text.append(library.text()).append('\n'));
            text.append("\"$@\"\n");
            var words = new ArrayList<>(command);
            words.addAll(List.of("-c", text.toString(), "muster", script.function()));
            words.addAll(script.words());
            return start(words, script.input(), script.environment(), home);
        }

        String plain(String code, Path home) {
            var words = new ArrayList<>(command);
            words.addAll(List.of("-c", code, "sh", home.toString()));
            var answer = start(words, new byte[0], java.util.Map.of(), home);
            if (answer.code() != 0) {
                throw new AssertionError(code + ": " + answer.errorText());
            }
            return answer.text();
        }

        private Answer start(List<String> words, byte[] input, java.util.Map<String, String> environment, Path home) {
            try {
                var builder = new ProcessBuilder(words).directory(home.toFile());
                builder.environment().clear();
                builder.environment().put("PATH", path);
                builder.environment().put("HOME", System.getProperty("user.home"));
                builder.environment().putAll(environment);
                var in = Files.createTempFile("muster", ".in");
                var err = Files.createTempFile("muster", ".err");
                Files.write(in, input);
                var process = builder.redirectInput(in.toFile())
                        .redirectError(err.toFile())
                        .start();
                var out = process.getInputStream().readAllBytes();
                int code = process.waitFor();
                var answer = new Answer(code, out, Files.readAllBytes(err));
                Files.delete(in);
                Files.delete(err);
                return answer;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
