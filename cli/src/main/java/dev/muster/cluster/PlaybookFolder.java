package dev.muster.cluster;

import dev.muster.file.SafeFile;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.vault.VaultReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Function;

/**
 * Muster's own playbooks with the site's files over them: each file in the folder {@code playbooks} beside the inventory takes
 * the place of the one with the same path here. Where there is such a file, the two folders are laid over each other by links
 * in a folder of their own for as long as this one is open.
 */
public final class PlaybookFolder implements AutoCloseable {

    private static final String NAME = "playbooks";
    private static final String PREFIX = "muster-playbooks-";

    private final Path path;
    private final boolean temporary;

    private PlaybookFolder(Path path, boolean temporary) {
        this.path = path;
        this.temporary = temporary;
    }

    static PlaybookFolder of(BootstrapRequest request) {
        var own = request.home().resolve(NAME).toAbsolutePath().normalize();
        // Beside, never inside: whatever is inside of an inventory's folder is read as an inventory.
        var site = request.inventory().toAbsolutePath().normalize().resolveSibling(NAME);
        try {
            if (!overrides(own, site)) {
                return new PlaybookFolder(own, false);
            }
            var both = Files.createTempDirectory(PREFIX);
            overlay(own, site, both);
            return new PlaybookFolder(both, true);
        } catch (IOException e) {
            throw new UserError("cannot lay '" + site + "' over '" + own + "': " + SafeFile.reason(e));
        }
    }

    /** A file of the two folders. */
    Path file(String name) {
        return path.resolve(name);
    }

    /** Reads a file for a loader, so that an error names the file that somebody wrote and not the link to it. */
    public static Source read(Path file) {
        return Source.of(written(file));
    }

    /** Reads as another reader does, but names the file that somebody wrote. */
    public static Function<Path, Source> reader(Function<Path, Source> other) {
        // A reader that opens vaults has to stay one, for templates ask it more than the text of a file.
        return other instanceof VaultReader vaults
                ? vaults.instead(PlaybookFolder::written)
                : file -> other.apply(written(file));
    }

    private static Path written(Path file) {
        try {
            for (var folder = file.toAbsolutePath().getParent(); folder != null; folder = folder.getParent()) {
                var name = folder.getFileName();
                if (name != null && name.toString().startsWith(PREFIX)) {
                    return file.toRealPath();
                }
            }
        } catch (IOException _) {
            // Reading it says why it cannot be read.
        }
        return file;
    }

    private static boolean overrides(Path own, Path site) throws IOException {
        if (!Files.isDirectory(site) || Files.isSameFile(own, site)) {
            return false;
        }
        try (var files = Files.walk(own)) {
            return files.filter(Files::isRegularFile)
                    .anyMatch(file -> Files.isRegularFile(
                            site.resolve(own.relativize(file).toString())));
        }
    }

    /** A folder that both have is made anew with what is in either; of a file that both have, the site's is taken. */
    private static void overlay(Path own, Path site, Path into) throws IOException {
        try (var mine = Files.list(own);
                var theirs = Files.list(site)) {
            for (var file : theirs.toList()) {
                var other = own.resolve(file.getFileName());
                if (!Files.isDirectory(file) || !Files.isDirectory(other)) {
                    Files.createSymbolicLink(into.resolve(file.getFileName()), file);
                }
            }
            for (var file : mine.toList()) {
                var target = into.resolve(file.getFileName());
                var other = site.resolve(file.getFileName());
                if (Files.isDirectory(file) && Files.isDirectory(other)) {
                    overlay(file, other, Files.createDirectory(target));
                } else if (!Files.exists(other)) {
                    Files.createSymbolicLink(target, file);
                }
            }
        }
    }

    @Override
    public void close() {
        if (!temporary) {
            return;
        }
        try (var files = Files.walk(path)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UserError("cannot delete '" + path + "': " + SafeFile.reason(e));
        }
    }
}
