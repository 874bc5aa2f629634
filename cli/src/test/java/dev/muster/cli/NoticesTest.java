package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Compares what is warned of with what ansible-playbook warned of in the same playbooks; see {@code src/test/oracle/notices.py}.
 * The words count; Muster has the place before them where the original has it below.
 */
@Tag("conformance")
@Execution(ExecutionMode.CONCURRENT)
final class NoticesTest {

    private static final Path CASES = Path.of("src/test/cases/notices").toAbsolutePath();
    private static final String INVENTORY = "# inventory: ";

    @TestFactory
    Stream<DynamicTest> warnsOfWhatAnsiblePlaybookWarnsOf() throws IOException {
        try (var found = Files.list(CASES)) {
            return found.filter(path -> path.toString().endsWith(".txt")).sorted().toList().stream()
                    .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> compare(path)));
        }
    }

    private static void compare(Path told) throws IOException {
        var playbook = Path.of(told.toString().replaceAll("txt$", "yml"));
        var head = Files.readString(playbook).lines().findFirst().orElse("");
        var inventory = head.startsWith(INVENTORY) ? head.substring(INVENTORY.length()) : "hosts";
        var run = Invoked.muster("playbook", "-i", CASES.resolve(inventory).toString(), playbook.toString());

        assertThat(run.err()
                        .lines()
                        .filter(line -> line.matches("\\[(WARNING|DEPRECATION WARNING)]: .*"))
                        .map(line -> line.replaceFirst("]: \\S+:\\d+:\\d+: ", "]: ")
                                .replace(CASES + "/", "")
                                .stripTrailing())
                        .distinct()
                        .sorted())
                .isEqualTo(Files.readAllLines(told));
    }
}
