package dev.muster.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Compares with what ansible-playbook printed of the same playbooks; see {@code src/test/oracle/playbooks.py}. */
@Tag("conformance")
@Execution(ExecutionMode.CONCURRENT)
final class PlaybookCasesTest {

    private static final Path CASES = Path.of("src/test/cases/playbooks").toAbsolutePath();

    /** One after the other, for some have files in common; beside other tests all the same. */
    @Execution(ExecutionMode.SAME_THREAD)
    @TestFactory
    Stream<DynamicTest> printsAndEndsAsAnsiblePlaybookDoes() throws IOException {
        try (var found = Files.list(CASES)) {
            var playbooks = found.filter(path -> path.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
            return playbooks.stream()
                    .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> compare(path)));
        }
    }

    private static void compare(Path playbook) throws IOException {
        var run = run(playbook, Map.of());
        assertEquals(expected(playbook), shown(run), run.err());
    }

    /** What ansible-playbook printed, and its exit code. */
    static String expected(Path playbook) throws IOException {
        return Files.readString(Path.of(playbook.toString().replaceAll("yml$", "txt")));
    }

    /** What Muster printed, and its exit code, in the form of {@link #expected}. */
    static String shown(Invoked run) {
        return normalised(run.out()) + "exit " + run.code() + "\n";
    }

    /** Runs a playbook with what its head says, and with further variables in the environment. */
    static Invoked run(Path playbook, Map<String, String> more) throws IOException {
        var text = Files.readString(playbook);
        var arguments = new ArrayList<>(
                List.of("playbook", "-f", "1", "-i", CASES.resolve("hosts").toString()));
        arguments.addAll(given(text, "options"));
        arguments.add(playbook.toString());
        var environment = new HashMap<>(more);
        given(text, "environment").stream()
                .map(variable -> variable.split("=", 2))
                .forEach(variable -> environment.put(variable[0], variable[1]));
        return Invoked.muster(environment, arguments.toArray(String[]::new));
    }

    /** What the comments at the head say under a word. */
    private static List<String> given(String playbook, String word) {
        var label = "# " + word + ": ";
        return playbook.lines()
                .takeWhile(line -> line.startsWith("#"))
                .filter(line -> line.startsWith(label))
                .flatMap(line -> words(line.substring(label.length())).stream())
                .toList();
    }

    /** Words, where double quotes keep one together. */
    private static List<String> words(String line) {
        return java.util.regex.Pattern.compile("\"([^\"]*)\"|(\\S+)")
                .matcher(line)
                .results()
                .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
                .toList();
    }

    /** The rules of the script that wrote the expectations. */
    private static String normalised(String out) {
        var text = out.replace(CASES + "/", "")
                .replace(CASES.resolveSibling("differs") + "/", "")
                .replaceAll("(?m)^\\+\\+\\+ after: .*/", "+++ after: ")
                .replaceAll("\"(start|end|delta)\": \"[^\"]*\"", "\"$1\": \"...\"")
                .replaceAll("\\bj\\d+\\.\\d+", "JOB")
                .replaceAll("\"child_pid\": \\d+", "\"child_pid\": ...")
                .replaceAll("/[^ \\n\"']*/(ansible-local-|\\.ansible/tmp)[^ \\n\"']*", "TEMPORARY")
                .replaceAll(
                        "Task failed: (Failed to connect to the host via ssh: |127\\.0\\.0\\.1:9 )[^\"\\n]*",
                        "Task failed: NOT REACHED")
                .replaceAll(
                        "(Action failed: |Unexpected AnsibleActionFail error: )?[Cc]ould not find or access ('[^']*')[^\"\n]*",
                        "could not find or access $2")
                .replaceAll("Valid booleans include: [^\"\n]*", "Valid booleans include ...")
                .replaceAll("the role ('[^']*') was not found in [^\"\n]*", "the role $1 was not found")
                .replaceAll(
                        "(\\[ERROR\\]: [^\\n]*)\\n(?:(?!fatal: |failed: |\\[ERROR\\]: |PLAY |TASK )[^\\n]*\\n)*",
                        "$1\n");
        return text.lines()
                        .map(String::stripTrailing)
                        .collect(Collectors.joining("\n"))
                        .strip() + "\n";
    }
}
