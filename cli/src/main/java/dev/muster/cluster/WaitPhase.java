package dev.muster.cluster;

import dev.muster.pki.Pki;
import dev.muster.remote.Identity;
import dev.muster.remote.RemoteException;
import dev.muster.remote.Target;
import dev.muster.step.Script;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Waits until each node lets us in by SSH, each with its own deadline, all at the same time. A node that does not answer yet is
 * asked again; one that answers and refuses the login, or shows another host key than the one it was given, is out at once.
 */
final class WaitPhase implements Phase {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(15);
    private static final int PROBE_MILLIS = 3_000;
    private static final int BANNER = 4;

    /** A step that does nothing: that it ends is what counts. */
    private static final Script.Library NOTHING = new Script.Library("nothing", "nothing() { :; }\n");

    private final Fleet fleet;

    WaitPhase(Fleet fleet) {
        this.fleet = fleet;
    }

    @Override
    public String name() {
        return "wait";
    }

    @Override
    public String title() {
        return "wait for SSH";
    }

    /** Logging in changes nothing, so that a check waits as well. */
    @Override
    public PhaseResult plan(PhaseInput input) throws InterruptedException {
        return run(input);
    }

    @Override
    public PhaseResult run(PhaseInput input) throws InterruptedException {
        var knownHosts = Pki.open(
                        input.state().pki(),
                        dev.muster.pki.PkiSettings.named(input.reading().cluster()),
                        java.time.Clock.systemUTC())
                .knownHosts();
        var failures = new ArrayList<NodeFailure>();
        // Closing the executor waits for what runs, so an interrupted run has to tell its threads first.
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var waits = new ArrayList<Future<@Nullable NodeFailure>>();
            for (var node : input.nodes()) {
                waits.add(threads.submit(() -> wait(input, node, knownHosts)));
            }
            try {
                for (var wait : waits) {
                    var failure = wait.get();
                    if (failure != null) {
                        failures.add(failure);
                    }
                }
            } catch (InterruptedException e) {
                threads.shutdownNow();
                throw e;
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            }
        }
        return new PhaseResult(Set.of(), failures);
    }

    private @Nullable NodeFailure wait(PhaseInput input, ClusterNode node, Path knownHosts)
            throws InterruptedException {
        Target target;
        try {
            target = fleet.target(node, knownHosts);
        } catch (RemoteException e) {
            return failure(node, String.valueOf(e.getMessage()), e.hint());
        }
        long begin = System.nanoTime();
        long deadline = begin + node.waitTimeout().toNanos();
        long nextLine = begin + BETWEEN_LINES.toNanos();
        var pause = FIRST_PAUSE;
        String refusal = null;
        while (true) {
            var silence = probe(target);
            RemoteException refused = null;
            if (silence == null) {
                refused = login(target);
                if (refused == null) {
                    input.progress(node.name(), "lets us in after " + seconds(begin), false);
                    return null;
                }
                // The same answer twice is meant; a single one may come from an sshd that is just being restarted. What
                // is in
                // between gives the same answer for a node that does not run yet.
                var words = String.valueOf(refused.getMessage());
                if (words.equals(refusal) && isDirect(target)) {
                    return failure(node, words, refused.hint());
                }
                refusal = words;
            } else {
                refusal = null;
            }
            long now = System.nanoTime();
            if (now >= deadline) {
                var cause = refused != null ? String.valueOf(refused.getMessage()) : silence;
                return failure(
                        node,
                        cause + " for " + node.waitTimeout().toSeconds() + " seconds",
                        refused != null
                                ? refused.hint()
                                : "see whether it has power and network, and whether its sshd runs; 'muster_wait_timeout'"
                                        + " says how long to wait");
            }
            if (now >= nextLine) {
                var reason = silence != null ? silence : String.valueOf(refusal);
                input.progress(node.name(), "still waiting after " + seconds(begin) + ": " + reason, false);
                nextLine = now + BETWEEN_LINES.toNanos();
            }
            Thread.sleep(Math.min(pause.toMillis(), Math.max(1, (deadline - now) / 1_000_000)));
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    private NodeFailure failure(ClusterNode node, String cause, @Nullable String hint) {
        return new NodeFailure(node.name(), name(), NodeFailure.Kind.UNREACHABLE, cause, hint);
    }

    private static String seconds(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin).toSeconds() + " s";
    }

    private static boolean isDirect(Target target) {
        return !(target instanceof Target.Ssh node) || node.isDirect();
    }

    /**
     * Null when an SSH server says its name, or when only a login can find out; otherwise what is there instead. A login is not tried before, because a published
     * port of a container takes connections long before anybody is behind it.
     */
    private static @Nullable String probe(Target target) {
        if (!(target instanceof Target.Ssh node) || !isDirect(target)) {
            return null;
        }
        var where = node.host() + ":" + node.port();
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(node.host(), node.port()), PROBE_MILLIS);
            socket.setSoTimeout(PROBE_MILLIS);
            var begin = socket.getInputStream().readNBytes(BANNER);
            return begin.length == 0
                    ? where + " has ended each connection without a word"
                    : new String(begin, StandardCharsets.US_ASCII).equals("SSH-") ? null : where + " is no SSH server";
        } catch (SocketTimeoutException e) {
            return where + " has not answered";
        } catch (UnknownHostException e) {
            return "'" + node.host() + "' could not be resolved to an address";
        } catch (IOException e) {
            var reason = String.valueOf(e.getMessage());
            return reason.contains("refused")
                    ? where + " has refused connections"
                    : where + " could not be reached (" + reason.toLowerCase(java.util.Locale.ROOT) + ")";
        }
    }

    private @Nullable RemoteException login(Target target) throws InterruptedException {
        try (var connection = fleet.connections().open(target)) {
            connection.run(
                    Script.call(List.of(NOTHING), "nothing", List.of()).withTimeout(Duration.ofSeconds(30)),
                    Identity.LOGIN);
            return null;
        } catch (RemoteException e) {
            return e;
        }
    }
}
