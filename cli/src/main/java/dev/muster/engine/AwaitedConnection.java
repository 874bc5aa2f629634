package dev.muster.engine;

import dev.muster.event.Event;
import dev.muster.modules.Invocation;
import dev.muster.modules.Module;
import dev.muster.remote.Identity;
import dev.muster.remote.RemoteException;
import dev.muster.remote.Target;
import dev.muster.step.Result;
import dev.muster.step.Result.Status;
import java.time.Duration;
import java.util.function.Consumer;

/** The module {@code wait_for_connection}: a host is asked anew until it answers. */
record AwaitedConnection(
        ConnectionPool pool, Invocation call, Target target, Identity identity, Consumer<Event> events) {

    /** The result, when the node answered or the time was over. */
    Result result(Module.Outcome outcome) throws InterruptedException {
        var arguments = call.arguments();
        var begin = System.nanoTime();
        var patience = Duration.ofSeconds(arguments.integer("timeout"));
        Thread.sleep(Duration.ofSeconds(arguments.integer("delay")));
        var brief = target instanceof Target.Ssh ssh
                ? ssh.within(Duration.ofSeconds(Math.max(1, arguments.integer("connect_timeout"))))
                : target;
        while (true) {
            pool.reset(target);
            pool.reset(brief);
            String last;
            events.accept(new Event.Verbose(3, null, "wait_for_connection: attempting ping module test"));
            try {
                var result = ModuleCall.answered(outcome, call, pool.to(brief), identity, null, false);
                return result.with("elapsed", elapsed(begin).toSeconds());
            } catch (RemoteException e) {
                last = e.getMessage();
            }
            if (elapsed(begin).compareTo(patience) >= 0) {
                return Result.failed("timed out waiting for ping module test: " + last)
                        .as(Status.TIMED_OUT)
                        .with("elapsed", elapsed(begin).toSeconds());
            }
            Thread.sleep(Duration.ofSeconds(Math.max(1, arguments.integer("sleep"))));
        }
    }

    private static Duration elapsed(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
