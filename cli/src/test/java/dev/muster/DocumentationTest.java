package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the pages for people say is so: every command of a {@code console} block ends well, and every link to a file of the
 * repository has its file. Needs the built program.
 */
@Tag("lab")
final class DocumentationTest {

    private static final Pattern CONSOLE = Pattern.compile("(?ms)^```console\\n(.*?)^```");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");

    @TempDir
    private Path folder;

    static List<Path> pages() throws IOException {
        var root = Lab.repository();
        var pages = new ArrayList<Path>();
        try (var top = Files.list(root);
                var docs = Files.list(root.resolve("docs"))) {
            Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .forEach(pages::add);
        }
        return pages;
    }

    static List<String> commands() throws IOException {
        var commands = new ArrayList<String>();
        for (var page : pages()) {
            CONSOLE.matcher(Files.readString(page))
                    .results()
                    .forEach(block -> block.group(1)
                            .lines()
                            .filter(line -> line.startsWith("$ "))
                            .forEach(line -> commands.add(line.substring(2))));
        }
        return commands;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void commandsEndWell(String command) throws IOException, InterruptedException {
        var output = folder.resolve("output");
        var process = new ProcessBuilder("sh", "-c", command)
                .directory(Lab.repository().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .start();

        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(command).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    }

    @Test
    void linksLeadToFiles() throws IOException {
        var missing = new ArrayList<String>();
        for (var page : pages()) {
            LINK.matcher(Files.readString(page)).results().forEach(link -> {
                if (!Files.exists(page.resolveSibling(link.group(1)))) {
                    missing.add(page.getFileName() + ": " + link.group(1));
                }
            });
        }
        assertThat(missing).isEmpty();
    }
}
