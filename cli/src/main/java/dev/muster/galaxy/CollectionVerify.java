package dev.muster.galaxy;

import dev.muster.file.SafeFile;
import dev.muster.galaxy.CollectionRequirement.Kind;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code ansible-galaxy collection verify}: whether installed collections are what they were, by their checksums. */
public final class CollectionVerify {

    /** What is not as it should be; null stands for a file that is not there. */
    private record Difference(
            String path,
            @Nullable String expected,
            @Nullable String found) {}

    private final Galaxy galaxy;
    private final Voice voice;
    private final Artifacts artifacts;
    private final List<Path> paths;

    /** @param paths the paths of collections to look in */
    public CollectionVerify(Galaxy galaxy, List<Path> paths) {
        this.galaxy = galaxy;
        this.voice = galaxy.voice();
        this.artifacts = new Artifacts(galaxy);
        this.paths = paths.stream().map(InstalledCollections::folder).toList();
    }

    /**
     * Verifies some.
     *
     * @param offline whether they are compared with their own manifests only
     * @return whether all of them are as they should be
     */
    public boolean verify(List<CollectionRequirement> wanted, boolean offline, boolean ignoreErrors) {
        boolean all = true;
        for (var each : wanted) {
            try {
                all &= one(each, offline);
            } catch (UserError e) {
                if (!ignoreErrors) {
                    throw e;
                }
                voice.warn("Failed to verify collection '" + each.shown()
                        + "' but skipping due to --ignore-errors being set. Error: " + e.render());
            }
        }
        return all;
    }

    private boolean one(CollectionRequirement wanted, boolean offline) {
        if (wanted.isConcrete() || wanted.name() == null) {
            throw new UserError(
                    "'" + wanted.kind().word() + "' type is not supported. The format namespace.name is expected.");
        }
        var local = find(wanted.name());
        var folder = Path.of(local.source());
        if (offline) {
            begin(local);
            var manifest = Source.of(folder.resolve(CollectionMeta.MANIFEST)).text();
            voice.say("MANIFEST.json hash: " + Hashes.of(folder.resolve(CollectionMeta.MANIFEST)));
            return compared(
                    local,
                    folder,
                    manifest,
                    name -> Source.of(folder.resolve(Unpacking.relative(name, "collection")))
                            .text(),
                    new ArrayList<>(),
                    "are internally consistent with its manifest");
        }
        return withServer(wanted, local, folder);
    }

    private void begin(Candidate local) {
        voice.say("Verifying '" + local.shown() + "'.");
        voice.say("Installed collection found at '" + local.source() + "'");
    }

    private boolean withServer(CollectionRequirement wanted, Candidate local, Path folder) {
        var name = local.fullName();
        var version = wanted.version().equals(VersionRange.ANY) ? local.version() : wanted.version();
        var remote = new Candidate(name, version, "", null, Kind.GALAXY);
        ask(remote);
        begin(local);
        if (!local.version().equals(version)) {
            voice.say(name + " has the version '" + local.version() + "' but is being compared to '" + version + "'");
            return false;
        }
        var archive = new Archive(artifacts.path(remote), galaxy.limits());
        var manifest = content(archive, CollectionMeta.MANIFEST);
        var differences = new ArrayList<Difference>();
        compare(folder, CollectionMeta.MANIFEST, Hashes.of(manifest), differences);
        voice.say("MANIFEST.json hash: " + Hashes.of(manifest));
        return compared(
                local,
                folder,
                new String(manifest, StandardCharsets.UTF_8),
                each -> new String(content(archive, each), StandardCharsets.UTF_8),
                differences,
                "match the remote collection");
    }

    private void ask(Candidate remote) {
        ServerError last = null;
        for (var server : galaxy.servers()) {
            try {
                artifacts.offer(remote, server, server.release(remote.fullName(), remote.version()));
                return;
            } catch (ServerError e) {
                last = e;
            }
        }
        throw new UserError(last == null ? "there is no Galaxy server to compare with" : last.what());
    }

    private static byte[] content(Archive archive, String name) {
        return archive.content(name)
                .orElseThrow(() -> new UserError("Collection tar at '" + archive.file()
                        + "' does not contain the expected file '" + name + "'."));
    }

    private Candidate find(CollectionName name) {
        var wrong = "Collection " + name + " is not installed in any of the collection paths.";
        for (var path : paths) {
            var folder = path.resolve(name.namespace()).resolve(name.name());
            if (!Files.isDirectory(folder)) {
                continue;
            }
            if (CollectionMeta.isInstalled(folder)) {
                return InstalledCollections.at(folder, name, voice);
            }
            wrong = "Collection " + name
                    + " does not have a MANIFEST.json. A MANIFEST.json is expected if the collection"
                    + " has been built and installed via ansible-galaxy";
        }
        throw new UserError(wrong);
    }

    /** Gives the text of a file that describes the collection. */
    private interface Described {
        String text(String name);
    }

    private boolean compared(
            Candidate local,
            Path folder,
            String manifest,
            Described described,
            List<Difference> differences,
            String what) {
        var files = map(CollectionMeta.json(manifest, CollectionMeta.MANIFEST).get("file_manifest_file"));
        var name = Printing.str(files.get("name"));
        compare(folder, name, Printing.str(files.get("chksum_sha256")), differences);
        var known = new HashSet<>(Set.of(CollectionMeta.MANIFEST, CollectionMeta.FILES));
        var listed = CollectionMeta.json(described.text(name), name).get("files");
        for (var each : listed instanceof List<?> list ? list : List.of()) {
            var entry = map(each);
            var path = Unpacking.relative(Printing.str(entry.get("name")), "collection");
            known.add(path);
            if ("file".equals(entry.get("ftype"))) {
                compare(folder, path, Printing.str(entry.get("chksum_sha256")), differences);
            }
        }
        strangers(folder, known, differences);
        if (differences.isEmpty()) {
            voice.say("Successfully verified that checksums for '" + local.shown() + "' " + what + ".");
            return true;
        }
        voice.say("Collection " + local.fullName() + " contains modified content in the following files:");
        differences.forEach(each -> {
            voice.say("    " + each.path());
            voice.detail(1, "    Expected: " + shown(each.expected()) + "\n    Found: " + shown(each.found()));
        });
        return false;
    }

    private static String shown(@Nullable String sum) {
        return sum == null ? "None" : sum;
    }

    private static void compare(Path folder, String path, String expected, List<Difference> differences) {
        var file = folder.resolve(Unpacking.relative(path, "collection"));
        var found = Files.isRegularFile(file) ? Hashes.of(file) : null;
        if (!expected.equals(found)) {
            differences.add(new Difference(path, expected, found));
        }
    }

    /** What is there and not named. */
    private void strangers(Path folder, Set<String> known, List<Difference> differences) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
                    if (!each.equals(folder)) {
                        unknown(each, "the directory does not exist", "the directory exists");
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) {
                    if (each.toString().endsWith(".pyc") && !Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
                        voice.detail(1, "Ignoring verification for " + each);
                    } else {
                        unknown(each, "the file does not exist", "the file exists");
                    }
                    return FileVisitResult.CONTINUE;
                }

                private void unknown(Path each, String expected, String found) {
                    var path = folder.relativize(each).toString();
                    if (!known.contains(path)) {
                        differences.add(new Difference(path, expected, found));
                    }
                }
            });
        } catch (IOException e) {
            throw new UserError("cannot look through '" + folder + "': " + SafeFile.reason(e));
        }
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    /** Collections as they are typed. */
    public List<CollectionRequirement> typed(List<String> words) {
        var reader = new CollectionWanted(galaxy, artifacts);
        return words.stream().map(reader::typed).toList();
    }

    /** Collections of a file of requirements. */
    public List<CollectionRequirement> of(RequirementsFile file) {
        var reader = new CollectionWanted(galaxy, artifacts);
        return file.collections().stream().map(reader::entry).toList();
    }
}
