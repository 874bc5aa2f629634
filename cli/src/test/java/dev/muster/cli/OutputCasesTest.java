package dev.muster.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Compares, byte for byte but for times, with what ansible-playbook printed of the same playbooks in the same looks; see
 * {@code src/test/oracle/output.py}.
 */
@Tag("conformance")
final class OutputCasesTest {

    private static final Path CASES = Path.of("src/test/cases/output").toAbsolutePath();
    private static final String LOOKS = "# looks: ";

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> showsWhatAnsiblePlaybookShows() throws IOException {
        var looks = looks();
        var tests = new ArrayList<DynamicTest>();
        try (var found = Files.list(CASES)) {
            for (var playbook : found.filter(path -> path.toString().endsWith(".yml"))
                    .sorted()
                    .toList()) {
                var last = Files.readAllLines(playbook).getLast();
                for (var look : last.substring(LOOKS.length()).split(" ")) {
                    var name = playbook.getFileName().toString().replaceFirst("yml$", look);
                    tests.add(DynamicTest.dynamicTest(name, () -> compare(playbook, name, looks.get(look))));
                }
            }
        }
        return tests.stream();
    }

    private void compare(Path playbook, String name, Map<String, String> look) throws IOException {
        var work = Files.createTempDirectory(folder, "work");
        var environment = new HashMap<>(look);
        var arguments = new ArrayList<>(
                List.of("playbook", "-f", "1", "-i", CASES.resolve("hosts").toString(), "-e", "work=" + work));
        var options = environment.remove("options");
        if (!options.isEmpty()) {
            arguments.addAll(List.of(options.split(" ")));
        }
        arguments.add(playbook.toString());
        var run = Invoked.muster(environment, arguments.toArray(String[]::new));
        var expected = Files.readString(CASES.resolve(name + ".txt"));
        assertEquals(expected, normalised(run.out(), work) + "exit " + run.code() + "\n", run.err());
    }

    /** The looks by their names: {@code options}, and variables of the environment. */
    private static Map<String, Map<String, String>> looks() throws IOException {
        var looks = new LinkedHashMap<String, Map<String, String>>();
        var name = "";
        for (var line : Files.readAllLines(CASES.resolve("looks.ini"))) {
            if (line.startsWith("[")) {
                name = line.substring(1, line.length() - 1);
                looks.put(name, new HashMap<>());
            } else if (line.contains("=") && !line.startsWith(";")) {
                var parts = line.split("=", 2);
                looks.get(name).put(parts[0].strip(), parts[1].strip());
            }
        }
        return looks;
    }

    /** The rules of the script that wrote the expectations. */
    private static String normalised(String out, Path work) {
        var text = out.replace(CASES + "/", "")
                .replace(work.toString(), "WORK")
                .replaceAll("((?:start|end|delta)\"?: )(\"[^\"]*\"|'[^']*'|[0-9][^\\n]*)", "$1...")
                .replaceAll("\"src\": (\"[^\"]*\"|null)", "\"src\": ...")
                .replaceAll("\"_original_basename\": \"\\.[a-z0-9_]+\"", "\"_original_basename\": \".content\"")
                .replaceAll("^ansible-playbook \\[core[^\\n]*\\n(  [^\\n]*\\n)+", "")
                .replaceAll("(?m)^(<[\\w.]+> |Read `vars_file` )[^\\n]*\\n", "");
        return text.lines()
                        .map(String::stripTrailing)
                        .collect(Collectors.joining("\n"))
                        .strip() + "\n";
    }
}
