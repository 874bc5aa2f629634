package dev.muster.galaxy;

import dev.muster.file.SafeFile;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** {@code ansible-galaxy collection build}: packs the folder of a collection into an archive. */
public final class CollectionBuild {

    private final Galaxy galaxy;

    public CollectionBuild(Galaxy galaxy) {
        this.galaxy = galaxy;
    }

    /**
     * Packs one.
     *
     * @param output the folder of the archive
     * @param force whether an archive that is there is replaced
     */
    public Path build(Path collection, Path output, boolean force) {
        CollectionMeta meta;
        try {
            meta = CollectionMeta.ofSource(collection, galaxy.voice());
        } catch (CollectionMeta.Lacking e) {
            throw new UserError(e.what());
        }
        var name = meta.name();
        var version = Printing.str(meta.version());
        if (version.contains("/")) {
            throw new UserError(
                    "the version '" + version + "' of the collection " + name + " cannot be in a file's name");
        }
        var files = FileManifest.of(collection, meta, galaxy.voice());
        var target = output.resolve(name.namespace() + "-" + name.name() + "-" + version + ".tar.gz");
        if (Files.isDirectory(target)) {
            throw new UserError(
                    "The output collection artifact '" + target + "' already exists, but is a directory - aborting");
        }
        if (Files.exists(target) && !force) {
            throw new UserError("The file '" + target
                    + "' already exists. You can use --force to re-create the collection artifact.");
        }
        var beside = output.resolve("." + target.getFileName() + ".muster-new");
        try {
            files.pack(meta, beside);
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UserError("cannot write '" + target + "': " + SafeFile.reason(e));
        } finally {
            SafeFile.remove(beside);
        }
        galaxy.voice().say("Created collection for " + name + " at " + target);
        return target;
    }
}
