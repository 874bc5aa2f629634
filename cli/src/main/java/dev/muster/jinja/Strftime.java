package dev.muster.jinja;

import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** {@code strftime} as C has it, in the C locale. */
final class Strftime {

    private Strftime() {}

    /** A moment of Python's module {@code datetime}. */
    static String format(Moment moment, String format) {
        return format(moment, moment.offset() == null ? "" : "UTC", true, format);
    }

    /** A moment of Python's module {@code time}, which knows the name of its zone but no fractions of a second. */
    static String format(ZonedDateTime time, String zone, String format) {
        return format(new Moment(time.toLocalDateTime().withNano(0), time.getOffset()), zone, false, format);
    }

    private static String format(Moment moment, String zone, boolean fractions, String format) {
        var out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                out.append(c);
                continue;
            }
            char kind = format.charAt(++i);
            if (kind == 'Z') {
                out.append(zone);
            } else if (kind == 'f' && !fractions) {
                out.append("%f");
            } else if (kind == '-' && i + 1 < format.length()) {
                var part = one(moment, format.charAt(++i)).replaceFirst("^0+(?=.)", "");
                out.append(part);
            } else {
                out.append(one(moment, kind));
            }
        }
        return out.toString();
    }

    private static String one(Moment moment, char kind) {
        LocalDateTime t = moment.local();
        return switch (kind) {
            case 'Y' -> String.valueOf(t.getYear());
            case 'C' -> two(t.getYear() / 100);
            case 'y' -> two(t.getYear() % 100);
            case 'm' -> two(t.getMonthValue());
            case 'd' -> two(t.getDayOfMonth());
            case 'e' -> String.format("%2d", t.getDayOfMonth());
            case 'H' -> two(t.getHour());
            case 'I' -> two((t.getHour() + 11) % 12 + 1);
            case 'k' -> String.format("%2d", t.getHour());
            case 'l' -> String.format("%2d", (t.getHour() + 11) % 12 + 1);
            case 'M' -> two(t.getMinute());
            case 'S' -> two(t.getSecond());
            case 'f' -> String.format("%06d", t.getNano() / 1000);
            case 'j' -> String.format("%03d", t.getDayOfYear());
            case 'p' -> t.getHour() < 12 ? "AM" : "PM";
            case 'P' -> t.getHour() < 12 ? "am" : "pm";
            case 'a' -> t.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ROOT);
            case 'A' -> t.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.US);
            case 'b', 'h' -> t.getMonth().getDisplayName(TextStyle.SHORT, Locale.US);
            case 'B' -> t.getMonth().getDisplayName(TextStyle.FULL, Locale.US);
            case 'u' -> String.valueOf(t.getDayOfWeek().getValue());
            case 'w' -> String.valueOf(t.getDayOfWeek().getValue() % 7);
            case 'U' -> two((t.getDayOfYear() + 6 - t.getDayOfWeek().getValue() % 7) / 7);
            case 'W' -> two((t.getDayOfYear() + 6 - (t.getDayOfWeek().getValue() - 1)) / 7);
            case 'V' -> two(t.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case 'G' -> String.valueOf(t.get(IsoFields.WEEK_BASED_YEAR));
            case 'g' -> two(t.get(IsoFields.WEEK_BASED_YEAR) % 100);
            case 's' ->
                String.valueOf(t.toEpochSecond(moment.offset() == null ? java.time.ZoneOffset.UTC : moment.offset()));
            case 'F' -> format(moment, "%Y-%m-%d");
            case 'T' -> format(moment, "%H:%M:%S");
            case 'R' -> format(moment, "%H:%M");
            case 'r' -> format(moment, "%I:%M:%S %p");
            case 'D', 'x' -> format(moment, "%m/%d/%y");
            case 'X' -> format(moment, "%H:%M:%S");
            case 'c' -> format(moment, "%a %b %e %H:%M:%S %Y");
            case 'z' -> moment.offset() == null ? "" : offset(moment.offset().getTotalSeconds());
            case 'n' -> "\n";
            case 't' -> "\t";
            case '%' -> "%";
            default -> "%" + kind;
        };
    }

    private static String two(int number) {
        return String.format("%02d", number);
    }

    private static String offset(int seconds) {
        int minutes = Math.abs(seconds) / 60;
        return String.format("%s%02d%02d", seconds < 0 ? "-" : "+", minutes / 60, minutes % 60);
    }
}
