package dev.muster.engine;

import dev.muster.event.Event;
import dev.muster.inventory.Host;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a task on many hosts at once, a virtual thread each, and hands results over on one thread. Hosts that need no node come
 * in their order; those that do come as their nodes answer.
 */
final class Workers {

    private final Semaphore forks;
    private final ReentrantLock baton;

    /** @param baton is let go of while results are waited for */
    Workers(int forks, ReentrantLock baton) {
        this.forks = new Semaphore(Math.max(1, forks), true);
        this.baton = baton;
    }

    /** What a worker tells of the host that has this number in the list. */
    private record Told(int host, Object what) {}

    /** The host waits for its node now: later ones need not wait for it. */
    private static final Object LEFT = new Object();

    private static final Object INTERRUPTED = new Object();

    void onEach(
            TaskRunner runner,
            TaskRun run,
            List<Host> hosts,
            @Nullable Semaphore gate,
            Consumer<Event> events,
            Consumer<TaskRun.Outcome> results)
            throws InterruptedException {
        var threads = new ConcurrentLinkedQueue<Thread>();
        var inbox = new LinkedBlockingQueue<Told>();
        // One thread lets the hosts in, so that they begin in their order however many may run at once.
        var door = Thread.ofVirtual().name("door").start(() -> {
            for (int i = 0; i < hosts.size(); i++) {
                int number = i;
                var host = hosts.get(i);
                if (!enter(gate)) {
                    inbox.add(new Told(number, INTERRUPTED));
                    continue;
                }
                threads.add(Thread.ofVirtual()
                        .name(host.name())
                        .start(() -> work(runner, run, host, gate, what -> {
                            inbox.add(new Told(number, what));
                        })));
            }
        });
        var order = new Order(hosts.size(), events, results);
        try {
            while (order.left > 0) {
                var told = next(inbox);
                switch (told.what()) {
                    case RuntimeException e -> throw e;
                    case Error e -> throw e;
                    case Object what -> order.take(told.host(), what);
                }
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

    private Told next(LinkedBlockingQueue<Told> inbox) throws InterruptedException {
        baton.unlock();
        try {
            return inbox.take();
        } finally {
            baton.lock();
        }
    }

    /** Keeps back what a host tells until all before it are done or wait for their nodes. */
    private static final class Order {

        private final Consumer<Event> events;
        private final Consumer<TaskRun.Outcome> results;
        private final List<ArrayDeque<Object>> kept = new ArrayList<>();
        private final boolean[] passed;
        private int first;
        private int left;

        Order(int size, Consumer<Event> events, Consumer<TaskRun.Outcome> results) {
            this.events = events;
            this.results = results;
            this.left = size;
            this.passed = new boolean[size];
            for (int i = 0; i < size; i++) {
                kept.add(new ArrayDeque<>());
            }
        }

        void take(int host, Object what) {
            kept.get(host).add(what);
            boolean done = what instanceof TaskRun.Outcome || what == INTERRUPTED;
            passed[host] |= done || what == LEFT;
            if (host <= first) {
                tell(host);
            }
            while (first < passed.length && passed[first]) {
                first++;
                if (first < passed.length) {
                    tell(first);
                }
            }
        }

        private void tell(int host) {
            var all = kept.get(host);
            while (!all.isEmpty()) {
                switch (all.poll()) {
                    case Event event -> events.accept(event);
                    case TaskRun.Outcome outcome -> {
                        left--;
                        results.accept(outcome);
                    }
                    case Object what when what == INTERRUPTED -> left--;
                    default -> {
                        // That it left says nothing to anybody else.
                    }
                }
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

    private void work(TaskRunner runner, TaskRun run, Host host, @Nullable Semaphore gate, Consumer<Object> inbox) {
        try {
            inbox.accept(new Event.HostStarted(run.info(), host.name()));
            inbox.accept(runner.run(run.telling(inbox::accept, () -> inbox.accept(LEFT)), host));
        } catch (InterruptedException e) {
            inbox.accept(INTERRUPTED);
        } catch (RuntimeException | Error e) {
            // An error is passed on too: whoever waits for this host must not wait for ever.
            inbox.accept(e);
        } finally {
            forks.release();
            if (gate != null) {
                gate.release();
            }
        }
    }
}
