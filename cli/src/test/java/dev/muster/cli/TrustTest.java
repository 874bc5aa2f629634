package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.json.Json;
import dev.muster.source.Source;
import dev.muster.yaml.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Text that comes from nodes, from files that are no part of the project, or from programs is never rendered, wherever it came
 * from, however it is disguised, and whatever a playbook does with it. The hostile text would make a file.
 */
@Execution(ExecutionMode.CONCURRENT)
final class TrustTest {

    private static final Path CASES = Path.of("src/test/cases/trust");

    private static final String PLAY = "- hosts: a\n  gather_facts: false\n  tasks:\n";

    private static final String MARK = "FOLDER/mark";

    private static final String END = "the end was reached";

    @TempDir
    private Path tests;

    /** A folder with a playbook and its inventory. */
    private record Site(Path folder) {

        void write(String name, String text) throws IOException {
            var file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text.replace("FOLDER", folder.toString()));
        }

        Invoked run(Map<String, String> environment) {
            var hosts = folder.resolve("hosts").toString();
            var playbook = folder.resolve("site.yml").toString();
            return Invoked.muster(environment, "playbook", "-i", hosts, "-c", "local", playbook);
        }
    }

    /** @param before tasks of an earlier run, or nothing */
    private record From(String name, String before, String tasks, String text) {}

    @TestFactory
    Stream<DynamicTest> textOfNodesIsNeverRendered() throws IOException {
        var payload = payloads().getFirst();
        return sources().stream().map(from -> DynamicTest.dynamicTest(from.name, () -> attack(from, payload)));
    }

    @TestFactory
    Stream<DynamicTest> disguisesDoNotHelp() throws IOException {
        var payloads = payloads();
        return sources().stream()
                .filter(from -> List.of("standard output", "JSON", "a fact from the cache")
                        .contains(from.name))
                .flatMap(from -> payloads.stream()
                        .map(payload ->
                                DynamicTest.dynamicTest(payload + " from " + from.name, () -> attack(from, payload))));
    }

    /** What the test would see if a text was rendered. */
    @Test
    void theSameTextInAPlaybookIsRendered() throws IOException {
        var site = new Site(tests);
        site.write("hosts", "a ansible_connection=local\n");
        site.write("site.yml", PLAY + "    - debug: {msg: \"" + payloads().getFirst() + "\"}\n");

        assertThat(site.run(Map.of()).code()).isZero();

        assertThat(tests.resolve("mark")).exists();
    }

    private static List<String> payloads() throws IOException {
        return Files.readAllLines(CASES.resolve("payloads.txt")).stream()
                .map(line -> line.replace("MARK", MARK).replace("\\n", "\n"))
                .toList();
    }

    private static List<From> sources() throws IOException {
        var all = (List<?>) Yaml.parse(Source.of(CASES.resolve("sources.yml")))
                .orElseThrow()
                .untrusted();
        return all.stream()
                .map(one -> (Map<?, ?>) one)
                .map(one -> new From(text(one, "name"), text(one, "before"), text(one, "tasks"), text(one, "text")))
                .toList();
    }

    private static String text(Map<?, ?> one, String key) {
        return one.get(key) instanceof String text ? text : "";
    }

    /** Every task of the file in a block of its own, whose failure ends nothing. */
    private static String sinks() throws IOException {
        var text = new StringBuilder();
        for (var line : Files.readAllLines(CASES.resolve("sinks.yml"))) {
            if (line.startsWith("#")) {
                continue;
            }
            text.append(line.startsWith("- ") ? "    - rescue: [{debug: {msg: refused}}]\n      block:\n" : "")
                    .append("        ")
                    .append(line)
                    .append('\n');
        }
        return text.toString();
    }

    private void attack(From from, String hidden) throws IOException {
        var folder = Files.createTempDirectory(tests, "attack");
        var site = new Site(folder);
        var payload = hidden.replace("FOLDER", folder.toString());
        var line = payload.lines().findFirst().orElseThrow();
        var escaped = new StringBuilder();
        payload.chars().forEach(c -> escaped.append("\\u%04x".formatted(c)));
        var json = "{\"deep\": [{\"text\": \"" + escaped + "\"}]}";
        site.write("hosts", "a ansible_connection=local\nb ansible_connection=local\n");
        site.write("payload", payload);
        site.write("payload.json", json);
        site.write("payload.csv", "other@x\nkey@" + line + "\n");
        site.write("payload.ini", "[all]\nkey = " + line + "\n");
        site.write("script", "#!/bin/sh\ncat FOLDER/payload\n");
        site.write("shows.j2", "{{ said.stdout }}");
        site.write("shows.yml", "- debug: {msg: shown}\n");
        site.write("evil.j2", "{{ lookup('pipe', 'touch " + MARK + "') }}");
        site.write("facts.d/evil.fact", json);
        var environment = Map.of(
                "ANSIBLE_CACHE_PLUGIN",
                "jsonfile",
                "ANSIBLE_CACHE_PLUGIN_CONNECTION",
                folder.resolve("cache").toString(),
                "ANSIBLE_STDOUT_CALLBACK",
                "ansible.posix.json");
        if (!from.before.isEmpty()) {
            site.write("site.yml", PLAY + from.before.indent(4));
            assertThat(site.run(environment).code()).isZero();
        }
        site.write(
                "site.yml",
                PLAY
                        + from.tasks.indent(4)
                        + "    - debug: {msg: [\"{{ " + from.text + " }}\"]}\n"
                        + sinks().replaceAll("\\bE\\b", Matcher.quoteReplacement(from.text))
                        + "    - debug: {msg: " + END + "}\n");

        var run = site.run(environment);

        assertThat(folder.resolve("mark")).as("made by a text of a node").doesNotExist();
        assertThat(run.out()).as(run.err()).isNotBlank();
        assertThat(messages(run)).as(run.out() + run.err()).contains(List.of(payload), END);
    }

    /** What the tasks 'debug' said. */
    private static List<Object> messages(Invoked run) {
        var said = new ArrayList<>();
        collect(Json.parse(Source.ofText("output", run.out())), said);
        return said;
    }

    private static void collect(@Nullable Object value, List<Object> said) {
        switch (value) {
            case Map<?, ?> map ->
                map.forEach((key, item) -> {
                    if (key.equals("msg") && item != null) {
                        said.add(item);
                    }
                    collect(item, said);
                });
            case List<?> list -> list.forEach(item -> collect(item, said));
            case null, default -> {}
        }
    }
}
