package dev.muster.cluster;

import dev.muster.file.SafeFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The folder {@code .muster}: trust, artifacts and journal of one cluster, for its owner's eyes alone.
 *
 * @param path absolute
 */
public record StateFolder(Path path) {

    private static final String NAME = ".muster";

    /** Inside the inventory when that is a folder, beside it otherwise, unless another one is asked for. */
    public static StateFolder of(Path inventory, @Nullable Path asked) {
        var path = asked != null ? asked : inventoryFolder(inventory).resolve(NAME);
        return new StateFolder(path.toAbsolutePath().normalize());
    }

    /** The folder of an inventory, which relative paths in it are relative to. */
    public static Path inventoryFolder(Path inventory) {
        var absolute = inventory.toAbsolutePath().normalize();
        var parent = absolute.getParent();
        return Files.isDirectory(absolute) || parent == null ? absolute : parent;
    }

    /** Makes it, 0700, when it is not there. */
    public void make() {
        SafeFile.makeFolder(path);
    }

    public Path pki() {
        return path.resolve("pki");
    }

    public Path artifacts() {
        return path.resolve("artifacts");
    }

    public Path journal() {
        return path.resolve("journal");
    }

    public Path lock() {
        return path.resolve(".lock");
    }
}
