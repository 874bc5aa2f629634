package dev.muster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.inventory.HostPatterns;
import dev.muster.inventory.InventoryLoader;
import dev.muster.json.Json;
import dev.muster.playbook.LoaderSettings;
import dev.muster.playbook.PlaybookLoader;
import dev.muster.source.Source;
import dev.muster.vault.Vault;
import dev.muster.yaml.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in a file that Muster reads, it is understood or an error of the user, and soon: see {@link Fuzz}. */
@Execution(ExecutionMode.CONCURRENT)
class ReadersFuzzTest {

    private static final Path CASES = Path.of("src/test/cases");

    private static final List<String> YAML = List.of(
            ": ",
            "- ",
            "\n",
            "\n  ",
            "{",
            "}",
            "[",
            "]",
            "&a ",
            "*a",
            "<<: ",
            "!vault ",
            "!unsafe ",
            "|\n",
            ">-\n",
            "\"",
            "'",
            "#",
            "? ",
            "---\n",
            "\t",
            "!!binary ",
            "0x",
            "1e999",
            "null",
            "{{ ",
            " }}");

    private static final List<String> INI = List.of(
            "[",
            "]",
            ":",
            "=",
            "\n",
            "[all:vars]\n",
            ":children]\n",
            "[0:9]",
            "[a:z]",
            "[1:99999999999]",
            "#",
            "'",
            "\"",
            " ",
            "::1",
            "{}");

    private static final List<String> PATTERNS =
            List.of(":", ",", "&", "!", "~", "[", "]", "[0]", "[0:2]", "[-1]", "*", "(", "|", "?", "@", "::");

    private static List<String> corpus(String folder, String... endings) throws IOException {
        try (var files = Files.walk(CASES.resolve(folder))) {
            return files.filter(file ->
                            List.of(endings).stream().anyMatch(file.toString()::endsWith) && Files.isRegularFile(file))
                    .sorted()
                    .map(ReadersFuzzTest::text)
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(Path file, String text) {
        try {
            return Files.write(file, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void yaml() throws IOException {
        new Fuzz(corpus("playbooks", ".yml"), YAML)
                .run(
                        3_000,
                        text -> assertThat(Yaml.parseAll(Source.ofText("fuzz.yml", text), _ -> {}))
                                .isNotNull());
    }

    @Test
    void playbooks(@TempDir Path folder) throws IOException {
        var loader =
                new PlaybookLoader(LoaderSettings.of(Set.of("command", "copy", "debug", "file", "set_fact", "shell")));
        new Fuzz(corpus("playbooks", ".yml"), YAML)
                .run(
                        2_000,
                        text -> assertThat(loader.load(write(folder.resolve("site.yml"), text)))
                                .isNotNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {".yml", ".ini", ".json", ".toml"})
    void inventories(String ending, @TempDir Path folder) throws IOException {
        var file = folder.resolve("hosts" + ending);
        var corpus =
                corpus("inventory", ending.equals(".toml") ? ".ini" : ending, ending.equals(".ini") ? "hosts" : ending);
        new Fuzz(corpus, ending.equals(".ini") || ending.equals(".toml") ? INI : YAML).run(2_000, text -> {
            var inventory = InventoryLoader.load(List.of(write(file, text).toString()), folder, Source::of, _ -> {});
            assertThat(inventory.hosts()).isNotNull();
        });
    }

    @Test
    void patterns(@TempDir Path folder) {
        var file = write(folder.resolve("hosts"), "[web]\nweb[01:20]\n[db]\ndb-[a:f]\n[all:children]\nweb\ndb\n");
        var patterns =
                new HostPatterns(InventoryLoader.load(List.of(file.toString()), null, Source::of, _ -> {}), _ -> {});
        new Fuzz(
                        List.of(
                                "all",
                                "web:&db",
                                "web,!web03",
                                "~(web|db).*1$",
                                "web[0:2]",
                                "*.example",
                                "db[-1]",
                                "all:!~web0[1-5]"),
                        PATTERNS)
                .run(5_000, text -> assertThat(patterns.select(text)).isNotNull());
    }

    @Test
    void json() {
        new Fuzz(
                        List.of(
                                "{\"a\": [1, 2.5e3, null, true], \"b\": {\"c\": \"\\u00e4\\n\"}}",
                                "[[[[]]]]",
                                "-0",
                                "\"text\""),
                        YAML)
                .run(5_000, text -> Json.parse(Source.ofText("fuzz.json", text)));
    }

    @Test
    void vaults() {
        var vault = Vault.locked();
        new Fuzz(
                        List.of(
                                "$ANSIBLE_VAULT;1.1;AES256\n" + "61".repeat(40) + "\n" + "3a0b".repeat(20) + "\n",
                                "$ANSIBLE_VAULT;1.2;AES256;dev\n6162"),
                        List.of(";", "\n", "$ANSIBLE_VAULT", "zz", "AES", "1.0", " "))
                .run(5_000, text -> assertThat(vault.open(text).bytes()).isNotNull());
    }
}
