package dev.muster.galaxy;

import dev.muster.file.SafeFile;
import dev.muster.source.UserError;
import dev.muster.value.JsonPrinting;
import dev.muster.value.Wildcards;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which files and folders of a folder belong to a collection, with their checksums: {@code FILES.json}, and the
 * {@code MANIFEST.json} that names it.
 *
 * @param folder where they are
 * @param entries in the order in which they are written
 */
record FileManifest(Path folder, List<Entry> entries) {

    /**
     * One of them.
     *
     * @param name relative, with {@code /} between the parts
     * @param sha256 of a file; null for a folder
     */
    record Entry(String name, @Nullable String sha256) {}

    private static final long FORMAT = 1;

    /** As Python writes it with an indentation of one. */
    private static final JsonPrinting.Style LAYOUT =
            new JsonPrinting.Style(" ", ",", ": ", JsonPrinting.Order.GIVEN, true);

    private static final List<String> ALWAYS_IGNORED = List.of(
            CollectionMeta.MANIFEST,
            CollectionMeta.FILES,
            CollectionMeta.GALAXY,
            "galaxy.yaml",
            ".git",
            "*.pyc",
            "*.retry",
            "tests/output");

    private static final Set<String> IGNORED_FOLDERS =
            Set.of("CVS", ".bzr", ".hg", ".git", ".svn", "__pycache__", ".tox");

    /** Looks through a folder. */
    static FileManifest of(Path folder, CollectionMeta meta, Voice voice) {
        if (meta.hasDirectives()) {
            if (!meta.ignored().isEmpty()) {
                throw new UserError("\"build_ignore\" and \"manifest\" are mutually exclusive");
            }
            return new FileManifest(folder, ManifestDirectives.entries(folder, meta, voice));
        }
        var name = meta.name();
        var patterns = Stream.of(
                        ALWAYS_IGNORED, List.of(name.namespace() + "-" + name.name() + "-*.tar.gz"), meta.ignored())
                .flatMap(List::stream)
                .map(Wildcards::pattern)
                .toList();
        var entries = new ArrayList<Entry>();
        try {
            new Walk(folder, folder.toRealPath(), patterns, voice, entries).through(folder, "");
        } catch (IOException e) {
            throw new UserError("cannot read '" + folder + "': " + SafeFile.reason(e));
        }
        return new FileManifest(folder, entries);
    }

    private record Walk(Path top, Path realTop, List<Pattern> patterns, Voice voice, List<Entry> entries) {

        void through(Path folder, String prefix) throws IOException {
            for (var item : items(folder)) {
                var name = item.getFileName().toString();
                var relative = prefix + name;
                boolean isFolder = Files.isDirectory(item);
                if (isFolder && IGNORED_FOLDERS.contains(name)
                        || patterns.stream()
                                .anyMatch(each -> each.matcher(relative).matches())) {
                    voice.detail(3, "Skipping '" + item + "' for collection build");
                } else if (!isFolder) {
                    entries.add(new Entry(relative, hash(item)));
                } else if (!Files.isSymbolicLink(item)) {
                    entries.add(new Entry(relative, null));
                    through(item, relative + "/");
                } else if (item.toRealPath().startsWith(realTop)) {
                    entries.add(new Entry(relative, null));
                } else {
                    voice.warn(
                            "Skipping '" + item + "' as it is a symbolic link to a directory outside the collection");
                }
            }
        }
    }

    static List<Path> items(Path folder) throws IOException {
        try (var all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    static String hash(Path file) {
        if (!Files.exists(file)) {
            throw new UserError("Failed to find the target path of the symlink '" + file + "'.");
        }
        if (!Files.isRegularFile(file)) {
            throw new UserError("'" + file + "' is neither a file nor a folder, which a collection cannot have");
        }
        return Hashes.of(file);
    }

    /** {@code FILES.json}. */
    byte[] files() {
        var all = new ArrayList<Object>();
        all.add(described(".", "dir", null));
        entries.forEach(
                entry -> all.add(described(entry.name(), entry.sha256() == null ? "dir" : "file", entry.sha256())));
        return json(ordered("files", all, "format", FORMAT));
    }

    /** {@code MANIFEST.json}. */
    byte[] manifest(CollectionMeta meta) {
        var given = meta.data();
        var info = new LinkedHashMap<String, @Nullable Object>();
        for (var key : List.of(
                "namespace",
                "name",
                "version",
                "authors",
                "readme",
                "tags",
                "description",
                "license",
                "license_file",
                "dependencies",
                "repository",
                "documentation",
                "homepage",
                "issues")) {
            info.put(key, given.get(key));
        }
        if ("".equals(info.get("license_file"))) {
            info.put("license_file", null);
        }
        var files = new LinkedHashMap<String, @Nullable Object>();
        files.put("name", CollectionMeta.FILES);
        files.put("ftype", "file");
        files.put("chksum_type", "sha256");
        files.put("chksum_sha256", Hashes.of(files()));
        files.put("format", FORMAT);
        var all = new LinkedHashMap<String, @Nullable Object>();
        all.put("collection_info", info);
        all.put("file_manifest_file", files);
        all.put("format", FORMAT);
        return json(all);
    }

    private static Map<String, @Nullable Object> described(String name, String type, @Nullable String sha256) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        map.put("name", name);
        map.put("ftype", type);
        map.put("chksum_type", sha256 == null ? null : "sha256");
        map.put("chksum_sha256", sha256);
        map.put("format", FORMAT);
        return map;
    }

    private static Map<String, Object> ordered(String one, Object value, String other, Object otherValue) {
        var map = new LinkedHashMap<String, Object>();
        map.put(one, value);
        map.put(other, otherValue);
        return map;
    }

    private static byte[] json(Object value) {
        return JsonPrinting.write(value, LAYOUT).getBytes(StandardCharsets.UTF_8);
    }

    /** Packs it into an archive. */
    void pack(CollectionMeta meta, Path target) {
        try (var tar = TarWriter.packed(target)) {
            tar.file(CollectionMeta.MANIFEST, manifest(meta));
            tar.file(CollectionMeta.FILES, files());
            for (var entry : entries) {
                var file = folder.resolve(entry.name());
                var link = linkInside(file);
                if (link != null) {
                    tar.link(entry.name(), link);
                } else if (entry.sha256() == null) {
                    tar.folder(entry.name());
                } else {
                    tar.file(entry.name(), file, Files.isExecutable(file) ? 0755 : 0644);
                }
            }
        } catch (IOException e) {
            throw new UserError("cannot pack '" + folder + "': " + SafeFile.reason(e));
        }
    }

    /**
     * Lays it out in a folder that is new.
     *
     * @param outside whether what a link leads to outside of the folder may be taken; not for what somebody else made
     */
    void copy(CollectionMeta meta, Path target, boolean outside) {
        try {
            write(target.resolve(CollectionMeta.MANIFEST), manifest(meta));
            write(target.resolve(CollectionMeta.FILES), files());
            for (var entry : entries) {
                var from = folder.resolve(entry.name());
                var to = target.resolve(entry.name());
                var link = linkInside(from);
                Files.createDirectories(to.getParent());
                if (link != null) {
                    Files.createSymbolicLink(to, Path.of(link));
                } else if (entry.sha256() == null) {
                    Files.createDirectories(to);
                } else if (outside || from.toRealPath().startsWith(folder.toRealPath())) {
                    Files.copy(from, to);
                    Unpacking.allow(to, Files.isExecutable(from) ? 0755 : 0644);
                } else {
                    throw new UserError("Cannot extract symlink '" + entry.name()
                            + "' in collection: path points to location outside of collection '"
                            + Files.readSymbolicLink(from) + "'");
                }
            }
        } catch (IOException e) {
            throw new UserError("cannot copy '" + folder + "': " + SafeFile.reason(e));
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.write(file, content);
        Unpacking.allow(file, 0644);
    }

    /** Where a link leads, seen from where it stands; null for what is no link, and for one that leads out. */
    private @Nullable String linkInside(Path file) throws IOException {
        if (!Files.isSymbolicLink(file)) {
            return null;
        }
        var real = file.toRealPath();
        var top = folder.toRealPath();
        return real.startsWith(top)
                ? file.getParent().toRealPath().relativize(real).toString()
                : null;
    }
}
