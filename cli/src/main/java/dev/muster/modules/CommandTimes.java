package dev.muster.modules;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * When a command ran, in the node's own time, printed as Python prints {@code datetime} and {@code timedelta}.
 *
 * @param start such as {@code 2026-11-21 09:12:07.510701}
 * @param end in the same form
 * @param delta such as {@code 0:00:00.003803}
 */
record CommandTimes(String start, String end, String delta) {

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    /** From the trailer of {@code command.sh}: kind code begin end epoch uptime zone. */
    static CommandTimes of(String[] trailer) {
        long begin = micros(trailer[2]);
        long end = Math.max(begin, micros(trailer[3]));
        // A clock that runs since boot is small; one that bash knows is the time of day already.
        long offset = begin > 1_000_000_000_000_000L || micros(trailer[5]) == 0 && begin > 100_000_000_000_000L
                ? 0
                : micros(trailer[4]) - micros(trailer[5]);
        var zone = zone(trailer[6]);
        return new CommandTimes(text(begin + offset, zone), text(end + offset, zone), delta(end - begin));
    }

    private static long micros(String seconds) {
        var digits = seconds.replace(',', '.').replaceAll("\\.?[^0-9.].*$", "");
        return digits.isEmpty() || digits.equals(".")
                ? 0
                : new BigDecimal(digits)
                        .movePointRight(6)
                        .setScale(0, RoundingMode.DOWN)
                        .longValue();
    }

    private static ZoneOffset zone(String text) {
        try {
            return ZoneOffset.of(text);
        } catch (DateTimeException e) {
            return ZoneOffset.UTC;
        }
    }

    private static String text(long micros, ZoneOffset zone) {
        var instant = Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000), Math.floorMod(micros, 1_000_000) * 1000L);
        return FORMAT.format(instant.atOffset(zone));
    }

    private static String delta(long micros) {
        long seconds = micros / 1_000_000;
        long days = seconds / 86_400;
        var clock = String.format(
                Locale.ROOT,
                "%d:%02d:%02d.%06d",
                seconds % 86_400 / 3600,
                seconds % 3600 / 60,
                seconds % 60,
                micros % 1_000_000);
        return switch ((int) days) {
            case 0 -> clock;
            case 1 -> "1 day, " + clock;
            default -> days + " days, " + clock;
        };
    }
}
