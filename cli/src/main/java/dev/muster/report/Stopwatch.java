package dev.muster.report;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The lines with times that {@code ansible.posix.profile_tasks} and {@code profile_roles} write. */
final class Stopwatch {

    private static final DateTimeFormatter NOW =
            DateTimeFormatter.ofPattern("EEEE dd MMMM yyyy  HH:mm:ss xx", Locale.ENGLISH);
    private static final int COLUMNS = 79;
    private static final int SHORTEST_FILLING = 3;
    private static final int NUMBER_COLUMNS = 9;

    private final Clock clock;
    private final Instant begin;
    private Instant last;

    Stopwatch(Clock clock) {
        this.clock = clock;
        this.begin = clock.instant();
        this.last = begin;
    }

    Instant now() {
        return clock.instant();
    }

    /** The time, how long it is since the last such line, and how long since the beginning. */
    String line() {
        var now = clock.instant();
        var line = ZonedDateTime.now(clock).format(NOW) + " (" + clockTime(Duration.between(last, now)) + ")       "
                + clockTime(Duration.between(begin, now));
        last = now;
        return filled(line, "*");
    }

    /** A text and what fills its line. */
    static String filled(String text, String filling) {
        var start = text.isEmpty() ? "" : text + " ";
        return start + filling.repeat(Math.max(SHORTEST_FILLING, COLUMNS - start.length())) + " ";
    }

    /** A name and its time at the end of a line. */
    static String row(String name, Duration time, int nameColumns) {
        var text = name + " ";
        var seconds = String.format(Locale.ROOT, " %.2fs", time.toNanos() / 1e9);
        return text
                + "-".repeat(Math.max(0, nameColumns - text.codePointCount(0, text.length())))
                + "-".repeat(Math.max(0, NUMBER_COLUMNS - seconds.length()))
                + seconds;
    }

    private static String clockTime(Duration time) {
        return String.format(
                Locale.ROOT,
                "%d:%02d:%02d.%03d",
                time.toHours(),
                time.toMinutesPart(),
                time.toSecondsPart(),
                time.toMillisPart());
    }
}
