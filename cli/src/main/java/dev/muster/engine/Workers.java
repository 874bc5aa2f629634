package dev.muster.engine;

import dev.muster.event.Event;
import dev.muster.inventory.Host;
import dev.muster.step.Result;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs a task on many hosts at once, a virtual thread each, and hands results over in the order they come, on one thread. */
final class Workers {

    private final Semaphore forks;
    private final LinkedBlockingQueue<Object> inbox = new LinkedBlockingQueue<>();

    Workers(int forks) {
        this.forks = new Semaphore(Math.max(1, forks), true);
    }

    /** Takes an event from any thread; it is told in its turn. */
    void tell(Event event) {
        inbox.add(event);
    }

    void onEach(
            TaskRunner runner,
            TaskRun run,
            List<Host> hosts,
            int throttle,
            Consumer<Event> events,
            Consumer<TaskRun.Outcome> results)
            throws InterruptedException {
        var gate = throttle > 0 ? new Semaphore(throttle) : null;
        var threads = new ConcurrentLinkedQueue<Thread>();
        // One thread lets the hosts in, so that they begin in their order however many may run at once.
        var door = Thread.ofVirtual().name("door").start(() -> {
            for (var host : hosts) {
                if (!enter(gate)) {
                    inbox.add(Result.Status.UNKNOWN);
                    continue;
                }
                threads.add(Thread.ofVirtual().name(host.name()).start(() -> work(runner, run, host, gate)));
            }
        });
        int left = hosts.size();
        try {
            while (left > 0) {
                switch (inbox.take()) {
                    case TaskRun.Outcome outcome -> {
                        left--;
                        results.accept(outcome);
                    }
                    case Event event -> events.accept(event);
                    case RuntimeException e -> throw e;
                    case Error e -> throw e;
                    default -> left--;
                }
            }
            while (inbox.poll() instanceof Event event) {
                events.accept(event);
            }
        } finally {
            // Interrupted or broken off: what still runs on nodes is ended before anybody goes on.
            door.interrupt();
            door.join(Duration.ofSeconds(10));
            threads.forEach(Thread::interrupt);
            for (var thread : threads) {
                thread.join(Duration.ofSeconds(10));
            }
        }
    }

    /** Waits for a free place; false when interrupted. */
    private boolean enter(@Nullable Semaphore gate) {
        try {
            if (gate != null) {
                gate.acquire();
            }
            forks.acquire();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void work(TaskRunner runner, TaskRun run, Host host, @Nullable Semaphore gate) {
        try {
            inbox.add(new Event.HostStarted(run.info(), host.name()));
            inbox.add(runner.run(run, host));
        } catch (InterruptedException e) {
            inbox.add(Result.Status.UNKNOWN);
        } catch (RuntimeException | Error e) {
            // An error is passed on too: whoever waits for this host must not wait for ever.
            inbox.add(e);
        } finally {
            forks.release();
            if (gate != null) {
                gate.release();
            }
        }
    }
}
