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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands as they are typed, run by Muster and by the ansible-core of this machine: the same standard output and exit code. The
 * commands are {@code src/test/cases/commands/*.yml}; DIR in them is the folder of the case's files. What both say of a wrong
 * command stands there in {@code says}.
 */
@Tag("oracle")
@Tag("conformance")
final class CommandsOracleTest {

    private static final Path CASES = Path.of("src", "test", "cases", "commands");
    private static final Pattern WORD = Pattern.compile("(?:'[^']*'|[^' ])+");

    private static final Pattern HOSTS = Pattern.compile("(?m)(?:^      \\S+\n){2,}");
    private static final Pattern ADHOC = Pattern.compile("Origin: <adhoc [^\\n]*\n\n[^\\n]*\n\n");

    @TempDir
    private Path folder;

    /**
     * @param words after {@code muster}
     * @param says what stands in both error messages; empty where there is none
     */
    private record Call(String name, List<String> words, String says) {}

    @TestFactory
    Stream<DynamicTest> doesWhatAnsibleDoes() throws IOException, InterruptedException {
        var calls = new ArrayList<Call>();
        try (var files = Files.list(CASES)) {
            for (var file : files.sorted().toList()) {
                for (var each :
                        (List<?>) Yaml.parse(Source.of(file)).orElseThrow().untrusted()) {
                    add((Map<?, ?>) Objects.requireNonNull(each), calls);
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

    private void add(Map<?, ?> one, List<Call> calls) throws IOException {
        var name = String.valueOf(one.get("name"));
        var place = Files.createDirectory(folder.resolve(name.replaceAll("[^A-Za-z0-9]+", "-")));
        Original.write(place, (Map<?, ?>) Objects.requireNonNull(one.get("files")));
        for (var run : (List<?>) Objects.requireNonNull(one.get("run"))) {
            var line = run instanceof Map<?, ?> map ? String.valueOf(map.get("line")) : String.valueOf(run);
            var says = run instanceof Map<?, ?> map && map.get("says") != null ? String.valueOf(map.get("says")) : "";
            var words = WORD.matcher(line)
                    .results()
                    .map(word -> word.group().replace("'", "").replace("DIR", place.toString()))
                    .toList();
            calls.add(new Call(name + ": " + line, words, says));
        }
    }

    private static void compare(Call call, Invoked expected) {
        var run = Invoked.muster(call.words().toArray(String[]::new));
        assertThat("exit " + run.code() + "\n" + comparable(run.out()))
                .as(() -> String.join(" ", call.words()) + "\nMuster: " + run.err() + "\nAnsible: " + expected.err())
                .isEqualTo("exit " + expected.code() + "\n" + comparable(expected.out()));
        if (!call.says().isEmpty()) {
            assertThat(run.code()).isNotZero();
            assertThat(plain(expected.err())).contains(plain(call.says()));
            assertThat(plain(run.err())).contains(plain(call.says()));
        }
    }

    /** Ansible lists hosts in any order, and tells where a task of the command line stands. */
    private static String comparable(String out) {
        return HOSTS.matcher(ADHOC.matcher(out).replaceAll(""))
                .replaceAll(hosts -> Matcher.quoteReplacement(
                        hosts.group().lines().sorted().collect(Collectors.joining("\n", "", "\n"))));
    }

    private static String plain(String text) {
        return text.replaceAll("\\s+", " ");
    }
}
