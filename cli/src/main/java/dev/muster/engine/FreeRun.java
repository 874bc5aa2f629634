package dev.muster.engine;

import dev.muster.event.Event;
import dev.muster.event.Event.TaskInfo;
import dev.muster.inventory.Host;
import dev.muster.playbook.Play;
import dev.muster.playbook.Task;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One batch of a play where each host goes through the tasks as fast as it can, on a thread of its own: the strategies
 * {@code free} and {@code host_pinned}. Only one of these threads at a time touches what is known of the run; the others wait for
 * their nodes.
 */
final class FreeRun {

    private final Engine engine;
    private final ReentrantLock baton;
    private final Map<Task, Semaphore> gates = new IdentityHashMap<>();
    private final Set<String> failed = new LinkedHashSet<>();
    private @Nullable Task shown;
    private @Nullable Throwable broken;

    FreeRun(Engine engine, ReentrantLock baton) {
        this.engine = engine;
        this.baton = baton;
    }

    /**
     * Runs the play on all hosts; the caller has the baton.
     *
     * @param atOnce how many hosts may be under way, for {@code host_pinned}
     * @return the hosts that failed
     */
    Set<String> run(List<PlayRunner> runners, List<Host> hosts, int atOnce, Play play, @Nullable Task gather)
            throws InterruptedException {
        var places = new Semaphore(atOnce, true);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < hosts.size(); i++) {
            var runner = runners.get(i);
            threads.add(Thread.ofVirtual()
                    .name("play on " + hosts.get(i).name())
                    .start(() -> run(runner, places, play, gather)));
        }
        baton.unlock();
        try {
            for (var thread : threads) {
                thread.join();
            }
        } finally {
            for (var thread : threads) {
                thread.interrupt();
                thread.join(java.time.Duration.ofSeconds(20));
            }
            baton.lock();
        }
        switch (broken) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new InterruptedException();
        }
        return failed;
    }

    private void run(PlayRunner runner, Semaphore places, Play play, @Nullable Task gather) {
        try {
            places.acquire();
            try {
                baton.lockInterruptibly();
                try {
                    // When one host has broken the run off, the others do not go on.
                    if (broken == null) {
                        failed.addAll(runner.run(play, gather));
                    }
                } catch (RuntimeException | Error e) {
                    broken = broken == null ? e : broken;
                } finally {
                    baton.unlock();
                }
            } finally {
                places.release();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isBroken() {
        return broken != null;
    }

    /** Tells of a task when its first result comes, and again when those of others came in between. */
    void show(Task task, TaskInfo info) {
        if (shown != task) {
            shown = task;
            engine.event(new Event.TaskStarted(info));
        }
    }

    /** What limits a task on all hosts together. */
    Semaphore gate(Task task, int throttle) {
        return gates.computeIfAbsent(task, _ -> new Semaphore(throttle));
    }
}
