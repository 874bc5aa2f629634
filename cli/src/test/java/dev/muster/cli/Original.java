package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.json.Json;
import dev.muster.source.Source;
import dev.muster.value.JsonPrinting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The ansible-core of this machine, asked by {@code src/test/oracle/commands.py}. */
final class Original {

    /** What Muster's commands are called there. */
    private static final Map<String, String> PROGRAMS = Map.of("run", "adhoc");

    private Original() {}

    /**
     * What it says to commands.
     *
     * @param commands as they are typed behind {@code muster}
     * @param folder for the files that go to and fro
     */
    static List<Invoked> answers(List<List<String>> commands, Path folder) throws IOException, InterruptedException {
        var home = Objects.requireNonNull(
                System.getenv("MUSTER_ORACLE"), "MUSTER_ORACLE names a Python environment with ansible-core");
        var all = new ArrayList<Object>();
        for (var command : commands) {
            var words = new ArrayList<Object>(command);
            words.set(0, PROGRAMS.getOrDefault(command.getFirst(), command.getFirst()));
            all.add(words);
        }
        var input =
                Files.writeString(folder.resolve("commands.json"), JsonPrinting.write(all, JsonPrinting.Style.PLAIN));
        var output = folder.resolve("answers.json");
        var process = new ProcessBuilder(home + "/bin/python", "src/test/oracle/commands.py")
                .redirectInput(input.toFile())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(process.waitFor()).isZero();
        var answers = new ArrayList<Invoked>();
        for (var each : (List<?>) Objects.requireNonNull(Json.parse(Source.of(output)))) {
            var answer = (Map<?, ?>) Objects.requireNonNull(each);
            answers.add(new Invoked(
                    ((Long) Objects.requireNonNull(answer.get("code"))).intValue(),
                    String.valueOf(answer.get("out")),
                    String.valueOf(answer.get("err"))));
        }
        return answers;
    }

    /** Writes the files of a case, by their names; what begins with {@code #!} is made executable. */
    static void write(Path place, Map<?, ?> files) throws IOException {
        for (var each : files.entrySet()) {
            var file = place.resolve(String.valueOf(each.getKey()));
            var text = String.valueOf(each.getValue());
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            if (text.startsWith("#!")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }
}
