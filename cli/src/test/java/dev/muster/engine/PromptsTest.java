package dev.muster.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.event.Event;
import dev.muster.inventory.InventoryLoader;
import dev.muster.modules.ModuleCatalog;
import dev.muster.playbook.LoaderSettings;
import dev.muster.playbook.PlaybookLoader;
import dev.muster.remote.Connections;
import dev.muster.source.Source;
import dev.muster.value.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked for before a play, as ansible-playbook 2.19 asks. */
final class PromptsTest {

    @TempDir
    Path folder;

    private final List<Event> events = new ArrayList<>();
    private final List<String> questions = new ArrayList<>();
    private final Secrets secrets = new Secrets();

    /** The message of a task after these answers; with none of them nobody is there. */
    private String said(String prompts, String message, String... answers) throws IOException, InterruptedException {
        var typed = new ArrayDeque<>(List.of(answers));
        var inventory = Files.writeString(folder.resolve("hosts"), "one ansible_connection=local\n");
        var file = Files.writeString(folder.resolve("site.yml"), """
                - hosts: all
                  gather_facts: false
                  vars: {who: world}
                  vars_prompt:
                %s  tasks:
                    - debug: {msg: "%s"}
                """.formatted(prompts.indent(4), message));
        var names = new HashSet<>(ModuleCatalog.all().names());
        names.addAll(Engine.actions());
        var loader = new PlaybookLoader(LoaderSettings.of(names));
        var all = EngineOptions.DEFAULT;
        Asking asking = (question, secret) -> {
            questions.add(question + (secret ? "(hidden)" : ""));
            return Optional.ofNullable(typed.poll());
        };
        var options = new EngineOptions(
                all.selection(),
                all.login(),
                all.privilege(),
                all.extraVariables(),
                1,
                false,
                false,
                0,
                all.habits(),
                all.directory(),
                asking,
                all.console());
        try (var engine = new Engine(
                options,
                InventoryLoader.load(List.of(inventory.toString()), file.getParent(), Source::of, _ -> {}),
                ModuleCatalog.all(),
                new Connections(_ -> {}, _ -> Optional.empty()),
                loader,
                Source::of,
                secrets,
                events::add)) {
            engine.run(loader.load(file));
        }
        return events.stream()
                .filter(Event.HostFinished.class::isInstance)
                .map(event -> ((Event.HostFinished) event).result().message())
                .findFirst()
                .orElse("");
    }

    @Test
    void asksInTheWordsOfThePlay() throws Exception {
        var prompts = """
                - name: a
                - {name: b, prompt: "Hello {{ who }}", default: "x{{ who }}", private: false}
                - {name: c, prompt: "", private: false}
                """;
        assertThat(said(prompts, "{{ a }} {{ b }} {{ c }}", "typed", "", "too")).isEqualTo("typed xworld too");
        assertThat(questions).containsExactly("a: (hidden)", "Hello world [xworld]: ", "input for c: ");
        assertThat(secrets.mask("typed")).doesNotContain("typed");
    }

    @Test
    void asksAgainUntilBothAnswersAreTheSame() throws Exception {
        assertThat(said("- {name: a, confirm: true}", "{{ a }}", "x", "y", "z", "z"))
                .isEqualTo("z");
        assertThat(questions)
                .containsExactly("a: (hidden)", "confirm a: (hidden)", "a: (hidden)", "confirm a: (hidden)");
        assertThat(events).contains(new Event.Verbose(0, null, "***** VALUES ENTERED DO NOT MATCH ****"));
    }

    @Test
    void takesTheDefaultAndSaysSoWhereNobodyIsThere() throws Exception {
        assertThat(said("- {name: a, default: 8}\n- name: b", "{{ a | type_debug }} {{ a }} {{ b }}"))
                .isEqualTo("str 8 None");
        assertThat(events).contains(new Event.Warning("Not prompting as we are not in interactive mode"));
    }

    @Test
    void hashesWhatIsTyped() throws Exception {
        assertThat(said("- {name: a, encrypt: md5_crypt, salt: abcdefgh}", "{{ a }}", "pass"))
                .isEqualTo("$1$abcdefgh$1s0bv7.OjNizlrMAOIQD7.");
        events.clear();
        assertThat(said("- {name: a, encrypt: md5_crypt, salt_size: 4, default: pass}", "{{ a }}", ""))
                .matches("\\$1\\$[./A-Za-z0-9]{4}\\$.{22}");
    }

    @Test
    void saysWhatCannotBeHashed() throws Exception {
        assertThat(said("- {name: a, encrypt: rot13}", "", "pass")).isEmpty();
        assertThat(said("- {name: a, encrypt: bcrypt}", "")).isEmpty();
        assertThat(said("- {name: a, encrypt: md5_crypt, salt_size: four}", "", "pass"))
                .isEmpty();
        assertThat(events.stream()
                        .filter(Event.ErrorText.class::isInstance)
                        .map(event -> ((Event.ErrorText) event)
                                .text()
                                .lines()
                                .findFirst()
                                .orElseThrow()))
                .satisfiesExactly(
                        text -> assertThat(text).endsWith(": 'rot13' is not a supported password hash"),
                        text -> assertThat(text).endsWith(": there is nothing to hash for 'a'"),
                        text -> assertThat(text).endsWith(": salt_size must be an integer"));
    }

    @Test
    void rendersWhatIsTypedUnlessItIsUnsafe() throws Exception {
        assertThat(said("- {name: a}\n- {name: b, unsafe: true}", "{{ a }} {{ b }}", "{{ 1 + 1 }}", "{{ 1 + 1 }}"))
                .isEqualTo("2 {{ 1 + 1 }}");
    }

    @Test
    void neverRendersADefaultTwice() throws Exception {
        assertThat(said("- {name: a, default: \"{{ '{' ~ '{ 1 + 1 }}' }}\"}", "{{ a }}", ""))
                .isEqualTo("{{ 1 + 1 }}");
    }
}
