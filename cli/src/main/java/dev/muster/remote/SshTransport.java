package dev.muster.remote;

import dev.muster.remote.RemoteException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.transport.TransportException;
import org.jspecify.annotations.Nullable;

/** Shells on a node by ssh: one TCP connection, a channel for each shell. A connection that broke is replaced by the next start. */
final class SshTransport implements Transport {

    /** What all ssh connections of a run have in common. */
    record Common(
            SshAlgorithms algorithms,
            KnownHosts known,
            KeyFiles keys,
            Agent agent,
            SshHops hops,
            Consumer<Notice> notices) {}

    /** A shell may have to wait for a slow profile of its user. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** How long a shell may take to end when its input has. */
    private static final Duration LINGER = Duration.ofSeconds(3);

    /** How long it may take until it is known why the streams of a shell ended. */
    private static final Duration SETTLE = Duration.ofSeconds(2);

    /** How often a session is asked whether it was closed while an answer is awaited from it. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private static final int TRIES = 5;

    private final Target.Ssh target;
    private final Common common;
    private final ReentrantLock connecting = new ReentrantLock();
    private volatile @Nullable SSHClient client;

    SshTransport(Target.Ssh target, Common common) {
        this.target = target;
        this.common = common;
    }

    @Override
    public String name() {
        return target.name();
    }

    @Override
    public String shell() {
        return target.shell();
    }

    @Override
    public Duration patience() {
        return PATIENCE;
    }

    static String address(Target.Ssh target) {
        return target.host().contains(":")
                ? "[" + target.host() + "]:" + target.port()
                : target.host() + ":" + target.port();
    }

    @Override
    public Wire start() throws InterruptedException {
        for (var tries = 1; ; tries++) {
            var connected = connected();
            try {
                var session = connected.startSession();
                tell(session);
                var command = exec(session, command(connected));
                if (command != null) {
                    return new SshWire(connected, session, command, new WindowedOutput(command));
                }
                if (tries == TRIES) {
                    throw new RemoteException(
                            Kind.UNREACHABLE,
                            "'" + name() + "' (" + address(target) + ") closes every new session",
                            "look into the log of the node's ssh server");
                }
            } catch (OpenFailException e) {
                throw new RemoteException(
                        Kind.UNREACHABLE,
                        "'" + name() + "' (" + address(target) + ") opens no further session: " + e.getMessage(),
                        "raise MaxSessions in the node's sshd_config");
            } catch (SSHException e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                throw new RemoteException(
                        Kind.UNREACHABLE,
                        "cannot start a shell on '" + name() + "' (" + address(target) + "): " + e.getMessage(),
                        null);
            }
        }
    }

    /** What the shell finds in its environment, as far as the server lets it through (AcceptEnv in sshd_config). */
    private void tell(Session session) throws TransportException {
        for (var variable : target.options().environment().entrySet()) {
            try {
                session.setEnvVar(variable.getKey(), variable.getValue());
            } catch (ConnectionException refused) {
                // As with ssh, a variable that the server does not take is none of the user's errors.
            }
        }
    }

    /**
     * Starts a program in a session.
     *
     * @return null if the server closed the session without a word: dropbear 2022.83 does so now and then when another session
     *     ends at this very moment. Nothing has run then, so that it may be tried again.
     */
    private static Session.@Nullable Command exec(Session session, String command)
            throws SSHException, InterruptedException {
        var reply = new CompletableFuture<Session.Command>();
        Thread.ofVirtual().name("exec").start(() -> {
            try {
                reply.complete(session.exec(command));
            } catch (SSHException | RuntimeException e) {
                reply.completeExceptionally(e);
            }
        });
        while (true) {
            try {
                return reply.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (!session.isOpen() && !reply.isDone()) {
                    return null;
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof SSHException cause) {
                    throw cause;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    /** dropbear gives its shells no session of their own, by which a step's processes could be told from everybody else's. */
    private String command(SSHClient connected) {
        var plain = "exec " + target.shell();
        return isDropbear(connected)
                ? "read -r a b c d group e </proc/$$/stat; if [ \"$group\" != $$ ] && command -v setsid >/dev/null; then exec setsid "
                        + target.shell() + "; fi; " + plain
                : plain;
    }

    private static boolean isDropbear(SSHClient client) {
        return String.valueOf(client.getTransport().getServerVersion()).contains("dropbear");
    }

    private SSHClient connected() throws InterruptedException {
        connecting.lockInterruptibly();
        try {
            var there = client;
            if (there != null && alive(there)) {
                return there;
            }
            if (there != null) {
                drop(there);
            }
            var fresh = new SshConnecting(target, common).connect();
            client = fresh;
            return fresh;
        } finally {
            connecting.unlock();
        }
    }

    static boolean alive(SSHClient client) {
        return client.isConnected() && client.getTransport().isRunning();
    }

    /** Says goodbye without waiting for an answer. */
    static void drop(SSHClient client) {
        Thread.ofVirtual().name("goodbye").start(() -> {
            try {
                client.close();
            } catch (IOException gone) {
                // There is nobody to say it to.
            }
        });
    }

    @Override
    public void close() {
        var there = client;
        if (there != null) {
            drop(there);
        }
    }

    private record SshWire(SSHClient client, Session session, Session.Command command, OutputStream in)
            implements Wire {

        /** Seen with dropbear 2022.83: of 70000 bytes and an end of input behind them, some 69200 reach the program. */
        @Override
        public boolean cutsInputShort() {
            return isDropbear(client);
        }

        @Override
        public InputStream out() {
            return command.getInputStream();
        }

        @Override
        public InputStream err() {
            return command.getErrorStream();
        }

        @Override
        public boolean over() {
            return command.getExitStatus() != null || command.getExitSignal() != null || !alive(client);
        }

        /**
         * A connection that breaks takes its streams along before it counts as broken, and a shell's last words come before its
         * status: so both get a moment to be known, or the reason would be a matter of luck.
         */
        @Override
        public String ending() {
            if (command.getExitStatus() == null && command.getExitSignal() == null && alive(client)) {
                settle();
            }
            if (command.getExitStatus() != null) {
                return "its shell ended with status " + command.getExitStatus();
            }
            if (command.getExitSignal() != null) {
                return "its shell was killed by signal " + command.getExitSignal();
            }
            return alive(client) ? "its shell ended" : "the connection was cut";
        }

        private void settle() {
            try {
                // Returns when the channel is closed, before which the server tells the status; throws if the
                // connection broke.
                command.join(SETTLE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (SSHException broken) {
                // Whether it broke is for the connection to say.
            }
            if (command.getExitStatus() == null && command.getExitSignal() == null) {
                try {
                    client.getTransport().join(Math.toIntExact(SETTLE.toMillis()), TimeUnit.MILLISECONDS);
                } catch (SSHException living) {
                    // It broke with a reason of its own, or it lives on: which of them, the caller looks up.
                }
            }
        }

        @Override
        public void close() {
            // A shell ends by itself when its input does; dropbear loses its head, and other channels with it, if one
            // is
            // closed while its program runs. Nobody needs to wait for any of this.
            Thread.ofVirtual().name("close").start(() -> {
                try {
                    in.close();
                    session.join(LINGER.toMillis(), TimeUnit.MILLISECONDS);
                } catch (IOException late) {
                    // What the shell left behind may hold its streams for ever.
                }
                try {
                    session.close();
                } catch (SSHException gone) {
                    // Closed either way.
                }
            });
        }
    }
}
