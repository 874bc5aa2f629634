package dev.muster.value;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.Temporal;
import org.jspecify.annotations.Nullable;

/** Dates and times as Python's {@code datetime} writes them; YAML has values of these kinds. */
public final class Times {

    private static final int NANOS_OF_MICRO = 1000;

    private Times() {}

    /** {@code isoformat(separator)}; {@code str()} is the same with a blank. */
    public static String iso(Temporal time, String separator) {
        return switch (time) {
            case LocalDateTime moment -> iso(moment, null, separator);
            case OffsetDateTime moment -> iso(moment.toLocalDateTime(), moment.getOffset(), separator);
            case LocalTime clock -> iso(clock);
            default -> time.toString();
        };
    }

    /** {@code isoformat(separator)} of a moment, which may have an offset. */
    public static String iso(LocalDateTime moment, @Nullable ZoneOffset offset, String separator) {
        return "%04d-%02d-%02d".formatted(moment.getYear(), moment.getMonthValue(), moment.getDayOfMonth())
                + separator
                + iso(moment.toLocalTime())
                + (offset == null ? "" : offset.getTotalSeconds() == 0 ? "+00:00" : offset.getId());
    }

    private static String iso(LocalTime time) {
        return "%02d:%02d:%02d".formatted(time.getHour(), time.getMinute(), time.getSecond())
                + (time.getNano() == 0 ? "" : ".%06d".formatted(time.getNano() / NANOS_OF_MICRO));
    }

    /** {@code repr()}. */
    static String repr(Temporal time) {
        return switch (time) {
            case LocalDate date ->
                "datetime.date(%d, %d, %d)".formatted(date.getYear(), date.getMonthValue(), date.getDayOfMonth());
            case LocalDateTime moment -> "datetime.datetime(" + fields(moment) + ")";
            case OffsetDateTime moment ->
                "datetime.datetime(" + fields(moment.toLocalDateTime()) + ", tzinfo=" + zone(moment.getOffset()) + ")";
            default -> time.toString();
        };
    }

    private static String fields(LocalDateTime moment) {
        var text = "%d, %d, %d, %d, %d"
                .formatted(
                        moment.getYear(),
                        moment.getMonthValue(),
                        moment.getDayOfMonth(),
                        moment.getHour(),
                        moment.getMinute());
        var nanos = moment.getNano() == 0 ? "" : ", " + moment.getNano() / NANOS_OF_MICRO;
        return moment.getSecond() == 0 && nanos.isEmpty() ? text : text + ", " + moment.getSecond() + nanos;
    }

    private static String zone(ZoneOffset offset) {
        int seconds = offset.getTotalSeconds();
        if (seconds == 0) {
            return "datetime.timezone.utc";
        }
        int day = seconds < 0 ? 24 * 60 * 60 : 0;
        var days = seconds < 0 ? "days=-1, " : "";
        return "datetime.timezone(datetime.timedelta(" + days + "seconds=" + (seconds + day) + "))";
    }
}
