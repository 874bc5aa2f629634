package dev.muster.engine;

import dev.muster.event.Event;
import dev.muster.remote.RemoteException;
import dev.muster.remote.RemoteException.Kind;
import dev.muster.remote.Target;
import dev.muster.source.UserError;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Tries a connection by ssh again that could not be made. A step that has begun is never repeated. Source: the option
 * {@code reconnection_retries} of ansible-core's connection {@code ssh}, with its pauses.
 */
final class Reconnecting {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final String host;
    private int left;
    private Duration pause = Duration.ZERO;
    private int attempt;

    private Reconnecting(String host, int left) {
        this.host = host;
        this.left = left;
    }

    /** @param scope of the host that is reached */
    static Reconnecting to(Target target, Scope scope, EngineOptions.Habits habits) {
        if (!(target instanceof Target.Ssh)) {
            return new Reconnecting(target.name(), 0);
        }
        var said = scope.text("ansible_ssh_retries");
        try {
            return new Reconnecting(target.name(), said == null ? habits.retries() : Integer.parseInt(said.strip()));
        } catch (NumberFormatException e) {
            throw new UserError("'" + said + "' is no number, as ansible_ssh_retries must be");
        }
    }

    /** Waits before another try; false when there is to be none. */
    boolean waits(RemoteException e, Consumer<Event> events) throws InterruptedException {
        if (e.kind() != Kind.UNREACHABLE || left <= 0) {
            return false;
        }
        left--;
        attempt++;
        events.accept(new Event.Verbose(
                2,
                host,
                "ssh_retry: attempt: " + attempt + ", " + e.getMessage() + ", pausing for " + pause.toSeconds()
                        + " seconds"));
        Thread.sleep(pause);
        var longer = pause.multipliedBy(2).plusSeconds(1);
        pause = longer.compareTo(LONGEST) > 0 ? LONGEST : longer;
        return true;
    }
}
