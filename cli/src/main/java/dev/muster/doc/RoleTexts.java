package dev.muster.doc;

import dev.muster.playbook.CollectionName;
import dev.muster.source.Source;
import dev.muster.yaml.Node;
import dev.muster.yaml.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The user's roles, as their {@code meta/argument_specs.yml} or {@code meta/main.yml} describes them. Source: ansible-core's
 * {@code RoleMixin}.
 */
public final class RoleTexts {

    private static final List<String> SPECS =
            List.of("meta/argument_specs.yml", "meta/argument_specs.yaml", "meta/main.yml", "meta/main.yaml");

    /** A role that somebody may ask about. */
    private record Place(String name, Optional<String> collection, Path folder, Path file) {
        String title() {
            return collection.map(of -> of + "." + name).orElse(name);
        }
    }

    private final List<Path> roles;
    private final List<Path> collections;
    private final Function<Path, Source> reader;

    /**
     * @param roles folders with roles in them, the first one first
     * @param collections folders with {@code ansible_collections} in them
     * @param reader reads a text file
     */
    public RoleTexts(List<Path> roles, List<Path> collections, Function<Path, Source> reader) {
        this.roles = List.copyOf(roles);
        this.collections = List.copyOf(collections);
        this.reader = reader;
    }

    /** A summary of each role: its entry points and what they are for. */
    public Map<String, Map<String, @Nullable Object>> list() {
        var all = new TreeMap<String, Map<String, @Nullable Object>>();
        for (var place : places()) {
            var points = new LinkedHashMap<String, @Nullable Object>();
            specs(place)
                    .forEach((point, spec) ->
                            points.put(point, Texts.text(Texts.map(spec).get("short_description"))));
            var summary = new TreeMap<String, @Nullable Object>();
            summary.put("description", "UNDOCUMENTED");
            summary.put("entry_points", points);
            place.collection().ifPresent(name -> summary.put("collection", name));
            all.put(place.title(), summary);
        }
        return all;
    }

    /**
     * All that is said of a role, under its title; empty where there is none of the name.
     *
     * @param point the one entry point that is wanted, or null for all
     */
    public Map<String, Map<String, @Nullable Object>> find(String name, @Nullable String point) {
        var all = new TreeMap<String, Map<String, @Nullable Object>>();
        for (var place : places()) {
            if (!place.name().equals(name) && !place.title().equals(name)) {
                continue;
            }
            var points = new LinkedHashMap<String, @Nullable Object>();
            specs(place).forEach((each, spec) -> {
                if (point == null || point.equals(each)) {
                    points.put(each, spec == null ? Map.of() : spec);
                }
            });
            if (!points.isEmpty()) {
                var doc = new TreeMap<String, @Nullable Object>();
                doc.put("path", place.folder().toString());
                doc.put("collection", place.collection().orElse(null));
                doc.put("entry_points", points);
                all.put(place.title(), doc);
            }
        }
        return all;
    }

    private Map<String, @Nullable Object> specs(Place place) {
        var document =
                Yaml.parse(reader.apply(place.file())).map(Node::untrusted).orElse(null);
        var specs = new LinkedHashMap<String, @Nullable Object>();
        if (document instanceof Map<?, ?> map && map.get("argument_specs") instanceof Map<?, ?> points) {
            points.forEach((point, spec) -> specs.put(String.valueOf(point), spec));
        }
        return specs;
    }

    private List<Place> places() {
        var all = new LinkedHashMap<String, Place>();
        for (var root : roles) {
            for (var folder : folders(root)) {
                place(folder, Optional.empty()).ifPresent(place -> all.putIfAbsent(place.title(), place));
            }
        }
        for (var root : collections) {
            var holder = root.endsWith("ansible_collections") ? root : root.resolve("ansible_collections");
            for (var namespace : folders(holder)) {
                for (var collection : folders(namespace)) {
                    var name = namespace.getFileName() + "." + collection.getFileName();
                    for (var folder : folders(collection.resolve("roles"))) {
                        if (CollectionName.parse(name + "." + folder.getFileName())
                                .isPresent()) {
                            place(folder, Optional.of(name)).ifPresent(place -> all.putIfAbsent(place.title(), place));
                        }
                    }
                }
            }
        }
        return List.copyOf(all.values());
    }

    private static Optional<Place> place(Path folder, Optional<String> collection) {
        return SPECS.stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .map(file -> new Place(String.valueOf(folder.getFileName()), collection, folder, file));
    }

    private static List<Path> folders(Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (var all = Files.list(parent)) {
            return new ArrayList<>(all.filter(Files::isDirectory).sorted().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
