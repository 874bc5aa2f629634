package dev.muster.file;

import dev.muster.source.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Writes a file so that whoever looks sees the old content or the new one, never a part of it: the bytes go to a new file
 * beside the target, born with its final mode, are flushed to the disk and then renamed over the target.
 *
 * <p>The file beside has a fixed name, so that what a killed run left is overwritten by the next one and does not pile up;
 * callers therefore keep two runs apart by a {@link RunLock}.
 */
public final class SafeFile {

    /** Who may read a file. */
    public enum Mode {
        /** 0600: keys, and whatever holds one. */
        SECRET("rw-------"),
        /** 0644: certificates and the like. */
        PUBLIC("rw-r--r--");

        private final Set<PosixFilePermission> permissions;

        Mode(String permissions) {
            this.permissions = PosixFilePermissions.fromString(permissions);
        }
    }

    private static final String BESIDE = ".muster-new";

    private SafeFile() {}

    /** Writes a text as UTF-8. */
    public static void write(Path target, String text, Mode mode) {
        write(target, text.getBytes(StandardCharsets.UTF_8), mode);
    }

    /** Writes the bytes; the folder must be there. What goes wrong is a {@link UserError} that names the target. */
    public static void write(Path target, byte[] content, Mode mode) {
        var folder = folderOf(target);
        var beside = folder.resolve("." + target.getFileName() + BESIDE);
        try {
            Files.deleteIfExists(beside);
            var options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
            try (var channel =
                    FileChannel.open(beside, options, PosixFilePermissions.asFileAttribute(mode.permissions))) {
                // The umask may have taken bits away from a public file; it can never have added any to a secret one.
                Files.setPosixFilePermissions(beside, mode.permissions);
                var bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            flush(folder);
        } catch (IOException e) {
            throw new UserError("cannot write '" + target + "': " + reason(e));
        }
    }

    /** Makes a folder and those above it, each new one 0700. */
    public static void makeFolder(Path folder) {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            throw new UserError("'" + e.getFile() + "' is in the way: it is a file, a folder is needed");
        } catch (IOException e) {
            throw new UserError("cannot make the folder '" + folder + "': " + reason(e));
        }
    }

    /** The bytes of a file. */
    public static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UserError("cannot read '" + file + "': " + reason(e));
        }
    }

    /** The text of a file, UTF-8. */
    public static String readText(Path file) {
        return new String(read(file), StandardCharsets.UTF_8);
    }

    /** Removes a file; no matter if it is not there. */
    public static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
            flush(folderOf(file));
        } catch (IOException e) {
            throw new UserError("cannot remove '" + file + "': " + reason(e));
        }
    }

    /** Whether a name is that of a file beside its target, which a killed run may have left. */
    public static boolean isLeftover(Path file) {
        return String.valueOf(file.getFileName()).endsWith(BESIDE);
    }

    /** Whether others than the owner may read the file. */
    public static boolean isReadableByOthers(Path file) {
        try {
            var permissions = Files.getPosixFilePermissions(file);
            return permissions.contains(PosixFilePermission.GROUP_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException e) {
            throw new UserError("cannot read '" + file + "': " + reason(e));
        }
    }

    /** What an I/O error means, in the words of the operating system. */
    public static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "no such file or folder";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    private static Path folderOf(Path target) {
        var folder = target.toAbsolutePath().getParent();
        return folder == null ? target : folder;
    }

    /** A rename survives a power cut only when the folder is flushed too. */
    private static void flush(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
