package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Agreement;
import dev.muster.report.Terminal;
import dev.muster.value.Secrets;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/**
 * What differs from Ansible on purpose: each playbook of {@code src/test/cases/differs} goes on differing from what
 * ansible-playbook gave, and every reason stands in docs/compatibility.md.
 */
@Tag("conformance")
final class DifferencesTest {

    private static final Path CASES = Path.of("src/test/cases/differs").toAbsolutePath();
    private static final Path EXPRESSIONS = Path.of("src/test/cases/jinja/differs.txt");
    private static final Path PAGE = Path.of("../docs/compatibility.md");
    private static final String LABEL = "# differs: ";

    @TestFactory
    Stream<DynamicTest> playbooksGoOnDiffering() throws IOException {
        try (var found = Files.list(CASES)) {
            var tests = found.filter(path -> path.toString().endsWith(".yml"))
                    .sorted()
                    .map(path -> DynamicTest.dynamicTest(
                            path.getFileName() + Agreement.DIFFERS + reason(path), () -> differs(path)))
                    .toList();
            return tests.stream();
        }
    }

    private static String reason(Path playbook) {
        try (var lines = Files.lines(playbook)) {
            return lines.filter(line -> line.startsWith(LABEL))
                    .map(line -> line.substring(LABEL.length()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(playbook + " does not say why it differs"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void differs(Path playbook) throws IOException {
        var roles = CASES.resolveSibling("playbooks").resolve("roles").toString();
        var run = PlaybookCasesTest.run(playbook, Map.of("ANSIBLE_ROLES_PATH", roles));

        assertThat(run.code()).isNotEqualTo(ExitCode.UNEXPECTED.code());
        assertThat(PlaybookCasesTest.shown(run)).as(run.err()).isNotEqualTo(PlaybookCasesTest.expected(playbook));
        assertThat(page()).contains(reason(playbook));
    }

    @Test
    void thePageTellsWhyExpressionsDiffer() throws IOException {
        var page = page();
        for (var line : Files.readAllLines(EXPRESSIONS)) {
            if (!line.startsWith("#")) {
                assertThat(page).contains(line.substring(line.indexOf(' ') + 1).strip());
            }
        }
    }

    @Test
    void thePageNamesEveryOptionThatIsRefused() throws IOException {
        var page = page();
        for (var entry : Commands.ALL) {
            var line = new CommandLine(entry.make().apply(session()));
            Stream.concat(Stream.of(line), line.getSubcommands().values().stream())
                    .flatMap(each -> each.getCommandSpec().options().stream())
                    .filter(option -> Arrays.stream(option.description())
                            .anyMatch(text -> text.startsWith("refused") || text.startsWith("is refused")))
                    .forEach(option -> assertThat(page).as(entry.name()).contains("`" + option.longestName() + "`"));
        }
    }

    private static Session session() {
        var secrets = new Secrets();
        var nowhere = new PrintStream(OutputStream.nullOutputStream());
        return new Session(new Terminal(nowhere, nowhere, secrets, false, 80), secrets, Map.of(), Path.of(""), text -> {
            throw Session.nobodyToAsk(text);
        });
    }

    /** The page with its lines joined, as a reason may run over the end of one. */
    private static String page() throws IOException {
        return String.join(" ", List.of(Files.readString(PAGE).split("\\s+")));
    }
}
