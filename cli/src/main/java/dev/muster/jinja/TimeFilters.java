package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Printing;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Filters on times. */
final class TimeFilters {

    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

    private static final List<String> LONG_MONTHS = List.of(
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december");

    private TimeFilters() {}

    static void register(Filter.Table table) {
        table.add("strftime", "string_format, second=None, utc=False", TimeFilters::strftime)
                .add(
                        "to_datetime",
                        "string, format='%Y-%m-%d %H:%M:%S'",
                        call -> new Parse(call.string(0), call.string(1)).run());
    }

    private static String strftime(Call call) {
        var now = call.run().outside().now();
        var zone = call.truth(2) ? ZoneOffset.UTC : now.getZone();
        ZonedDateTime time = now.withZoneSameInstant(zone);
        if (call.given(1)) {
            var seconds = ValueFilters.toReal(call.get(1));
            if (seconds == null || Double.isNaN(seconds) || Math.abs(seconds) > 1e14) {
                throw new UserError("Invalid value for epoch value (" + Printing.str(call.get(1)) + ")");
            }
            time = Instant.ofEpochSecond((long) Math.floor(seconds)).atZone(zone);
        }
        return Strftime.format(time, call.truth(2) ? "GMT" : zoneName(time), call.string(0));
    }

    private static String zoneName(ZonedDateTime time) {
        return time.getZone().equals(ZoneOffset.UTC)
                ? "UTC"
                : DateTimeFormatter.ofPattern("z", Locale.US).format(time);
    }

    /** {@code strptime}. */
    private static final class Parse {

        private final String text;
        private final String format;
        private int at;
        private int year = 1900;
        private int month = 1;
        private int day = 1;
        private int hour;
        private int minute;
        private int second;
        private int micro;
        private int dayOfYear;
        private boolean afternoon;
        private boolean twelve;
        private @org.jspecify.annotations.Nullable ZoneOffset offset;

        Parse(String text, String format) {
            this.text = text;
            this.format = format;
        }

        Moment run() {
            pieces(format);
            if (at < text.length()) {
                throw new UserError("unconverted data remains: " + text.substring(at));
            }
            if (twelve) {
                hour = hour % 12 + (afternoon ? 12 : 0);
            }
            try {
                var time = LocalDateTime.of(year, month, day, hour, minute, Math.min(second, 59), micro * 1000);
                return new Moment(dayOfYear > 0 ? time.withDayOfYear(dayOfYear) : time, offset);
            } catch (DateTimeException _) {
                throw new UserError("day is out of range for month");
            }
        }

        private UserError mismatch() {
            return new UserError(
                    "time data " + Printing.repr(text) + " does not match format " + Printing.repr(format));
        }

        private void pieces(String pieces) {
            for (int i = 0; i < pieces.length(); i++) {
                char c = pieces.charAt(i);
                if (Character.isWhitespace(c)) {
                    int start = at;
                    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                        at++;
                    }
                    if (at == start) {
                        throw mismatch();
                    }
                } else if (c == '%' && i + 1 < pieces.length()) {
                    directive(pieces.charAt(++i));
                } else if (at < text.length() && Character.toLowerCase(text.charAt(at)) == Character.toLowerCase(c)) {
                    at++;
                } else {
                    throw mismatch();
                }
            }
        }

        private void directive(char kind) {
            switch (kind) {
                case 'Y' -> {
                    int start = at;
                    year = number(4, 9999);
                    if (at - start != 4) {
                        throw mismatch();
                    }
                }
                case 'y' -> {
                    int two = number(2, 99);
                    year = two < 69 ? 2000 + two : 1900 + two;
                }
                case 'm' -> month = atLeast(1, number(2, 12));
                case 'd' -> day = atLeast(1, number(2, 31));
                case 'H' -> hour = number(2, 23);
                case 'I' -> {
                    hour = atLeast(1, number(2, 12));
                    twelve = true;
                }
                case 'M' -> minute = number(2, 59);
                case 'S' -> second = number(2, 61);
                case 'j' -> dayOfYear = atLeast(1, number(3, 366));
                case 'f' -> {
                    int start = at;
                    int digits = number(6, 999_999);
                    for (int i = at - start; i < 6; i++) {
                        digits *= 10;
                    }
                    micro = digits;
                }
                case 'p' -> afternoon = word(List.of("am", "pm")) == 1;
                case 'b', 'h' -> month = word(MONTHS) + 1;
                case 'B' -> month = word(LONG_MONTHS) + 1;
                case 'a' -> word(List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun"));
                case 'A' -> word(List.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"));
                case 'z' -> offset();
                case 'Z' -> word(List.of("utc", "gmt"));
                case 'F' -> pieces("%Y-%m-%d");
                case 'T', 'X' -> pieces("%H:%M:%S");
                case 'D', 'x' -> pieces("%m/%d/%y");
                case 'c' -> pieces("%a %b %d %H:%M:%S %Y");
                case '%' -> pieces("%");
                default -> throw new UserError("'" + kind + "' is a bad directive in format " + Printing.repr(format));
            }
        }

        private int atLeast(int least, int number) {
            if (number < least) {
                throw mismatch();
            }
            return number;
        }

        /** As many digits as are allowed and as make a number that is not too large. */
        private int number(int digits, int largest) {
            int start = at;
            int number = 0;
            while (at < text.length() && at - start < digits && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                int next = number * 10 + text.charAt(at) - '0';
                if (next > largest) {
                    break;
                }
                number = next;
                at++;
            }
            if (at == start) {
                throw mismatch();
            }
            return number;
        }

        private int word(List<String> words) {
            var rest = text.substring(at).toLowerCase(Locale.ROOT);
            for (int i = 0; i < words.size(); i++) {
                if (rest.startsWith(words.get(i))) {
                    at += words.get(i).length();
                    return i;
                }
            }
            throw mismatch();
        }

        private void offset() {
            if (text.startsWith("Z", at)) {
                at++;
                offset = ZoneOffset.UTC;
                return;
            }
            char sign = at < text.length() ? text.charAt(at) : ' ';
            if (sign != '+' && sign != '-') {
                throw mismatch();
            }
            at++;
            int hours = number(2, 23);
            if (text.startsWith(":", at)) {
                at++;
            }
            int minutes = number(2, 59);
            offset = ZoneOffset.ofTotalSeconds((sign == '-' ? -1 : 1) * (hours * 60 + minutes) * 60);
        }
    }
}
