package dev.muster.galaxy;

import dev.muster.file.SafeFile;
import dev.muster.galaxy.CollectionRequirement.Kind;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The collections in a folder {@code ansible_collections}. */
final class InstalledCollections {

    static final String FOLDER = "ansible_collections";

    private InstalledCollections() {}

    /** A path of collections with {@code ansible_collections} at its end. */
    static Path folder(Path path) {
        return path.endsWith(FOLDER) ? path : path.resolve(FOLDER);
    }

    /** All of them, by namespace and name. */
    static List<Candidate> in(Path path, Voice voice) {
        var all = new ArrayList<Candidate>();
        for (var namespace : folders(folder(path))) {
            for (var collection : folders(namespace)) {
                CollectionName.of(namespace.getFileName() + "." + collection.getFileName())
                        .ifPresent(name -> all.add(at(collection, name, voice)));
            }
        }
        return all;
    }

    private static List<Path> folders(Path path) {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (var all = Files.list(path)) {
            return all.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UserError("cannot list '" + path + "': " + SafeFile.reason(e));
        }
    }

    /** One that is there; where it does not say what it is, its place does. */
    static Candidate at(Path folder, CollectionName byPlace, Voice voice) {
        var meta = meta(folder, voice);
        var name = meta.flatMap(CollectionMeta::fullName).orElse(byPlace);
        var version = meta.map(CollectionMeta::version).map(Printing::str).orElse(VersionRange.ANY);
        return new Candidate(name, version, folder.toString(), null, Kind.DIR);
    }

    private static Optional<CollectionMeta> meta(Path folder, Voice voice) {
        if (!CollectionMeta.isCollection(folder)) {
            voice.warn("Collection at '" + folder
                    + "' does not have a MANIFEST.json file, nor has it galaxy.yml: cannot detect version.");
            return Optional.empty();
        }
        try {
            return Optional.of(
                    CollectionMeta.isInstalled(folder)
                            ? CollectionMeta.ofFolder(folder, voice)
                            : CollectionMeta.ofSource(folder, voice));
        } catch (CollectionMeta.Lacking e) {
            voice.warn(e.what());
            return Optional.empty();
        }
    }
}
