package dev.muster.vault;

import dev.muster.source.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.security.SecureRandom;

/**
 * The files that {@code ansible-vault} reads and writes. A file is replaced as a whole or not at all; what was readable in it
 * is overwritten before its blocks are given back, as far as the file system lets anybody do that.
 */
public final class VaultFile {

    private static final int PASSES = 3;
    private static final int CHUNK = 1 << 16;

    private VaultFile() {}

    /** Whose the new file is, and what becomes of the old one. */
    public enum Replacing {
        /** Mode 0600; the old file was readable, so it is wiped. */
        PLAINTEXT,
        /** Mode 0600; there is nothing to wipe in a vault. */
        VAULT,
        /** Owner, group and mode of the old file. */
        KEEPING_ITS_MODE
    }

    /**
     * The bytes of a file.
     *
     * @throws UserError with ansible-core's sentence when it cannot be read
     */
    public static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UserError("Unable to read source file (" + file.toAbsolutePath() + "): " + reason(e));
        }
    }

    /** The file itself, where a link leads; a file that is not there yet is taken as it is named. */
    public static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException _) {
            return file.toAbsolutePath().normalize();
        }
    }

    /**
     * Writes a file.
     *
     * @throws UserError when its folder or the file cannot be written
     */
    public static void write(Path target, byte[] content, Replacing replacing) {
        var folder = folderOf(target);
        if (!Files.isWritable(folder)) {
            throw new UserError("Destination '" + folder + "' not writable");
        }
        try {
            // Born 0600 under a name that nobody else has.
            var beside = Files.createTempFile(folder, "." + target.getFileName() + ".", "");
            try {
                fill(beside, content);
                if (replacing == Replacing.KEEPING_ITS_MODE && Files.exists(target)) {
                    copyOwnerAndMode(target, beside);
                }
                rename(beside, target, replacing);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            throw new UserError("Unable to write vault file '" + target + "': " + reason(e));
        }
    }

    private static void fill(Path file, byte[] content) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            var bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** The old file is wiped only when the new one has its name, so that a killed program leaves one of the two whole. */
    private static void rename(Path beside, Path target, Replacing replacing) throws IOException {
        if (replacing == Replacing.PLAINTEXT && Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
            try (var old = FileChannel.open(target, StandardOpenOption.WRITE)) {
                Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                wipe(old);
            }
            return;
        }
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void copyOwnerAndMode(Path from, Path to) throws IOException {
        var attributes = Files.readAttributes(from, PosixFileAttributes.class);
        var view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        var own = Files.readAttributes(to, PosixFileAttributes.class);
        if (!own.owner().equals(attributes.owner())) {
            view.setOwner(attributes.owner());
        }
        if (!own.group().equals(attributes.group())) {
            view.setGroup(attributes.group());
        }
        view.setPermissions(attributes.permissions());
    }

    /** Overwrites a file and removes it; no matter if it is not there. */
    public static void shred(Path file) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                wipe(channel);
            }
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UserError("cannot wipe '" + file + "': " + reason(e)).hint("remove it: it may hold plaintext");
        }
    }

    private static void wipe(FileChannel channel) throws IOException {
        var random = new SecureRandom();
        long size = channel.size();
        var chunk = new byte[(int) Math.min(CHUNK, size)];
        for (int pass = 0; pass < PASSES && size > 0; pass++) {
            for (long at = 0; at < size; at += chunk.length) {
                random.nextBytes(chunk);
                channel.write(ByteBuffer.wrap(chunk, 0, (int) Math.min(chunk.length, size - at)), at);
            }
            channel.force(true);
        }
    }

    private static Path folderOf(Path target) {
        var folder = target.toAbsolutePath().getParent();
        return folder == null ? target : folder;
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }
}
