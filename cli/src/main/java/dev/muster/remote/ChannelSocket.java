package dev.muster.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;

/** A connection that is no TCP connection of ours, in the shape that sshj takes one: two streams, and what becomes of their end. */
final class ChannelSocket extends Socket {

    /** How the other side is let go. */
    interface End {
        void close() throws IOException;
    }

    private final InputStream in;
    private final OutputStream out;
    private final End end;
    private final AtomicBoolean over = new AtomicBoolean();

    ChannelSocket(InputStream in, OutputStream out, End end) {
        this.in = in;
        this.out = out;
        this.end = end;
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() {
        return out;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return over.get();
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) {
        // It is connected as long as it lives.
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return InetSocketAddress.createUnresolved("behind", 0);
    }

    /** The streams know no such limit; keep-alive messages find out that nobody is there. */
    @Override
    public void setSoTimeout(int millis) {
        // There is no system call that could be told.
    }

    @Override
    public int getSoTimeout() {
        return 0;
    }

    @Override
    public void close() throws IOException {
        if (over.compareAndSet(false, true)) {
            end.close();
        }
    }
}
