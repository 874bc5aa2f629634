package dev.muster.doc;

import dev.muster.source.Source;
import dev.muster.yaml.Node;
import dev.muster.yaml.Yaml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Modules and plugins of collections, and of the folders beside a playbook, that are documented in a YAML file of their own
 * with {@code DOCUMENTATION}, {@code EXAMPLES} and {@code RETURN}. What stands in Python is not read.
 */
public final class SidecarTexts {

    private static final List<String> ENDINGS = List.of(".yml", ".yaml");

    private final List<Path> collections;
    private final Path base;
    private final Function<Path, Source> reader;

    /**
     * @param collections folders with {@code ansible_collections} in them
     * @param base the folder of the playbook
     * @param reader reads a text file
     */
    public SidecarTexts(List<Path> collections, Path base, Function<Path, Source> reader) {
        this.collections = List.copyOf(collections);
        this.base = base;
        this.reader = reader;
    }

    /** All that is said of one, in the shape of {@link Documentation#find}. */
    public Optional<Map<String, @Nullable Object>> find(String kind, String name) {
        var parts = name.split("\\.");
        boolean full = parts.length > 2;
        var folders = new ArrayList<Path>();
        if (full) {
            var below = "plugins/" + (kind.equals("module") ? "modules" : kind);
            for (var root : collections) {
                var holder = root.endsWith("ansible_collections") ? root : root.resolve("ansible_collections");
                folders.add(holder.resolve(parts[0]).resolve(parts[1]).resolve(below));
            }
        } else {
            folders.add(base.resolve(kind.equals("module") ? "library" : kind + "_plugins"));
        }
        var path = full ? String.join("/", List.of(parts).subList(2, parts.length)) : name;
        return folders.stream()
                .flatMap(folder -> ENDINGS.stream().map(ending -> folder.resolve(path + ending)))
                .filter(Files::isRegularFile)
                .findFirst()
                .flatMap(file -> described(kind, full ? parts[0] + "." + parts[1] : "", path, file));
    }

    private Optional<Map<String, @Nullable Object>> described(String kind, String collection, String name, Path file) {
        var texts =
                Texts.map(Yaml.parse(reader.apply(file)).map(Node::untrusted).orElse(null));
        if (!(texts.get("DOCUMENTATION") instanceof Map<?, ?> documentation)) {
            return Optional.empty();
        }
        var doc = Texts.map(documentation);
        var brief = name.substring(name.lastIndexOf('/') + 1);
        doc.put("filename", file.toString());
        doc.put("collection", collection);
        doc.put("plugin_name", collection.isEmpty() ? brief : collection + "." + name.replace('/', '.'));
        if (doc.containsKey("version_added")) {
            doc.put("version_added_collection", collection);
        }
        if (kind.equals("module")) {
            doc.put("has_action", false);
            doc.putIfAbsent("module", brief);
        } else {
            doc.putIfAbsent("name", brief);
        }
        var whole = new TreeMap<String, @Nullable Object>(Shape.whole(doc));
        whole.put("examples", texts.get("EXAMPLES"));
        whole.put("return", texts.get("RETURN"));
        return Optional.of(whole);
    }
}
