package dev.muster.remote;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A moment that must not be waited beyond, or never. */
record Deadline(boolean never, long nanoTime) {

    static final Deadline NEVER = new Deadline(true, 0);

    static Deadline in(@Nullable Duration duration) {
        return duration == null ? NEVER : new Deadline(false, System.nanoTime() + saturated(duration));
    }

    /** Nanoseconds that are left; zero or less when it has passed. */
    long left() {
        return never ? Long.MAX_VALUE : nanoTime - System.nanoTime();
    }

    boolean passed() {
        return left() <= 0;
    }

    private static long saturated(Duration duration) {
        // A century is as good as for ever, and keeps the sum clear of an overflow.
        var longest = Duration.ofDays(36_500);
        return (duration.compareTo(longest) > 0 ? longest : duration).toNanos();
    }
}
