package dev.muster.remote;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import net.schmizz.sshj.SSHClient;

/**
 * The connections to nodes that others are reached through: one for all nodes behind it, made by the first that needs it and
 * ended with the last. Safe for use by several threads.
 */
final class SshHops {

    private final Map<Target.Ssh, CompletableFuture<Shared>> open = new ConcurrentHashMap<>();

    /**
     * The use of a connection, which somebody has to end.
     *
     * @throws RemoteException if there is none; who asked in the meantime gets the same answer
     */
    Lease lease(Target.Ssh hop, SshTransport.Common common) throws InterruptedException {
        while (true) {
            var mine = new CompletableFuture<Shared>();
            var there = open.putIfAbsent(hop, mine);
            if (there == null) {
                return first(hop, mine, common);
            }
            try {
                var shared = there.get();
                if (shared.taken()) {
                    return new Lease(shared);
                }
                open.remove(hop, there);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RemoteException failure) {
                    throw new RemoteException(failure.kind(), String.valueOf(failure.getMessage()), failure.hint());
                }
                // Whoever asked first has given up, which is no answer.
                open.remove(hop, there);
            }
        }
    }

    private Lease first(Target.Ssh hop, CompletableFuture<Shared> mine, SshTransport.Common common)
            throws InterruptedException {
        try {
            var shared = new Shared(hop, mine, new SshConnecting(hop, common).connect());
            mine.complete(shared);
            return new Lease(shared);
        } catch (RuntimeException | InterruptedException | Error e) {
            // Whoever waits for it must not wait for ever.
            open.remove(hop, mine);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    /** A connection and how many use it. */
    private final class Shared {

        private final Target.Ssh hop;
        private final CompletableFuture<Shared> entry;
        private final SSHClient client;
        private int users = 1;

        Shared(Target.Ssh hop, CompletableFuture<Shared> entry, SSHClient client) {
            this.hop = hop;
            this.entry = entry;
            this.client = client;
        }

        synchronized boolean taken() {
            if (users == 0 || !SshTransport.alive(client)) {
                return false;
            }
            users++;
            return true;
        }

        synchronized void left() {
            users--;
            if (users == 0) {
                open.remove(hop, entry);
                SshTransport.drop(client);
            }
        }
    }

    /** One use of a connection. */
    static final class Lease {

        private final Shared shared;
        private final AtomicBoolean over = new AtomicBoolean();

        private Lease(Shared shared) {
            this.shared = shared;
        }

        /** Streams to a server that the node can reach. */
        ChannelSocket channel(String host, int port, ChannelSocket.End end) throws IOException {
            var channel = shared.client.newDirectConnection(host, port);
            return new ChannelSocket(channel.getInputStream(), channel.getOutputStream(), () -> {
                try {
                    channel.close();
                } finally {
                    end.close();
                }
            });
        }

        boolean alive() {
            return SshTransport.alive(shared.client);
        }

        void close() {
            if (over.compareAndSet(false, true)) {
                shared.left();
            }
        }
    }
}
