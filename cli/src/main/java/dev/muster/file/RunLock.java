package dev.muster.file;

import dev.muster.source.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two runs out of the same folder. The lock is the operating system's, so a killed run leaves none behind; the file
 * says who holds it.
 */
public final class RunLock implements AutoCloseable {

    private final FileChannel channel;
    private final FileLock lock;

    private RunLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the lock at once or fails with a {@link UserError} that names the holder.
     *
     * @param file the lock file; its folder must be there
     * @param since what the owner line says beside the process number
     */
    public static RunLock take(Path file, Instant since) {
        try {
            var options = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            var secret = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            var channel = FileChannel.open(file, options, secret);
            var lock = lock(channel);
            if (lock == null) {
                var owner = SafeFile.readText(file).strip();
                channel.close();
                throw new UserError(
                                "'" + file.getParent() + "' is in use by " + (owner.isEmpty() ? "another run" : owner))
                        .hint("wait until that run has ended, or stop it");
            }
            channel.truncate(0);
            var owner = "process " + ProcessHandle.current().pid() + " since " + since + "\n";
            channel.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)), 0);
            return new RunLock(channel, lock);
        } catch (IOException e) {
            throw new UserError("cannot lock '" + file + "': " + SafeFile.reason(e));
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // The same process holds it, by another thread.
            return null;
        }
    }

    /** Gives the lock back. The file stays: removing it would let a third run lock another one of the same name. */
    @Override
    public void close() {
        try {
            channel.truncate(0);
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new UserError("cannot unlock: " + SafeFile.reason(e));
        }
    }
}
