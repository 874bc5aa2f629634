package dev.muster.galaxy;

import dev.muster.json.Json;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Truth;
import dev.muster.yaml.Node;
import dev.muster.yaml.Yaml;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a collection says of itself: {@code collection_info} of its {@code MANIFEST.json}, or its {@code galaxy.yml}.
 *
 * @param data with every key that there is for it
 * @param isSource whether it was read from {@code galaxy.yml}
 */
record CollectionMeta(Map<String, @Nullable Object> data, boolean isSource) {

    static final String MANIFEST = "MANIFEST.json";
    static final String FILES = "FILES.json";
    static final String GALAXY = "galaxy.yml";

    private static final List<String> MANDATORY = List.of("authors", "name", "namespace", "readme", "version");
    private static final List<String> TEXTS =
            List.of("description", "license_file", "repository", "documentation", "homepage", "issues");
    private static final List<String> LISTS = List.of("authors", "license", "tags", "build_ignore");
    private static final String DEPENDENCIES = "dependencies";
    private static final String DIRECTIVES = "manifest";

    /** The metadata is there and wrong, and who asked can do without. */
    static final class Lacking extends Exception {

        private static final long serialVersionUID = 1L;

        Lacking(String what) {
            super(what);
        }

        String what() {
            return String.valueOf(getMessage());
        }
    }

    static boolean isInstalled(Path folder) {
        return Files.isRegularFile(folder.resolve(MANIFEST));
    }

    static boolean isSource(Path folder) {
        return Files.isRegularFile(folder.resolve(GALAXY));
    }

    static boolean isCollection(Path folder) {
        return isInstalled(folder) || isSource(folder);
    }

    /** Of an archive. */
    static CollectionMeta ofArchive(Archive archive) {
        var file = archive.file();
        if (!Files.exists(file)) {
            throw new UserError("Unable to find collection artifact file at '" + file + "'.");
        }
        if (!archive.isTar()) {
            throw new UserError("Collection artifact at '" + file + "' is not a valid tar file.");
        }
        var bytes = archive.content(MANIFEST)
                .orElseThrow(() -> new UserError(
                        "Collection at '" + file + "' does not contain the required file " + MANIFEST + "."));
        return ofManifest(new String(bytes, StandardCharsets.UTF_8), file);
    }

    /** Of a folder, installed or not. */
    static CollectionMeta ofFolder(Path folder, Voice voice) {
        try {
            return isInstalled(folder)
                    ? ofManifest(Source.of(folder.resolve(MANIFEST)).text(), folder)
                    : ofSource(folder, voice);
        } catch (Lacking e) {
            throw new UserError(e.what());
        }
    }

    private static CollectionMeta ofManifest(String text, Path from) {
        var info = map(json(text, MANIFEST).get("collection_info"));
        if (!Truth.of(info.get("version"))) {
            throw new UserError("Collection metadata file `" + MANIFEST + "` at `" + from
                    + "` is expected to have a valid SemVer version value but got "
                    + Printing.repr(info.get("version")));
        }
        var data = new LinkedHashMap<String, @Nullable Object>();
        info.forEach((key, value) -> data.put(Printing.str(key), value));
        return new CollectionMeta(data, false);
    }

    /** A JSON object of an archive or of an installed collection. */
    static Map<?, ?> json(String text, String name) {
        try {
            return map(Json.parse(Source.ofText(name, text)));
        } catch (UserError e) {
            throw new UserError("Collection tar file member " + name + " does not contain a valid json string.");
        }
    }

    /** Of {@code galaxy.yml}. */
    static CollectionMeta ofSource(Path folder, Voice voice) throws Lacking {
        var file = folder.resolve(GALAXY);
        if (!Files.isRegularFile(file)) {
            throw new Lacking("The collection galaxy.yml path '" + file + "' does not exist.");
        }
        Object read;
        try {
            read = Yaml.parse(Source.of(file), _ -> {}).map(Node::untrusted).orElse(null);
        } catch (UserError e) {
            throw new UserError(
                    "Failed to parse the galaxy.yml at '" + file + "' with the following error:\n" + e.render());
        }
        if (!(read instanceof Map<?, ?> given)) {
            throw new Lacking("The collection galaxy.yml at '" + file + "' is incorrectly formatted.");
        }
        var data = new LinkedHashMap<String, @Nullable Object>();
        given.forEach((key, value) -> data.put(Printing.str(key), value));
        var missing = MANDATORY.stream().filter(key -> !data.containsKey(key)).toList();
        if (!missing.isEmpty()) {
            throw new Lacking("The collection galaxy.yml at '" + file + "' is missing the following mandatory keys: "
                    + String.join(", ", missing));
        }
        var unknown = new TreeSet<>(data.keySet());
        unknown.removeAll(MANDATORY);
        unknown.removeAll(TEXTS);
        unknown.removeAll(LISTS);
        unknown.removeAll(List.of(DEPENDENCIES, DIRECTIVES));
        if (!unknown.isEmpty()) {
            voice.warn("Found unknown keys in collection galaxy.yml at '" + file + "': " + String.join(", ", unknown));
        }
        TEXTS.forEach(key -> data.putIfAbsent(key, null));
        LISTS.forEach(key -> data.compute(key, (_, value) -> list(value)));
        data.putIfAbsent(DEPENDENCIES, new LinkedHashMap<>());
        if (!Truth.of(data.get("version"))) {
            data.put("version", VersionRange.ANY);
        }
        return new CollectionMeta(data, true);
    }

    private static List<?> list(@Nullable Object value) {
        return value == null ? List.of() : value instanceof List<?> list ? list : List.of(value);
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    /** The full name; empty where it is none. */
    Optional<CollectionName> fullName() {
        return data.get("namespace") instanceof String namespace && data.get("name") instanceof String name
                ? CollectionName.of(namespace + "." + name)
                : Optional.empty();
    }

    /** The full name, without which a collection cannot be put anywhere. */
    CollectionName name() {
        return fullName()
                .orElseThrow(() -> new UserError("Invalid collection name '" + Printing.str(data.get("namespace")) + "."
                        + Printing.str(data.get("name")) + "', name must be in the format <namespace>.<collection>."));
    }

    /** The version, which may be anything that YAML makes of it. */
    @Nullable
    Object version() {
        return data.get("version");
    }

    /** Which collections it needs, and in which versions. */
    Map<String, String> dependencies() {
        var all = new LinkedHashMap<String, String>();
        map(data.get(DEPENDENCIES)).forEach((key, value) -> all.put(Printing.str(key), Printing.str(value)));
        return all;
    }

    /** The wildcards of files that are left out when it is built. */
    List<String> ignored() {
        return list(data.get("build_ignore")).stream().map(Printing::str).toList();
    }

    /** Whether it says by directives which files belong to it. */
    boolean hasDirectives() {
        return isSource && data.containsKey(DIRECTIVES);
    }

    @Nullable
    Object directives() {
        return data.get(DIRECTIVES);
    }
}
