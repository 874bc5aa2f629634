package dev.muster.remote;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.connection.channel.direct.Session;

/**
 * What a program in an ssh session reads, written no faster than the node takes it.
 *
 * <p>sshj's own stream waits for the node's window (RFC 4254, 5.2) with its lock held, gives up after half a minute, and is closed by
 * the thread that reads for all sessions of the connection: a program that ends without having read its input would hold them
 * all up for that long. So the waiting is done here, without a lock, for as long as the session is open.
 */
final class WindowedOutput extends OutputStream {

    private static final long SHORTEST = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long LONGEST = TimeUnit.MILLISECONDS.toNanos(20);

    private final Session.Command command;
    private final OutputStream out;
    private volatile boolean closed;

    WindowedOutput(Session.Command command) {
        this.command = command;
        this.out = command.getOutputStream();
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        for (var done = 0; done < length; ) {
            var chunk = (int) Math.min(length - done, window());
            out.write(bytes, from + done, chunk);
            // What stays in sshj's buffer would not count against the window that is asked for next.
            out.flush();
            done += chunk;
        }
    }

    /** Waits until the node takes something, and says how many bytes. */
    private long window() throws IOException {
        var pause = SHORTEST;
        while (true) {
            if (closed || !command.isOpen()) {
                throw new IOException("the session is closed");
            }
            var size = command.getRemoteWinSize();
            if (size > 0) {
                return size;
            }
            try {
                TimeUnit.NANOSECONDS.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException();
            }
            pause = Math.min(2 * pause, LONGEST);
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        out.close();
    }
}
