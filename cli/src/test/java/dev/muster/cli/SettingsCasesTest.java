package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.source.Source;
import dev.muster.yaml.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Compares with what Ansible's commands made of the same settings; see {@code src/test/oracle/settings.py}. */
@Tag("conformance")
final class SettingsCasesTest {

    private static final Path CASES = Path.of("src/test/cases/settings");
    private static final Pattern WORD = Pattern.compile("(?:'[^']*'|[^' ])+");

    @TempDir
    private Path parent;

    @TestFactory
    Stream<DynamicNode> doesAsAnsibleDoesWithTheSameSettings() throws IOException {
        try (var found = Files.list(CASES)) {
            return found.sorted().toList().stream()
                    .map(file -> DynamicContainer.dynamicContainer(
                            file.getFileName().toString(),
                            cases(file).stream()
                                    .map(map ->
                                            DynamicTest.dynamicTest((String) map.get("name"), () -> compare(map)))));
        }
    }

    private static List<Map<?, ?>> cases(Path file) {
        return ((List<?>) Yaml.parse(Source.of(file)).orElseThrow().untrusted())
                .stream().<Map<?, ?>>map(each -> (Map<?, ?>) each).toList();
    }

    private void compare(Map<?, ?> map) throws IOException {
        var folder = Files.createTempDirectory(parent, "case").toRealPath();
        var files = new HashMap<>(Map.of("hosts", "a ansible_connection=local\n"));
        files.putAll(texts(map.get("files")));
        for (var file : files.entrySet()) {
            write(folder, file.getKey(), file.getValue());
        }
        var environment = new HashMap<>(Map.of("HOME", folder.toString(), "ANSIBLE_NOCOLOR", "1"));
        if (files.containsKey("ansible.cfg")) {
            environment.put("ANSIBLE_CONFIG", folder.resolve("ansible.cfg").toString());
        }
        texts(map.get("environment")).forEach((key, value) -> environment.put(key, put(folder, value)));
        var words = WORD.matcher((String) map.get("run"))
                .results()
                .map(each -> put(folder, each.group().replace("'", "")));
        var run = Invoked.in(folder, environment, words.toArray(String[]::new));
        var err = map.containsKey("err") ? "\n-- standard error\n" + map.get("err") : "";
        var shown = normalised(run.out(), folder)
                + (err.isEmpty() ? "" : "\n-- standard error\n" + normalised(run.err(), folder));
        assertThat("exit code " + run.code() + "\n" + shown)
                .as("%s", run.err())
                .isEqualTo("exit code " + map.get("code") + "\n" + map.get("out") + err);
    }

    private static Map<String, String> texts(Object map) {
        var texts = new HashMap<String, String>();
        if (map != null) {
            ((Map<?, ?>) map).forEach((key, value) -> texts.put((String) key, (String) value));
        }
        return texts;
    }

    private static String put(Path folder, String text) {
        return text.replaceAll("\\bDIR\\b", Matcher.quoteReplacement(folder.toString()));
    }

    private static void write(Path folder, String name, String text) throws IOException {
        var file = folder.resolve(name);
        if (name.endsWith("/")) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, put(folder, text));
        if (name.endsWith(".sh")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** The rules of the script that wrote the expectations. */
    private static String normalised(String out, Path folder) {
        var text = out.replace(folder.toString(), "DIR")
                .replaceAll("\"(start|end|delta)\": \"[^\"]*\"", "\"$1\": \"...\"")
                .replaceAll("(?m)^( *(?:start|end|delta)): .*", "$1: ...")
                .replaceAll(
                        "(\\[ERROR\\]: [^\\n]*)\\n(?:(?!fatal: |failed: |\\[ERROR\\]: |PLAY |TASK |task path: )[^\\n]*\\n)*",
                        "$1\n");
        return Arrays.stream(text.split("\n", -1))
                        .map(String::stripTrailing)
                        .collect(Collectors.joining("\n"))
                        .replaceAll("^\\n+|\\n+$", "")
                + "\n";
    }
}
