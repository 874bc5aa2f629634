package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.source.Source;
import dev.muster.yaml.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a user did wrong, the command as it was typed, and all that is printed: a file of {@code src/test/cases/errors}. In every text
 * {@code DIR} is the folder in which the files lie; a test may give other words a meaning.
 *
 * @param name what is wrong
 * @param files by their names; a name that ends with a slash is a folder, and a value is the text, or {@code hex: ...} for bytes
 * @param environment variables of the process
 * @param run the words after {@code muster}, as a shell reads them
 * @param expected exit code and output
 */
record ErrorCases(
        String name, Map<String, String> files, Map<String, String> environment, String run, Invoked expected) {

    private static final Path FOLDER = Path.of("src", "test", "cases", "errors");

    private static final String HOME = "muster.home";

    /** Every case has this inventory, unless it brings its own. */
    private static final String HOSTS = "a ansible_connection=local\n";

    private static final Pattern TIME = Pattern.compile("\\b\\d+\\.\\d s\\b");
    private static final Pattern WORD = Pattern.compile("(?:'[^']*'|[^' ])+");

    static List<ErrorCases> of(String area) {
        var cases = new ArrayList<ErrorCases>();
        var all = Yaml.parse(Source.of(FOLDER.resolve(area + ".yml")))
                .orElseThrow()
                .untrusted();
        for (var one : (List<?>) all) {
            var map = (Map<?, ?>) one;
            cases.add(new ErrorCases(
                    text(map, "name"),
                    texts(map.get("files")),
                    texts(map.get("environment")),
                    text(map, "run"),
                    new Invoked(((Long) map.get("code")).intValue(), text(map, "out"), text(map, "err"))));
        }
        return cases;
    }

    private static String text(Map<?, ?> map, String key) {
        return (String) map.get(key);
    }

    private static Map<String, String> texts(Object map) {
        var texts = new HashMap<String, String>();
        if (map != null) {
            ((Map<?, ?>) map).forEach((key, value) -> texts.put((String) key, (String) value));
        }
        return texts;
    }

    /** Writes the files, runs the command, and compares. */
    void check(Map<String, String> words) throws IOException {
        var folder = Files.createTempDirectory("case").toRealPath();
        // The launcher would say where the program lies.
        System.setProperty(HOME, Path.of("..").toAbsolutePath().normalize().toString());
        try {
            var meant = new HashMap<>(words);
            meant.put("DIR", folder.toString());
            assertThat(shown(invoke(folder, meant)))
                    .isEqualTo(shown(new Invoked(
                            expected.code(), replaced(expected.out(), meant), replaced(expected.err(), meant))));
        } finally {
            System.clearProperty(HOME);
            delete(folder);
        }
    }

    Invoked invoke(Path folder, Map<String, String> words) throws IOException {
        write(folder, words);
        var variables = new HashMap<>(Map.of("HOME", folder.toString()));
        environment.forEach((key, value) -> variables.put(key, replaced(value, words)));
        return Invoked.muster(
                variables, words(run).map(word -> replaced(word, words)).toArray(String[]::new));
    }

    /** Words are divided by spaces, but for what stands in single quotes. */
    private static Stream<String> words(String line) {
        return WORD.matcher(line).results().map(each -> each.group().replace("'", ""));
    }

    /** In the way that a person compares best, and without times. */
    private static String shown(Invoked run) {
        return TIME.matcher("exit code " + run.code() + "\n-- standard output\n" + run.out() + "-- standard error\n"
                        + run.err())
                .replaceAll("0.0 s");
    }

    private static String replaced(String text, Map<String, String> words) {
        for (var word : words.entrySet()) {
            // Behind an escaped tab or newline a word begins, too.
            text = text.replaceAll(
                    "(?:\\b|(?<=\\\\[nt]))" + word.getKey() + "\\b", Matcher.quoteReplacement(word.getValue()));
        }
        return text;
    }

    private void write(Path folder, Map<String, String> words) throws IOException {
        Files.writeString(folder.resolve("hosts"), HOSTS);
        for (var each : files.entrySet()) {
            var file = folder.resolve(each.getKey());
            if (each.getKey().endsWith("/")) {
                Files.createDirectories(file);
                continue;
            }
            Files.createDirectories(file.getParent());
            if (each.getValue().startsWith("hex: ")) {
                Files.write(
                        file,
                        HexFormat.ofDelimiter(" ").parseHex(each.getValue().substring(5)));
            } else {
                Files.writeString(file, replaced(each.getValue(), words));
            }
            if (each.getKey().endsWith(".sh")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
