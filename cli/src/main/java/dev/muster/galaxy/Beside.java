package dev.muster.galaxy;

import dev.muster.file.SafeFile;
import dev.muster.source.UserError;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * A folder that is filled beside its target and takes its place in one step, so that whoever looks sees the old role or
 * collection, or the new one, never a part of it. What was not put into place is gone at the end.
 */
final class Beside implements AutoCloseable {

    private final Path target;
    private final Path folder;

    private Beside(Path target, Path folder) {
        this.target = target;
        this.folder = folder;
    }

    /** Makes one, and the folders above the target. */
    static Beside of(Path target) throws IOException {
        var parent = target.toAbsolutePath().normalize().getParent();
        if (parent == null) {
            throw new UserError("'" + target + "' cannot be replaced");
        }
        Files.createDirectories(parent);
        var folder = Files.createTempDirectory(parent, "." + target.getFileName() + ".muster-");
        // The place that it takes is one that others may read.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new Beside(target, folder);
    }

    Path folder() {
        return folder;
    }

    /** Puts it into place; what was there is removed afterwards. */
    void replace() throws IOException {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        var old = folder.resolveSibling(folder.getFileName() + "-old");
        Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
        try {
            Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.move(old, target, StandardCopyOption.ATOMIC_MOVE);
            throw e;
        }
        remove(old);
    }

    @Override
    public void close() {
        try {
            remove(folder);
        } catch (IOException e) {
            throw new UserError("cannot remove '" + folder + "': " + SafeFile.reason(e));
        }
    }

    /** Removes a file, a link, or a folder with what is in it; links are removed, not followed. */
    static void remove(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
