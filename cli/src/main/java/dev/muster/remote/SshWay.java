package dev.muster.remote;

import dev.muster.remote.RemoteException.Kind;
import dev.muster.sshconfig.SshOptions.Family;
import dev.muster.sshconfig.SshOptions.Proxy;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import net.schmizz.sshj.connection.channel.OpenFailException;
import org.jspecify.annotations.Nullable;

/** The way to a node's ssh server: TCP, a channel of a node in between, or the streams of a command. */
final class SshWay {

    private final Target.Ssh target;
    private final SshHops.@Nullable Lease lease;
    private volatile boolean taken;
    private volatile @Nullable ProxyProcess process;

    private SshWay(Target.Ssh target, SshHops.@Nullable Lease lease) {
        this.target = target;
        this.lease = lease;
    }

    /** Connects to the node in between, if there is one. */
    static SshWay to(Target.Ssh target, SshTransport.Common common) throws InterruptedException {
        var hop = target.hop();
        try {
            return new SshWay(target, hop == null ? null : common.hops().lease(hop, common));
        } catch (RemoteException e) {
            var hint = e.hint();
            throw new RemoteException(
                    e.kind(),
                    "on the way to '" + target.name() + "': " + e.getMessage(),
                    hint == null
                            ? null
                            : hint.replace(
                                    HostKeyCheck.AT_FIRST_SIGHT,
                                    "--trust-on-first-use, or with 'StrictHostKeyChecking accept-new' in ~/.ssh/config"));
        }
    }

    /** Whether the node in between has gone, which another one that shares it may have seen first. */
    boolean broken() {
        return lease != null && !lease.alive();
    }

    /**
     * Opens it.
     *
     * @param found told when the address is known
     * @param opening told of a socket that may be closed meanwhile
     */
    Socket open(Deadline deadline, Runnable found, Consumer<Socket> opening) throws IOException, InterruptedException {
        if (lease != null) {
            found.run();
            return through(lease);
        }
        if (target.options().network().proxy() instanceof Proxy.Command(var line)) {
            found.run();
            var started = ProxyProcess.start(line, System.getenv("SHELL"));
            process = started;
            return started.socket();
        }
        return tcp(deadline, found, opening);
    }

    private Socket through(SshHops.Lease hop) throws IOException {
        try {
            return hop.channel(target.host(), target.port(), () -> {
                if (taken) {
                    hop.close();
                }
            });
        } catch (OpenFailException e) {
            throw new RemoteException(
                    Kind.UNREACHABLE,
                    "'" + between() + "' cannot reach " + SshTransport.address(target) + ": " + reason(e),
                    "check the address as it is seen from there, and AllowTcpForwarding in its sshd_config");
        }
    }

    private static String reason(OpenFailException e) {
        return switch (e.getReason()) {
            case ADMINISTRATIVELY_PROHIBITED -> "it does not allow it";
            case CONNECT_FAILED -> "no connection";
            case UNKNOWN_CHANNEL_TYPE, RESOURCE_SHORTAGE, UNKNOWN -> String.valueOf(e.getMessage());
        };
    }

    private String between() {
        var hop = target.hop();
        return hop == null ? target.name() : hop.name();
    }

    /** The first of the host's addresses that answers, as often as is asked for. */
    private Socket tcp(Deadline deadline, Runnable found, Consumer<Socket> opening)
            throws IOException, InterruptedException {
        var addresses = addresses();
        found.run();
        IOException failure = new ConnectException("no address");
        for (var attempt = 0; attempt < target.options().network().attempts(); attempt++) {
            if (attempt > 0) {
                if (deadline.left() < TimeUnit.SECONDS.toNanos(1)) {
                    break;
                }
                TimeUnit.SECONDS.sleep(1);
            }
            for (var address : addresses) {
                var fresh = new Socket();
                opening.accept(fresh);
                try {
                    connect(fresh, address, deadline);
                    return fresh;
                } catch (IOException e) {
                    failure = e;
                    fresh.close();
                }
            }
        }
        throw failure;
    }

    private void connect(Socket fresh, InetAddress address, Deadline deadline) throws IOException {
        var network = target.options().network();
        fresh.setTcpNoDelay(true);
        fresh.setKeepAlive(network.tcpKeepAlive());
        if (network.bind() != null) {
            fresh.bind(new InetSocketAddress(network.bind(), 0));
        }
        fresh.connect(
                new InetSocketAddress(address, target.port()),
                Math.clamp(TimeUnit.NANOSECONDS.toMillis(deadline.left()), 1, Integer.MAX_VALUE));
    }

    private InetAddress[] addresses() throws UnknownHostException {
        var all = InetAddress.getAllByName(target.host());
        var family = target.options().network().family();
        var fitting = Arrays.stream(all)
                .filter(address -> family == Family.ANY || address instanceof Inet4Address == (family == Family.INET))
                .toArray(InetAddress[]::new);
        if (fitting.length == 0) {
            throw new UnknownHostException(target.host());
        }
        return fitting;
    }

    /** What is known of a broken way beside that it is broken, or null. */
    @Nullable
    String failure() throws InterruptedException {
        var started = process;
        return started == null ? null : started.failure();
    }

    /** From now on, the way ends with its last socket. */
    void take() {
        taken = true;
    }

    /** Nobody has taken it. */
    void close() {
        if (lease != null) {
            lease.close();
        }
        var started = process;
        if (started != null) {
            started.end();
        }
    }
}
