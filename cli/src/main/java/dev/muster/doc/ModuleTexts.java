package dev.muster.doc;

import dev.muster.modules.Module;
import dev.muster.modules.ModuleCatalog;
import dev.muster.modules.Parameters;
import dev.muster.modules.Parameters.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Modules, and the words of the language that are written like modules. */
final class ModuleTexts implements Shelf {

    private final Map<String, @Nullable Object> modules;
    private final Map<String, @Nullable Object> fragments;
    private final ModuleCatalog catalog = ModuleCatalog.all();

    ModuleTexts() {
        var texts = Texts.read("modules.yml");
        this.modules = Texts.map(texts, "modules");
        this.fragments = Texts.map(texts, "fragments");
    }

    @Override
    public Map<String, String> list() {
        var all = new TreeMap<String, String>();
        modules.forEach((name, text) ->
                all.put(BUILTIN + name, Texts.text(Texts.map(text).get("short"))));
        return all;
    }

    @Override
    public Optional<Map<String, @Nullable Object>> find(String name) {
        var brief = name.replaceFirst("^ansible\\.(builtin|legacy)\\.", "");
        if (!modules.containsKey(brief)) {
            return Optional.empty();
        }
        var text = Texts.map(modules, brief);
        var doc = Shape.doc(
                BUILTIN + brief,
                Texts.text(text.get("short")),
                List.of(Texts.text(text.get("description"))),
                options(brief, text));
        doc.put("module", brief);
        doc.put("has_action", Boolean.TRUE.equals(text.get("action")));
        if (catalog.has(brief)) {
            doc.put("attributes", Map.of("check_mode", checkMode(catalog.get(brief))));
        }
        return Optional.of(Shape.whole(doc));
    }

    private static Map<String, Object> checkMode(Module module) {
        return Map.of(
                "description",
                "Tells in check mode what it would do, or is skipped where it has no support.",
                "support",
                module.supportsCheckMode() ? "full" : "none");
    }

    private Map<String, @Nullable Object> options(String name, Map<String, @Nullable Object> text) {
        var said = said(text);
        var options = new TreeMap<String, @Nullable Object>();
        if (catalog.has(name)) {
            var parameters = catalog.get(name).parameters();
            parameters.all().values().stream()
                    .filter(parameter -> !parameter.name().startsWith("_"))
                    .forEach(parameter -> options.put(parameter.name(), option(parameter, said)));
        }
        said.forEach((option, meaning) -> options.computeIfAbsent(option, _ -> written(meaning)));
        return options;
    }

    /** What is said of each option, with what several modules share. */
    private Map<String, @Nullable Object> said(Map<String, @Nullable Object> text) {
        var said = new LinkedHashMap<String, @Nullable Object>();
        if (Boolean.TRUE.equals(text.get("files"))) {
            said.putAll(Texts.map(fragments, "files"));
        }
        if (Boolean.TRUE.equals(text.get("systemd"))) {
            said.putAll(Texts.map(fragments, "systemd"));
        }
        if (text.get("command") instanceof List<?> names) {
            names.forEach(name -> said.put(
                    String.valueOf(name), Texts.map(fragments, "command").get(String.valueOf(name))));
        }
        said.putAll(Texts.map(text, "options"));
        return said;
    }

    /** What only the texts know. */
    private static Map<String, @Nullable Object> written(@Nullable Object meaning) {
        if (!(meaning instanceof Map<?, ?>)) {
            var option = Shape.option(Texts.text(meaning));
            option.put("type", "str");
            return option;
        }
        var option = Texts.map(meaning);
        option.put("description", List.of(Texts.text(option.remove("text"))));
        return option;
    }

    /** What the code knows, and what the texts say of it. */
    private static Map<String, @Nullable Object> option(Parameter parameter, Map<String, @Nullable Object> said) {
        var meaning = said.get(parameter.name());
        var option = meaning instanceof Map<?, ?> ? written(meaning) : Shape.option(Texts.text(meaning));
        option.put("type", type(parameter.type()));
        if (parameter.elements() != null) {
            option.put("elements", type(parameter.elements()));
        }
        if (parameter.required()) {
            option.put("required", true);
        }
        if (parameter.byDefault() != null) {
            option.put("default", parameter.byDefault());
        }
        if (!parameter.choices().isEmpty()) {
            option.put("choices", parameter.choices());
        }
        if (!parameter.aliases().isEmpty()) {
            option.put("aliases", parameter.aliases());
        }
        return option;
    }

    private static String type(Parameters.Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
