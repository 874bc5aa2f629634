package dev.muster.doc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.engine.Lookups;
import dev.muster.jinja.PluginCatalog;
import dev.muster.modules.ModuleCatalog;
import dev.muster.playbook.KeywordPlaces;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the texts tell of is what there is, and nothing else. */
final class DocumentationTest {

    /** Actions that are no modules in the code. */
    private static final Set<String> WORDS = Set.of(
            "add_host",
            "gather_facts",
            "group_by",
            "import_playbook",
            "import_role",
            "import_tasks",
            "include_role",
            "include_tasks",
            "meta",
            "pause");

    private static Set<String> names(String kind) {
        return Documentation.of(kind).list().keySet().stream()
                .map(name -> name.replaceFirst("^ansible\\.builtin\\.", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, @Nullable Object> doc(String kind, String name) {
        return Texts.map(Documentation.of(kind).find(name).orElseThrow(), "doc");
    }

    @Test
    void describesEveryModuleAndNoOther() {
        var wanted = new TreeSet<>(ModuleCatalog.all().names());
        wanted.addAll(WORDS);

        assertThat(names("module")).isEqualTo(wanted);
    }

    @Test
    void describesEveryOptionOfEveryModuleAndNoOther() {
        var catalog = ModuleCatalog.all();
        for (var name : catalog.names()) {
            var parameters = catalog.get(name).parameters();
            var options = Texts.map(doc("module", name), "options");
            options.forEach((option, said) -> {
                assertThat(Texts.map(said).get("description"))
                        .as(name + "." + option)
                        .isNotEqualTo(List.of(""));
                assertThat(parameters.all().containsKey(option)
                                || Set.of("free_form", "key_value").contains(option) && parameters.freeForm() != null)
                        .as("the code knows " + name + "." + option)
                        .isTrue();
            });
            parameters.all().keySet().stream()
                    .filter(option -> !option.startsWith("_"))
                    .forEach(option -> assertThat(options).as(name).containsKey(option));
        }
    }

    @Test
    void takesTypesDefaultsAndAliasesFromTheCode() {
        var options = Texts.map(doc("module", "ansible.builtin.stat"), "options");

        assertThat(Texts.map(options, "path"))
                .containsEntry("required", true)
                .containsEntry("type", "path")
                .containsEntry("aliases", List.of("dest", "name"));
        assertThat(Texts.map(options, "checksum_algorithm"))
                .containsEntry("default", "sha1")
                .containsEntry("choices", List.of("md5", "sha1", "sha224", "sha256", "sha384", "sha512"));
    }

    @Test
    void describesEveryFilterAndTest() {
        assertThat(Documentation.of("filter").list()).hasSameSizeAs(PluginCatalog.filters());
        assertThat(Documentation.of("test").list()).hasSameSizeAs(PluginCatalog.tests());
        for (var kind : List.of("filter", "test")) {
            Documentation.of(kind)
                    .list()
                    .forEach((name, text) ->
                            assertThat(text).as(kind + " " + name).isNotBlank());
        }
        assertThat(PluginCatalog.filters())
                .containsOnlyKeys(Texts.read("filters.yml").keySet());
        assertThat(PluginCatalog.tests())
                .containsOnlyKeys(Texts.read("tests.yml").keySet());
    }

    @Test
    void findsFiltersByTheNamesThatTheyHadOnce() {
        assertThat(doc("filter", "ipaddr")).containsEntry("plugin_name", "ansible.utils.ipaddr");
        assertThat(doc("filter", "ansible.builtin.bool")).containsEntry("plugin_name", "ansible.builtin.bool");
    }

    @Test
    void describesEveryLookupAndNoOther() {
        var names = Documentation.of("lookup").list().keySet().stream()
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .collect(Collectors.toSet());

        assertThat(names).isEqualTo(Lookups.names());
    }

    @Test
    void describesEveryKeywordAndNoOther() {
        assertThat(Documentation.of("keyword").list().keySet())
                .isEqualTo(KeywordPlaces.all().keySet());
    }

    @Test
    void everyKindHasTextsOfItsOwn() {
        for (var kind : Documentation.KINDS) {
            Documentation.of(kind)
                    .list()
                    .forEach((name, text) ->
                            assertThat(text).as(kind + " " + name).endsWith(kind.equals("module") ? "" : "."));
        }
    }

    @Test
    void foldsLongTextsAtTheWidthOfTheTerminal() {
        var page = new ManPage(80)
                .plugin("module", Documentation.of("module").find("copy").orElseThrow());

        assertThat(page)
                .startsWith("> MODULE ansible.builtin.copy (built in)\n\n  They come from")
                .contains("= dest    Where it goes on the node.");
        assertThat(page.lines().filter(line -> !line.contains("aliases") && !line.contains("description:")))
                .allMatch(line -> line.length() <= 80);
    }
}
