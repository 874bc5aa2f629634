package dev.muster.modules;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.Year;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads a time written in a format of Python's {@code time.strptime}, in the C locale. */
final class TimeText {

    private static final List<String> MONTHS = List.of(
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
    private static final List<String> DAYS =
            List.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");

    private final String text;
    private final String format;
    private int at;
    private int year = 1900;
    private int month = 1;
    private int day = 1;
    private int dayOfYear;
    private int hour;
    private int minute;
    private int second;
    private boolean afternoon;
    private boolean twelveHours;

    private TimeText(String text, String format) {
        this.text = text;
        this.format = format;
    }

    /**
     * The time as {@code YYYY-MM-DD hh:mm:ss}, which every {@code touch -d} and {@code date -d} reads.
     *
     * @throws IllegalArgumentException with Python's text
     */
    static String read(String text, String format) {
        return new TimeText(text, format).read();
    }

    private String read() {
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c == '%' && i + 1 < format.length()) {
                directive(format.charAt(++i));
            } else if (Character.isWhitespace(c)) {
                if (at >= text.length() || !Character.isWhitespace(text.charAt(at))) {
                    throw mismatch();
                }
                while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                    at++;
                }
            } else {
                literal(c);
            }
        }
        if (at < text.length()) {
            throw new IllegalArgumentException("unconverted data remains: " + text.substring(at));
        }
        try {
            var date = dayOfYear > 0
                    ? Year.of(year).atDay(dayOfYear)
                    : LocalDateTime.of(year, month, day, 0, 0).toLocalDate();
            int hours = !twelveHours ? hour : hour % 12 + (afternoon ? 12 : 0);
            return String.format("%s %02d:%02d:%02d", date, hours, minute, second);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("day is out of range for month", e);
        }
    }

    private void directive(char c) {
        switch (c) {
            case 'Y' -> year = number(4, 4, 0, 9999);
            case 'y' -> {
                int two = number(2, 2, 0, 99);
                year = two <= 68 ? 2000 + two : 1900 + two;
            }
            case 'm' -> month = number(1, 2, 1, 12);
            case 'd' -> day = number(1, 2, 1, 31);
            case 'j' -> dayOfYear = number(1, 3, 1, 366);
            case 'H' -> hour = number(1, 2, 0, 23);
            case 'I' -> {
                hour = number(1, 2, 1, 12);
                twelveHours = true;
            }
            case 'M' -> minute = number(1, 2, 0, 59);
            case 'S' -> second = number(1, 2, 0, 61);
            case 'f' -> number(1, 6, 0, 999999);
            case 'p' -> afternoon = name(List.of("am", "pm"), 2) == 1;
            case 'b', 'h' -> month = name(MONTHS, 3) + 1;
            case 'B' -> month = name(MONTHS, 0) + 1;
            case 'a' -> name(DAYS, 3);
            case 'A' -> name(DAYS, 0);
            case '%' -> literal('%');
            default -> throw new IllegalArgumentException("'" + c + "' is a bad directive in format '" + format + "'");
        }
    }

    private void literal(char wanted) {
        if (at >= text.length() || Character.toLowerCase(text.charAt(at)) != Character.toLowerCase(wanted)) {
            throw mismatch();
        }
        at++;
    }

    /** Digits, as many as give a number in the range; Python's pattern prefers the longer one, too. */
    private int number(int fewest, int most, int least, int greatest) {
        for (int length = most; length >= fewest; length--) {
            var pattern = Pattern.compile("[0-9]{" + length + "}");
            var digits = pattern.matcher(text);
            if (digits.region(Math.min(at, text.length()), text.length()).lookingAt()) {
                int number = Integer.parseInt(digits.group());
                if (number >= least && number <= greatest) {
                    at = digits.end();
                    return number;
                }
            }
        }
        throw mismatch();
    }

    /** The index of the name that stands here; its first letters only, if a length is given. */
    private int name(List<String> names, int length) {
        var rest = text.substring(Math.min(at, text.length())).toLowerCase(Locale.ROOT);
        for (int i = 0; i < names.size(); i++) {
            var name = length == 0 ? names.get(i) : names.get(i).substring(0, length);
            if (rest.startsWith(name)) {
                at += name.length();
                return i;
            }
        }
        throw mismatch();
    }

    private IllegalArgumentException mismatch() {
        return new IllegalArgumentException("time data '" + text + "' does not match format '" + format + "'");
    }
}
