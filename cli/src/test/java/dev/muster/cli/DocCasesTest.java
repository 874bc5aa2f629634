package dev.muster.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Compares with what ansible-doc printed; see {@code src/test/oracle/doc.py}. */
@Tag("conformance")
final class DocCasesTest {

    private static final Path CASES = Path.of("src/test/cases/doc").toAbsolutePath();

    @TestFactory
    Stream<DynamicTest> printsAndEndsAsAnsibleDocDoes() throws IOException {
        return Files.readAllLines(CASES.resolve("commands.txt")).stream()
                .map(line -> line.split(":", 2))
                .map(line -> DynamicTest.dynamicTest(line[0], () -> compare(line[0], line[1].strip())));
    }

    private static void compare(String name, String words) throws IOException {
        var arguments = new ArrayList<>(List.of("doc", "--playbook-dir", CASES.toString()));
        arguments.addAll(words.isEmpty() ? List.of() : List.of(words.split(" ")));
        var run = Invoked.muster(
                Map.of("ANSIBLE_ROLES_PATH", CASES.resolve("none").toString()), arguments.toArray(String[]::new));
        var warnings = run.err()
                .lines()
                .filter(line -> line.startsWith("[WARNING]"))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
        assertEquals(
                Files.readString(CASES.resolve(name + ".txt")),
                normalised(run.out()) + warnings + "exit " + run.code() + "\n",
                run.err());
    }

    /** The rules of the script that wrote the expectations. */
    private static String normalised(String out) {
        var text = out.replace(CASES.toString(), "DIR");
        if (text.contains("\"applies_to\"")) {
            text = text.replaceAll("(?m)^        \"description\": .*\n", "");
        }
        return text.lines()
                        .map(String::stripTrailing)
                        .collect(Collectors.joining("\n"))
                        .strip() + "\n";
    }
}
