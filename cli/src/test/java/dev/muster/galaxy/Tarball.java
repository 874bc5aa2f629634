package dev.muster.galaxy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Makes archives as nobody well-meaning would. */
final class Tarball implements AutoCloseable {

    private final TarArchiveOutputStream out;

    Tarball(Path file) {
        try {
            OutputStream target = Files.newOutputStream(file);
            out = new TarArchiveOutputStream(file.toString().endsWith(".gz") ? new GZIPOutputStream(target) : target);
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Tarball file(String name, String content) {
        return file(name, content, 0644);
    }

    Tarball file(String name, String content, int mode) {
        return file(name, content.getBytes(StandardCharsets.UTF_8), mode);
    }

    Tarball file(String name, byte[] content, int mode) {
        var entry = new TarArchiveEntry(name, true);
        entry.setSize(content.length);
        entry.setMode(mode);
        return put(entry, content);
    }

    Tarball folder(String name) {
        return put(new TarArchiveEntry(name + "/", true), new byte[0]);
    }

    Tarball link(String name, String target) {
        return special(name, TarConstants.LF_SYMLINK, target);
    }

    Tarball hardLink(String name, String target) {
        return special(name, TarConstants.LF_LINK, target);
    }

    Tarball special(String name, byte type, String target) {
        var entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName(target);
        return put(entry, new byte[0]);
    }

    private Tarball put(TarArchiveEntry entry, byte[] content) {
        try {
            out.putArchiveEntry(entry);
            out.write(content);
            out.closeArchiveEntry();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
