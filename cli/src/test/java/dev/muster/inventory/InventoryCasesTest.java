package dev.muster.inventory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.muster.engine.Lookups;
import dev.muster.engine.YamlFilters;
import dev.muster.jinja.JinjaEngine;
import dev.muster.jinja.Limits;
import dev.muster.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Compares with what ansible-inventory showed of the same inventories; see {@code src/test/oracle/inventory.py}. */
@Tag("conformance")
final class InventoryCasesTest {

    private static final Path CASES = Path.of("src/test/cases/inventory");

    @TestFactory
    Stream<DynamicTest> listsAsAnsibleInventoryDoes() throws IOException {
        return cases().stream()
                .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> {
                    var inventory = load(path);
                    var listing = new InventoryListing(inventory);
                    assertEquals(
                            Files.readString(path.resolve("list.json")),
                            listing.list(inventory.members(Group.ALL)) + "\n");
                }));
    }

    @TestFactory
    Stream<DynamicTest> drawsGraphsAsAnsibleInventoryDoes() throws IOException {
        return cases().stream()
                .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> {
                    var inventory = load(path);
                    var listing = new InventoryListing(inventory);
                    assertEquals(
                            Files.readString(path.resolve("graph.txt")),
                            listing.graph(inventory.group(Group.ALL).orElseThrow(), true) + "\n");
                }));
    }

    private static List<Path> cases() throws IOException {
        try (var found = Files.list(CASES)) {
            return found.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static Inventory load(Path path) throws IOException {
        try (var found = Files.list(path)) {
            var source = found.filter(each -> each.getFileName().toString().startsWith("hosts"))
                    .min(Path::compareTo)
                    .orElseThrow();
            return InventoryLoader.load(
                    List.of(source.toString()), null, Source::of, InventoryCasesTest::plugins, Reading.STRICT, _ -> {});
        }
    }

    private static PluginTemplates plugins() {
        var lookups = new Lookups(Source::of, _ -> List.of(), _ -> {});
        return new PluginTemplates(
                new JinjaEngine(lookups, new YamlFilters(_ -> null), Limits.DEFAULT), Map.of(), false);
    }
}
