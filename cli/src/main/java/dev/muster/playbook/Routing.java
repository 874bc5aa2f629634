package dev.muster.playbook;

import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.yaml.Node;
import dev.muster.yaml.Yaml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a collection says of its modules that moved or are gone: {@code plugin_routing} in its {@code meta/runtime.yml}. */
final class Routing {

    private sealed interface Entry {
        /** @param target a full name */
        record Redirect(String target) implements Entry {}

        record Removed(UserError why) implements Entry {}
    }

    /** By the kind of plugin and its name, {@code modules/proxy}. */
    private final Map<String, Entry> entries = new HashMap<>();

    private Routing() {}

    /**
     * Reads what a collection says.
     *
     * @param collection {@code acme.web}
     * @param folder of the collection
     */
    static Routing of(String collection, Path folder) {
        var routing = new Routing();
        var file = folder.resolve("meta").resolve("runtime.yml");
        if (Files.isRegularFile(file)
                && Yaml.parse(Source.of(file), _ -> {}).orElse(null) instanceof Node.Mapping document
                && document.get("plugin_routing").orElse(null) instanceof Node.Mapping kinds) {
            for (var kind : ModuleNames.KINDS) {
                if (kinds.get(kind.routed()).orElse(null) instanceof Node.Mapping names) {
                    names.entries().forEach(entry -> routing.add(collection, kind, entry));
                }
            }
        }
        return routing;
    }

    private void add(String collection, ModuleNames.Kind kind, Node.Entry entry) {
        if (!(entry.value() instanceof Node.Mapping said)) {
            return;
        }
        var key = kind.routed() + "/" + entry.name();
        if (said.get("tombstone").orElse(null) instanceof Node.Mapping stone) {
            entries.put(key, new Entry.Removed(removed(collection, kind, entry.name(), stone)));
        } else if (said.get("redirect").orElse(null) instanceof Node.Scalar scalar
                && scalar.value() instanceof String target) {
            entries.put(key, new Entry.Redirect(target));
        }
    }

    private static UserError removed(String collection, ModuleNames.Kind kind, String name, Node.Mapping stone) {
        var text = text(stone, "warning_text").map(said -> " " + said).orElse("");
        var when = text(stone, "removal_date")
                .map(date -> " in a release after " + date)
                .or(() -> text(stone, "removal_version").map(version -> " version " + version))
                .orElse("");
        return new UserError("The '" + collection + "." + name + "' " + kind.title() + " has been removed." + text
                + (text.isEmpty() || text.endsWith(".") ? "" : ".") + " This feature was removed from collection '"
                + collection + "'" + when + ".");
    }

    private static Optional<String> text(Node.Mapping mapping, String key) {
        return mapping.get(key)
                .filter(Node.Scalar.class::isInstance)
                .map(Node.Scalar.class::cast)
                .filter(scalar -> scalar.value() != null)
                .map(scalar -> String.valueOf(scalar.value()).strip());
    }

    /**
     * The full name that stands for another one now.
     *
     * @param resource the name in the collection, with dots
     * @throws UserError when it is gone
     */
    Optional<String> redirect(ModuleNames.Kind kind, String resource) {
        return switch (entries.get(kind.routed() + "/" + resource)) {
            case Entry.Redirect(var target) -> Optional.of(target);
            case Entry.Removed(var why) -> throw why.general();
            case null -> Optional.empty();
        };
    }
}
