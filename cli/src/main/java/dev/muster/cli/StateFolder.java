package dev.muster.cli;

import dev.muster.source.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where Muster keeps what it knows of a cluster: {@code .muster} in the inventory's folder, or beside its file. */
final class StateFolder {

    private StateFolder() {}

    /** The folder that was named, or the one that belongs to an inventory. */
    static Path of(@Nullable Path named, @Nullable String inventory) {
        if (named != null) {
            return named;
        }
        if (inventory == null) {
            throw new UserError("it is not clear which cluster is meant")
                    .hint("name the inventory with -i, or the folder with --state");
        }
        var path = Path.of(inventory);
        if (!Files.exists(path)) {
            throw new UserError("the inventory '" + inventory + "' does not exist").hint("give a file or a directory");
        }
        var folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
        return (folder == null ? path : folder).resolve(".muster");
    }
}
