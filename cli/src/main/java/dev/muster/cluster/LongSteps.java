package dev.muster.cluster;

import dev.muster.event.Event;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells of steps that take long that they still run, since a node that is silent for minutes looks dead. It hears one playbook,
 * and tells from a thread of its own until it is closed.
 */
final class LongSteps implements Consumer<Event>, AutoCloseable {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(15);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private record Step(String task, long begin, long told) {}

    private final Consumer<Event> next;
    private final Consumer<Event> lines;
    private final LongSupplier nanos;
    private final Map<String, Step> running = new ConcurrentHashMap<>();
    private final Thread thread = Thread.ofVirtual().unstarted(this::watch);

    /**
     * @param next hears everything that this one hears
     * @param lines takes what there is to tell, from another thread
     * @param nanos the clock
     */
    LongSteps(Consumer<Event> next, Consumer<Event> lines, LongSupplier nanos) {
        this.next = next;
        this.lines = lines;
        this.nanos = nanos;
    }

    LongSteps start() {
        thread.start();
        return this;
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.HostStarted started) {
            long now = nanos.getAsLong();
            running.put(started.host(), new Step(started.task().name(), now, now));
        } else if (event instanceof Event.HostFinished finished) {
            running.remove(finished.host());
        }
        next.accept(event);
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(BETWEEN_LOOKS);
                look();
            }
        } catch (InterruptedException _) {
            // The playbook is over.
        }
    }

    /** Tells what runs for long enough and was not told of lately. */
    void look() {
        long now = nanos.getAsLong();
        running.forEach((host, step) -> {
            if (now - step.told() < BETWEEN_LINES.toNanos()) {
                return;
            }
            // A step that ends at this moment is not told of any more.
            if (running.replace(host, step, new Step(step.task(), step.begin(), now))) {
                var seconds = Duration.ofNanos(now - step.begin()).toSeconds();
                lines.accept(
                        new Event.PhaseProgress(host, "still at '" + step.task() + "' after " + seconds + " s", false));
            }
        });
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
