package dev.muster.remote;

import dev.muster.remote.RemoteException.Kind;
import dev.muster.step.Answer;
import dev.muster.step.Script;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The steps of one identity on one node, one after the other, in one shell as long as it serves. */
final class Lane implements AutoCloseable {

    /** Input up to this size goes along with the command; more is worth a shell of its own. Measured over a loopback. */
    private static final int SMALL_INPUT = 64 << 10;

    /** The same for a shell that reads its commands byte by byte. */
    private static final int SMALL_INPUT_SLOWLY = 16 << 10;

    /** How long a step may take to heed TERM before it is killed. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** How long a killed step's shell may take to notice, and how long a shell for killing may take to do its work. */
    private static final Duration LAST = Duration.ofSeconds(5);

    private static final Script.Library KILL = new Script.Library("remote/kill.sh", ShellText.resource("kill.sh"));

    private final Transport transport;
    private final Identity identity;
    private final SecureRandom random;
    private final ReentrantLock turn = new ReentrantLock(true);
    private volatile @Nullable Shell shell;
    private volatile @Nullable Shell busy;
    private volatile boolean closed;

    Lane(Transport transport, Identity identity, SecureRandom random) {
        this.transport = transport;
        this.identity = identity;
        this.random = random;
    }

    Answer run(Script script) throws InterruptedException {
        turn.lockInterruptibly();
        try {
            if (closed) {
                throw new RemoteException(
                        Kind.UNREACHABLE, "the connection to '" + transport.name() + "' is closed", null);
            }
            return script.input().length > SMALL_INPUT_SLOWLY ? runBulky(script) : runUsual(script);
        } finally {
            turn.unlock();
        }
    }

    /** Ends the shell when it has done what was asked of it; the next step starts another one. */
    void leave() throws InterruptedException {
        turn.lockInterruptibly();
        try {
            var current = shell;
            shell = null;
            if (current != null) {
                current.leave(Deadline.in(LAST));
            }
        } finally {
            turn.unlock();
        }
    }

    private Answer runUsual(Script script) throws InterruptedException {
        var current = current();
        busy = current;
        try {
            tell(current, script);
            greetTold(current);
            return finish(current, script, Deadline.in(script.timeout()));
        } finally {
            busy = null;
        }
    }

    private Answer runBulky(Script script) throws InterruptedException {
        var current = current();
        greet(current);
        if (script.input().length <= SMALL_INPUT && !current.slowReader()) {
            return runUsual(script);
        }
        try (var once = open()) {
            busy = once;
            greet(once);
            var deadline = Deadline.in(script.timeout());
            var wait = once.tellLast(script, Deadline.in(transport.patience()));
            if (wait.section() == null) {
                throw cannotStart(once, wait);
            }
            return finish(once, script, deadline);
        } catch (IOException e) {
            throw lost("the connection was cut");
        } finally {
            busy = null;
        }
    }

    /** The shell that is there, or a new one in the place of one that ended while it had nothing to do. */
    private Shell current() throws InterruptedException {
        var there = shell;
        if (there != null && !there.ended()) {
            return there;
        }
        if (there != null) {
            there.close();
        }
        var fresh = open();
        shell = fresh;
        return fresh;
    }

    private Shell open() throws InterruptedException {
        return Shells.open(transport, identity, random);
    }

    private void tell(Shell current, Script script) {
        try {
            current.tell(script);
        } catch (IOException e) {
            retire(current);
            throw current.greeted() ? lost(current.ending()) : Shells.silent(transport, current, "it closed its input");
        }
    }

    private void greet(Shell current) throws InterruptedException {
        if (!current.greeted()) {
            var wait = current.greet(Deadline.in(transport.patience()));
            if (wait.section() == null) {
                retire(current);
                throw cannotStart(current, wait);
            }
        }
    }

    /** As {@link #greet}, for a shell that has been told its step in advance: who stops waiting must stop the step. */
    private void greetTold(Shell current) throws InterruptedException {
        try {
            greet(current);
        } catch (InterruptedException e) {
            kill(current);
            throw e;
        }
    }

    private RemoteException cannotStart(Shell current, Inbox.Wait wait) {
        var reason = wait.trouble() == Inbox.Trouble.DEADLINE
                ? "it said nothing for " + transport.patience().toSeconds() + " seconds"
                : current.ending();
        return Shells.silent(transport, current, reason);
    }

    private Answer finish(Shell current, Script script, Deadline deadline) throws InterruptedException {
        Inbox.Wait wait;
        try {
            wait = current.await(deadline);
        } catch (InterruptedException e) {
            kill(current);
            throw e;
        }
        var ending = Shell.ending(wait);
        if (wait.section() != null && ending != null) {
            if (!ending.clean()) {
                // Something that the step started still holds the streams; its words must not become the next step's.
                retire(current);
            }
            return new Answer(
                    ending.code(), wait.section().out(), wait.section().err());
        }
        throw switch (wait.trouble()) {
            case ENDED -> {
                retire(current);
                yield lost(current.ending());
            }
            case DEADLINE -> killed(current, "the step took longer than " + seconds(script.timeout()));
            case TOO_MUCH -> killed(current, "the step printed more than " + (Inbox.LARGEST >> 20) + " MiB");
            case CANCELLED ->
                killed(current, "the connection to '" + transport.name() + "' was closed during the step");
            case null -> new IllegalStateException("a wait ended with nothing");
        };
    }

    private RemoteException killed(Shell current, String what) {
        if (kill(current)) {
            return new RemoteException(Kind.TIMED_OUT, what + ", so it was killed", null);
        }
        return new RemoteException(
                Kind.LOST,
                what + ", and it is not known whether its processes on '" + transport.name() + "' were killed",
                "look for them on the node before you repeat the step");
    }

    private RemoteException lost(String ending) {
        return new RemoteException(
                Kind.LOST,
                "'" + transport.name() + "' was lost while the step ran (" + ending
                        + "); whether it took effect is not known",
                "look at the node before you repeat the step");
    }

    private static String seconds(@Nullable Duration duration) {
        if (duration == null) {
            return "allowed";
        }
        var millis = duration.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " seconds" : millis / 1000.0 + " seconds";
    }

    /**
     * Ends what the shell's step has started, from a second shell of the same identity. The first one survives if it notices.
     *
     * @return false if the node does not answer, so that nothing is known of the step
     */
    private boolean kill(Shell victim) {
        var survives = false;
        try (var killer = openInTime()) {
            if (killer == null
                    || !victim.greeted() && victim.greet(Deadline.in(LAST)).section() == null
                    || killer.greet(Deadline.in(LAST)).section() == null) {
                return false;
            }
            if (!send(killer, "TERM", victim)) {
                return false;
            }
            var ending = Shell.ending(victim.awaitEnd(Deadline.in(GRACE)));
            if (ending == null || !ending.clean()) {
                if (!send(killer, "KILL", victim)) {
                    return false;
                }
            }
            survives = ending != null || Shell.ending(victim.awaitEnd(Deadline.in(LAST))) != null;
            return true;
        } catch (RemoteException | IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            if (!survives) {
                retire(victim);
            }
        }
    }

    /**
     * A shell for killing. A node that does not answer would hold its caller for as long as the SSH library waits.
     *
     * @return null if it takes longer than {@link #LAST}
     */
    private @Nullable Shell openInTime() throws InterruptedException {
        var opening = new CompletableFuture<Shell>();
        var opener = Thread.ofVirtual().name("killer").start(() -> {
            try {
                var fresh = open();
                if (!opening.complete(fresh)) {
                    fresh.close();
                }
            } catch (RemoteException | InterruptedException e) {
                opening.completeExceptionally(e);
            }
        });
        try {
            return opening.get(LAST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException nobody) {
            return null;
        } finally {
            if (opening.cancel(false)) {
                opener.interrupt();
            }
        }
    }

    private static boolean send(Shell killer, String signal, Shell victim) throws IOException, InterruptedException {
        killer.tell(Script.call(List.of(KILL), "_muster_kill", List.of(signal, victim.process(), victim.session())));
        return killer.awaitEnd(Deadline.in(LAST)).section() != null;
    }

    private void retire(Shell old) {
        if (shell == old) {
            shell = null;
        }
        old.close();
    }

    /** Kills what runs, by the thread that waits for it. */
    @Override
    public void close() {
        closed = true;
        var running = busy;
        if (running != null) {
            running.cancel();
        }
        try {
            // Whoever runs a step gives up the turn when it is killed; a node that does not answer is not waited for.
            if (turn.tryLock(LAST.multipliedBy(3).toSeconds(), TimeUnit.SECONDS)) {
                turn.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var there = shell;
        if (there != null) {
            there.close();
        }
    }
}
