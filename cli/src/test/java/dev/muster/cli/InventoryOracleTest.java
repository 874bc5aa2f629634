package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.source.Source;
import dev.muster.yaml.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Inventories in every form, shown by {@code muster inventory} and by the {@code ansible-inventory} of this machine: the same
 * bytes and the same exit code. The inventories are {@code src/test/cases/listings/*.yml}.
 */
@Tag("oracle")
@Tag("conformance")
final class InventoryOracleTest {

    private static final Path CASES = Path.of("src", "test", "cases", "listings");

    /** What is asked of every inventory; HOST stands for the host that the case names. */
    private static final List<String> ALWAYS = List.of(
            "--list",
            "--list --export",
            "--list --yaml",
            "--list --yaml --export",
            "--list --toml",
            "--list --toml --export",
            "--graph",
            "--graph --vars",
            "--host HOST",
            "--host HOST --yaml");

    private static final Pattern MARKED = Pattern.compile("\\{\\s*\"__ansible_unsafe\": (\"[^\"{]*\")\\s*\\}");

    @TempDir
    private Path folder;

    /**
     * @param words after {@code muster}
     */
    private record Call(String name, List<String> words) {}

    @TestFactory
    Stream<DynamicTest> showsInventoriesAsAnsibleDoes() throws IOException, InterruptedException {
        var calls = new ArrayList<Call>();
        try (var files = Files.list(CASES)) {
            for (var file : files.sorted().toList()) {
                var area = file.getFileName().toString().replace(".yml", "");
                for (var each :
                        (List<?>) Yaml.parse(Source.of(file)).orElseThrow().untrusted()) {
                    calls.addAll(calls(area, (Map<?, ?>) Objects.requireNonNull(each)));
                }
            }
        }
        var expected = Original.answers(calls.stream().map(Call::words).toList(), folder);
        var tests = new ArrayList<DynamicTest>();
        for (int i = 0; i < calls.size(); i++) {
            var call = calls.get(i);
            var answer = expected.get(i);
            tests.add(DynamicTest.dynamicTest(call.name(), () -> compare(call, answer)));
        }
        return tests.stream();
    }

    private static void compare(Call call, Invoked expected) {
        var run = Invoked.muster(call.words().toArray(String[]::new));
        if (expected.err().contains("is not TOML serializable")) {
            // For Ansible a null in TOML is a fault of its own.
            assertThat(run.code()).as(run.err()).isNotZero();
            assertThat(run.out()).isEmpty();
            return;
        }
        assertThat("exit " + run.code() + "\n" + run.out())
                .as(() -> String.join(" ", call.words()) + "\nMuster: " + run.err() + "\nAnsible: " + expected.err())
                .isEqualTo("exit " + expected.code() + "\n" + unmarked(expected.out()));
    }

    /**
     * Ansible marks every text that an expression made; Muster marks only what would be taken for a template, for which alone
     * it matters.
     */
    private static String unmarked(String out) {
        return MARKED.matcher(out).replaceAll("$1");
    }

    private List<Call> calls(String area, Map<?, ?> one) throws IOException {
        var name = area + ": " + one.get("name");
        var place = Files.createDirectory(folder.resolve(area + "-" + plain(one.get("name"))));
        Original.write(place, (Map<?, ?>) Objects.requireNonNullElse(one.get("files"), Map.of()));
        var sources = new ArrayList<String>();
        for (var source : list(one.get("sources"), List.of("hosts"))) {
            sources.add("-i");
            sources.add(source.contains(",") ? source : place.resolve(source).toString());
        }
        var questions = new ArrayList<>(ALWAYS);
        questions.addAll(list(one.get("also"), List.of()));
        var calls = new ArrayList<Call>();
        for (var question : questions) {
            var words = new ArrayList<>(List.of("inventory"));
            words.addAll(sources);
            for (var word : question.split(" ")) {
                words.add(
                        word.equals("HOST") ? String.valueOf(one.get("host")) : word.replace("DIR", place.toString()));
            }
            calls.add(new Call(name + " " + question, words));
        }
        return calls;
    }

    private static String plain(Object name) {
        return String.valueOf(name).replaceAll("[^A-Za-z0-9]+", "-");
    }

    private static List<String> list(Object given, List<String> otherwise) {
        return given == null
                ? otherwise
                : ((List<?>) given).stream().map(String::valueOf).toList();
    }
}
