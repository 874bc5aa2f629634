package dev.muster.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} says of every setting what the program knows of it. */
final class DocumentationTest {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    /** What begins with this is Ansible's own affair and not for people. */
    private static final String INTERNAL = "_";

    private static List<String> rows(String heading) throws IOException {
        var page = Files.readString(PAGE);
        int from = page.indexOf("\n## " + heading + "\n");
        int to = page.indexOf("\n## ", from + 1);
        return page.substring(from, to < 0 ? page.length() : to)
                .lines()
                .filter(line -> line.startsWith("| "))
                .skip(1)
                .toList();
    }

    private static List<Setting> settings(Setting.Use use) {
        return Catalog.read().all().stream()
                .filter(setting -> setting.use() == use && !setting.name().startsWith(INTERNAL))
                .toList();
    }

    private static String row(Setting setting, String last) {
        var places = setting.places().stream()
                .map(place -> "`" + place.key() + "` in `[" + place.section() + "]`")
                .collect(Collectors.joining(", "));
        var variables =
                setting.environment().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
        return "| `" + setting.name() + "` | " + places + " | " + variables + " | " + last.replace("|", "\\|") + " |";
    }

    @Test
    void namesEverySettingThatIsFollowed() throws IOException {
        assertThat(rows("Followed"))
                .containsExactlyElementsOf(settings(Setting.Use.FOLLOWED).stream()
                        .map(setting -> row(setting, setting.description()))
                        .toList());
    }

    @Test
    void saysWhyOthersAreWarnedOf() throws IOException {
        assertThat(rows("Warned of"))
                .containsExactlyElementsOf(settings(Setting.Use.WARNED).stream()
                        .map(setting -> row(setting, setting.why()))
                        .toList());
    }

    @Test
    void saysWhyTheRestHasNoEffect() throws IOException {
        var reasons = new TreeMap<String, List<String>>();
        settings(Setting.Use.NONE)
                .forEach(setting -> reasons.computeIfAbsent(setting.why(), _ -> new ArrayList<>())
                        .add("`" + setting.name() + "`"));
        var expected = new ArrayList<String>();
        reasons.forEach(
                (why, names) -> expected.add("| " + why.replace("|", "\\|") + " | " + String.join(", ", names) + " |"));

        assertThat(rows("Without effect")).containsExactlyElementsOf(expected);
    }
}
