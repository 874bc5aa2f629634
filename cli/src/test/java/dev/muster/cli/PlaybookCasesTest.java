package dev.muster.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final Pattern ERROR =
            Pattern.compile("(?m)^\\[?(ERROR|WARNING|DEPRECATION WARNING|error|warning)\\]?: (.*)");
    private static final Pattern WORD = Pattern.compile("(?:\"[^\"]*\"|'[^']*'|[^\\s\"'])+");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"|'([^']*)'");

    /** What the script that wrote the expectations turns off. */
    private static final Map<String, String> WARNINGS =
            Map.of("ANSIBLE_DEPRECATION_WARNINGS", "0", "ANSIBLE_LOCALHOST_WARNING", "0");

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
        var shown = new StringBuilder();
        var told = new StringBuilder();
        var scratch = Files.createTempDirectory("case").toRealPath();
        try {
            for (var command : commands(playbook)) {
                var run = run(playbook, command, scratch, Map.of());
                shown.append(shown(run).replace(scratch.toString(), "SCRATCH"));
                if (!given(Files.readString(playbook), "errors").isEmpty()) {
                    shown.append(errors(run.err()).replace(scratch.toString(), "SCRATCH"));
                }
                told.append(run.err());
            }
        } finally {
            try (var files = Files.walk(scratch)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
        assertEquals(expected(playbook), shown.toString(), told.toString());
    }

    /** The command lines that the head gives, or the one that runs the playbook itself. */
    private static List<List<String>> commands(Path playbook) throws IOException {
        var text = Files.readString(playbook);
        var commands = lines(text, "command").toList();
        if (!commands.isEmpty()) {
            return commands;
        }
        var plain = new ArrayList<>(List.of("-i", "CASES/hosts"));
        plain.addAll(given(text, "options"));
        plain.add(playbook.toString());
        return List.of(plain);
    }

    /** What ansible-playbook printed, and its exit code. */
    static String expected(Path playbook) throws IOException {
        return Files.readString(Path.of(playbook.toString().replaceAll("yml$", "txt")));
    }

    /** What Muster printed, and its exit code, in the form of {@link #expected}. */
    static String shown(Invoked run) {
        return normalised(run.out()) + "exit " + run.code() + "\n";
    }

    /** The first line of each error and warning, without its kind of quotes, place and full stop. */
    private static String errors(String err) {
        return ERROR.matcher(err)
                .results()
                .map(match -> {
                    var said = match.group(2)
                            .replace(CASES + "/", "")
                            .replaceFirst("^[^ :]+:\\d+:\\d+: ", "")
                            .replaceFirst("[ .]+$", "")
                            .replaceFirst("the role ('[^']*') was not found in .*", "the role $1 was not found");
                    var kind = match.group(1).toUpperCase(Locale.ROOT);
                    return kind + ": "
                            + (said.isEmpty() ? "" : said.substring(0, 1).toLowerCase(Locale.ROOT))
                            + (said.isEmpty() ? "" : said.substring(1)) + "\n";
                })
                .collect(Collectors.joining());
    }

    /** Runs a playbook with what its head says, and with further variables in the environment. */
    static Invoked run(Path playbook, Map<String, String> more) throws IOException {
        return run(playbook, commands(playbook).getFirst(), Path.of("SCRATCH"), more);
    }

    private static Invoked run(Path playbook, List<String> command, Path scratch, Map<String, String> more)
            throws IOException {
        var text = Files.readString(playbook);
        UnaryOperator<String> meant =
                word -> word.replace("CASES", CASES.toString()).replace("SCRATCH", scratch.toString());
        var arguments = new ArrayList<>(List.of("playbook", "-f", "1"));
        command.stream().map(meant).forEach(arguments::add);
        var environment = new HashMap<>(WARNINGS);
        environment.putAll(more);
        given(text, "environment").stream()
                .map(variable -> meant.apply(variable).split("=", 2))
                .forEach(variable -> environment.put(variable[0], variable[1]));
        var input = given(text, "input").stream().map(line -> line + "\n").collect(Collectors.joining());
        var desk = new Desk(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                () -> false,
                () -> false,
                Desk.EMPTY.question());
        return Invoked.muster(
                environment,
                desk,
                question -> {
                    throw Session.nobodyToAsk(question);
                },
                arguments.toArray(String[]::new));
    }

    /** What the comments at the head say under a word. */
    private static List<String> given(String playbook, String word) {
        return lines(playbook, word).flatMap(List::stream).toList();
    }

    private static Stream<List<String>> lines(String playbook, String word) {
        var label = "# " + word + ": ";
        return playbook.lines()
                .takeWhile(line -> line.startsWith("#"))
                .filter(line -> line.startsWith(label))
                .map(line -> words(line.substring(label.length())));
    }

    /** Words as a shell reads them, where quotes keep what is in them together. */
    private static List<String> words(String line) {
        return WORD.matcher(line)
                .results()
                .map(match -> QUOTED.matcher(match.group())
                        .replaceAll(part ->
                                Matcher.quoteReplacement(part.group(1) == null ? part.group(2) : part.group(1))))
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
