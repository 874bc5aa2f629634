package dev.muster.remote;

import dev.muster.remote.RemoteException.Kind;
import dev.muster.sshconfig.SshOptions;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.SocketFactory;
import net.schmizz.keepalive.KeepAliveRunner;
import net.schmizz.sshj.SSHClient;
import org.jspecify.annotations.Nullable;

/** Makes one ssh connection: finds the address, connects, checks the host key, logs in; and says in which of these it failed. */
record SshConnecting(Target.Ssh target, SshTransport.Common common) {

    /** Sixteen times sshj's own: a bulky answer must not wait for a window once in every round trip. */
    private static final int WINDOW = 8 << 20;

    private static final int KEEP_ALIVE_SECONDS = 10;
    private static final int KEEP_ALIVE_MISSES = 3;

    SSHClient connect() throws InterruptedException {
        return connect(null);
    }

    /** @param running when it has to be there, or null for a while from now on */
    private SSHClient connect(@Nullable Deadline running) throws InterruptedException {
        var way = SshWay.to(target, common);
        try {
            return connect(way, running == null ? Deadline.in(target.connectTimeout()) : running);
        } catch (RuntimeException | InterruptedException e) {
            way.close();
            throw e;
        }
    }

    /** Tries until the deadline: a busy server drops logins at random (MaxStartups), which is no answer. */
    private SSHClient connect(SshWay way, Deadline deadline) throws InterruptedException {
        var attempts = 0;
        while (true) {
            attempts++;
            var attempt = new Attempt(way);
            try {
                var client = attempt.within(deadline);
                way.take();
                return client;
            } catch (Dropped e) {
                if (way.broken() && deadline.left() > 0) {
                    way.close();
                    return connect(deadline);
                }
                var known = way.failure();
                if (known != null) {
                    throw new RemoteException(
                            Kind.UNREACHABLE,
                            known + ", before '" + target.name() + "' had answered",
                            "run it by hand: it has to speak with the node's ssh server on its standard streams");
                }
                var pause = ThreadLocalRandom.current().nextLong(50, 150L << Math.min(attempts, 4));
                if (deadline.left() < TimeUnit.MILLISECONDS.toNanos(pause)) {
                    throw new RemoteException(
                            Kind.UNREACHABLE,
                            "'" + target.name() + "' (" + SshTransport.address(target)
                                    + ") closed the connection during the login, " + attempts
                                    + (attempts == 1 ? " time" : " times"),
                            "the server may allow too few logins at once (MaxStartups in its sshd_config), or block this address");
                }
                TimeUnit.MILLISECONDS.sleep(pause);
            }
        }
    }

    /** The server hung up before it had said yes or no. */
    private static final class Dropped extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private enum Phase {
        ADDRESS,
        TCP,
        GREETING,
        LOGIN
    }

    /** One login, on a thread of its own so that whatever it waits for can be left behind. */
    private final class Attempt {

        private final HostKeyCheck check = new HostKeyCheck(target, common.known(), common.notices());
        private final SshWay way;
        private volatile Phase phase = Phase.ADDRESS;
        private volatile boolean abandoned;
        private volatile @Nullable Socket socket;

        Attempt(SshWay way) {
            this.way = way;
        }

        SSHClient within(Deadline deadline) throws InterruptedException {
            var future = new CompletableFuture<SSHClient>();
            Thread.ofVirtual().name("login to " + target.name()).start(() -> {
                try {
                    future.complete(login(deadline));
                } catch (Throwable e) {
                    future.completeExceptionally(e);
                }
            });
            try {
                return future.get(deadline.left(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                abandon(future);
                throw late();
            } catch (InterruptedException e) {
                abandon(future);
                throw e;
            } catch (ExecutionException e) {
                throw explain(e.getCause());
            }
        }

        private void abandon(CompletableFuture<SSHClient> future) throws InterruptedException {
            abandoned = true;
            future.thenAccept(SshTransport::drop);
            closeSocket();
        }

        private void closeSocket() {
            var open = socket;
            if (open != null) {
                try {
                    open.close();
                } catch (IOException gone) {
                    // Closed is what it is to be.
                }
            }
        }

        private SSHClient login(Deadline deadline) throws IOException, InterruptedException {
            var algorithms = algorithms();
            var fresh = new SSHClient(algorithms);
            fresh.addHostKeyVerifier(check);
            var millis = Math.clamp(TimeUnit.NANOSECONDS.toMillis(deadline.left()), 1, Integer.MAX_VALUE);
            fresh.getTransport().setTimeoutMs(millis);
            var connected = way.open(deadline, () -> phase = Phase.TCP, this::opening);
            socket = connected;
            fresh.setSocketFactory(new Connected(connected));
            fresh.getConnection().setWindowSize(WINDOW);
            keepAlive(fresh);
            try {
                phase = Phase.GREETING;
                fresh.connect(target.host(), target.port());
                phase = Phase.LOGIN;
                if (algorithms != common.algorithms()) {
                    algorithms.setKeyAlgorithms(
                            common.algorithms().userKeys(target.options().algorithms()));
                }
                new SshLogin(target, common.keys(), agent(), check.changed()).login(fresh);
                return fresh;
            } catch (IOException | RuntimeException e) {
                SshTransport.drop(fresh);
                // A client that never connected does not know its socket.
                connected.close();
                throw e;
            }
        }

        private SshAlgorithms algorithms() {
            var wanted = target.options().algorithms();
            return wanted.equals(SshOptions.Algorithms.USUAL)
                    ? common.algorithms()
                    : common.algorithms().with(wanted);
        }

        private Agent agent() {
            var identities = target.options().identities();
            if (identities.agentless()) {
                return new Agent(null);
            }
            return identities.agent() == null ? common.agent() : new Agent(identities.agent());
        }

        private void keepAlive(SSHClient fresh) {
            var network = target.options().network();
            if (fresh.getConnection().getKeepAlive() instanceof KeepAliveRunner keepAlive) {
                keepAlive.setKeepAliveInterval(
                        network.alive() == null
                                ? KEEP_ALIVE_SECONDS
                                : Math.toIntExact(network.alive().toSeconds()));
                keepAlive.setMaxAliveCount(network.alive() == null ? KEEP_ALIVE_MISSES : Math.max(1, network.misses()));
            }
        }

        private void opening(Socket fresh) {
            socket = fresh;
            if (abandoned) {
                closeSocket();
            }
        }

        private RemoteException late() {
            var seconds = target.connectTimeout().toMillis() / 1000.0;
            var within = " within " + (seconds == Math.rint(seconds) ? String.valueOf((long) seconds) : seconds)
                    + (seconds == 1 ? " second" : " seconds");
            return switch (phase) {
                case ADDRESS ->
                    unreachable(
                            "the address of '" + target.host() + "' was not found" + within, "check the name service");
                case TCP ->
                    unreachable(
                            "no answer from " + SshTransport.address(target) + within,
                            "check that the machine is up, its address, and the firewalls in between");
                case GREETING ->
                    unreachable(
                            SshTransport.address(target)
                                    + " took the connection, but did not greet as an ssh server does" + within,
                            "check that sshd listens on this port, and how busy the machine is");
                case LOGIN ->
                    unreachable(
                            "the login to " + SshTransport.address(target) + " as '" + target.user() + "' did not end"
                                    + within,
                            "the machine may be busy or its name service slow; give it more time with --timeout");
            };
        }

        private RemoteException explain(@Nullable Throwable cause) {
            var refusal = check.refusal();
            if (refusal != null) {
                return refusal;
            }
            return switch (cause) {
                case RemoteException e -> e;
                case UnknownHostException e ->
                    unreachable(
                            "there is no address for the name '" + target.host() + "'",
                            "check the spelling, or set ansible_host to the address of '" + target.name() + "'");
                case SocketTimeoutException e -> late();
                case NoRouteToHostException e ->
                    unreachable(
                            "there is no route to " + SshTransport.address(target),
                            "check the address and this machine's network");
                case ConnectException e -> refused(e);
                case IOException e -> broken(e);
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case null, default -> throw new IllegalStateException(cause);
            };
        }

        private RemoteException refused(ConnectException e) {
            var text = String.valueOf(e.getMessage());
            if (text.contains("refused")) {
                return unreachable(
                        SshTransport.address(target) + " refuses connections",
                        "check that sshd runs there and listens on port " + target.port()
                                + " (ansible_port sets another one)");
            }
            if (text.contains("unreachable")) {
                return unreachable(
                        "there is no route to " + SshTransport.address(target),
                        "check the address and this machine's network");
            }
            return text.contains("timed out")
                    ? late()
                    : unreachable("cannot connect to " + SshTransport.address(target) + ": " + text, null);
        }

        private RemoteException broken(IOException e) {
            var text = String.valueOf(e.getMessage());
            if (text.contains("Unable to reach a settlement")) {
                return unreachable(
                        "no common ground with the ssh server at " + SshTransport.address(target) + ": " + text,
                        "the server offers only what OpenSSH's client has given up as unsafe; bring it up to date");
            }
            if (text.contains("does not support SSHv2")
                    || text.contains("identification too long")
                    || text.contains("identified as")) {
                return unreachable(
                        SshTransport.address(target) + " is no ssh server: " + text, "check the port (ansible_port)");
            }
            if (text.contains("Timeout")) {
                return late();
            }
            // Reset, broken pipe, end of file: whatever the words, it hung up.
            throw new Dropped();
        }

        private RemoteException unreachable(String what, @Nullable String hint) {
            return new RemoteException(Kind.UNREACHABLE, what, hint);
        }
    }

    /** Hands out the one socket that is connected already. */
    private static final class Connected extends SocketFactory {

        private final Socket socket;

        Connected(Socket socket) {
            this.socket = socket;
        }

        @Override
        public Socket createSocket() {
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port) {
            return socket;
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
            return socket;
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            return socket;
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
            return socket;
        }
    }
}
