package dev.muster.galaxy;

import dev.muster.file.SafeFile;
import dev.muster.source.UserError;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Date;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes a tar file whose entries belong to nobody in particular. */
final class TarWriter implements AutoCloseable {

    private final TarArchiveOutputStream out;

    private TarWriter(OutputStream target) {
        this.out = new TarArchiveOutputStream(target, StandardCharsets.UTF_8.name());
        out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        out.setAddPaxHeadersForNonAsciiNames(true);
    }

    /** One packed with gzip. */
    static TarWriter packed(Path target) throws IOException {
        return new TarWriter(new GZIPOutputStream(Files.newOutputStream(target), 1 << 16));
    }

    /** Puts a folder as it is, links as links, below a name into a plain tar file. */
    static void ofFolder(Path folder, String name, Path target) {
        try (var tar = new TarWriter(new BufferedOutputStream(Files.newOutputStream(target)));
                var all = Files.walk(folder)) {
            for (var file : (Iterable<Path>) all.sorted()::iterator) {
                if (file.equals(folder)) {
                    continue;
                }
                var at = name + "/" + folder.relativize(file);
                if (Files.isSymbolicLink(file)) {
                    tar.link(at, Files.readSymbolicLink(file).toString());
                } else if (Files.isDirectory(file)) {
                    tar.folder(at);
                } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    tar.file(at, file, Files.isExecutable(file) ? 0755 : 0644);
                }
            }
        } catch (IOException e) {
            throw new UserError("cannot pack '" + folder + "': " + SafeFile.reason(e));
        }
    }

    void folder(String name) throws IOException {
        var entry = new TarArchiveEntry(name + "/");
        put(entry, 0755);
        out.closeArchiveEntry();
    }

    void link(String name, String target) throws IOException {
        var entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        put(entry, 0644);
        out.closeArchiveEntry();
    }

    void file(String name, Path content, int mode) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(Files.size(content));
        put(entry, mode);
        Files.copy(content, out);
        out.closeArchiveEntry();
    }

    void file(String name, byte[] content) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        put(entry, 0644);
        out.write(content);
        out.closeArchiveEntry();
    }

    private void put(TarArchiveEntry entry, int mode) throws IOException {
        entry.setMode(mode);
        entry.setIds(0, 0);
        entry.setNames("", "");
        entry.setModTime(new Date());
        out.putArchiveEntry(entry);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
