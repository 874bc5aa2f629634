package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.playbook.KeywordPlaces;
import dev.muster.source.Source;
import dev.muster.yaml.Node;
import dev.muster.yaml.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every keyword stands at every place that accepts it in one of the playbooks whose output ansible-playbook gave, which
 * {@link PlaybookCasesTest} compares.
 */
final class KeywordsTest {

    private static final Path CASES = Path.of("src/test/cases/playbooks");
    private static final Set<String> SECTIONS = Set.of("tasks", "pre_tasks", "post_tasks");
    private static final Set<String> PARTS = Set.of("block", "rescue", "always");
    private static final Set<String> SEEN = new HashSet<>();

    @BeforeAll
    static void readCases() throws IOException {
        try (var files = Files.list(CASES)) {
            for (var file :
                    files.filter(each -> each.toString().endsWith(".yml")).toList()) {
                if (Yaml.parse(Source.of(file), _ -> {}).orElse(null) instanceof Node.Sequence plays) {
                    plays.items().stream()
                            .filter(Node.Mapping.class::isInstance)
                            .forEach(play -> play((Node.Mapping) play));
                }
            }
        }
    }

    private static void play(Node.Mapping play) {
        if (play.get("hosts").isEmpty()) {
            return;
        }
        for (var entry : play.entries()) {
            SEEN.add("Play " + entry.name());
            if (SECTIONS.contains(entry.name())) {
                tasks(entry.value(), "Task");
            } else if (entry.name().equals("handlers")) {
                tasks(entry.value(), "Handler");
            } else if (entry.name().equals("roles")) {
                mappings(entry.value()).forEach(role -> seen(role, "Role"));
            }
        }
    }

    private static void tasks(Node list, String place) {
        for (var task : mappings(list)) {
            var block = task.entries().stream().map(Node.Entry::name).anyMatch(PARTS::contains);
            seen(task, block ? "Block" : place);
            if (block) {
                PARTS.forEach(part -> task.get(part).ifPresent(inner -> tasks(inner, place)));
            }
        }
    }

    private static void seen(Node.Mapping mapping, String place) {
        for (var entry : mapping.entries()) {
            SEEN.add(place + " " + (entry.name().startsWith("with_") ? "loop" : entry.name()));
        }
    }

    private static List<Node.Mapping> mappings(Node list) {
        return list instanceof Node.Sequence sequence
                ? sequence.items().stream()
                        .filter(Node.Mapping.class::isInstance)
                        .map(Node.Mapping.class::cast)
                        .toList()
                : List.of();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Play", "Role", "Block", "Task", "Handler"})
    void everyKeywordIsJudgedAtEveryPlace(String place) {
        var missing = new TreeSet<String>();
        KeywordPlaces.all().forEach((keyword, places) -> {
            if (places.contains(place) && !SEEN.contains(place + " " + keyword)) {
                missing.add(keyword);
            }
        });

        assertThat(missing).isEmpty();
    }

    @Test
    void everyActionOfMetaIsJudged() throws IOException {
        var missing = new TreeSet<>(List.of(
                "clear_facts",
                "clear_host_errors",
                "end_batch",
                "end_host",
                "end_play",
                "end_role",
                "flush_handlers",
                "noop",
                "refresh_inventory",
                "reset_connection"));
        try (var files = Files.walk(CASES)) {
            for (var file :
                    files.filter(each -> each.toString().endsWith(".yml")).toList()) {
                var text = Files.readString(file);
                missing.removeIf(action -> text.contains("meta: " + action));
            }
        }

        assertThat(missing).isEmpty();
    }
}
