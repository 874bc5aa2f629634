package dev.muster.report;

import dev.muster.event.Event.Stats;

/** The line of a host at the end of a run. */
final class Recaps {

    /** How many columns a host's name takes; painted, the marks of its colour count. */
    private static final int NAME_COLUMNS = 26;

    /** How many characters a usual colour takes before and after a name; Python's format counts them as columns. */
    private static final int CODE_COLUMNS = 11;

    private Recaps() {}

    /** The host's name, filled up, and its counters. */
    static String line(String host, Stats stats, boolean withSkipped, Terminal terminal) {
        var name = terminal.painted(host, colour(stats));
        int columns = NAME_COLUMNS + (terminal.isColoured() ? CODE_COLUMNS : 0);
        var line = new StringBuilder(name)
                .append(" ".repeat(Math.max(0, columns - name.codePointCount(0, name.length()))))
                .append(" : ")
                .append(count("ok", stats.ok(), Colour.OK, terminal))
                .append(count("changed", stats.changed(), Colour.CHANGED, terminal))
                .append(count("unreachable", stats.unreachable(), Colour.UNREACHABLE, terminal))
                .append(count("failed", stats.failed(), Colour.FAILED, terminal));
        if (withSkipped) {
            line.append(count("skipped", stats.skipped(), Colour.SKIPPED, terminal));
        }
        return line.append(count("rescued", stats.rescued(), Colour.OK, terminal))
                .append(count("ignored", stats.ignored(), Colour.WARNING, terminal))
                .deleteCharAt(line.length() - 1)
                .toString();
    }

    private static Colour colour(Stats stats) {
        return stats.failed() > 0 || stats.unreachable() > 0
                ? Colour.FAILED
                : stats.changed() > 0 ? Colour.CHANGED : Colour.OK;
    }

    private static String count(String name, int number, Colour colour, Terminal terminal) {
        var text = "%s=%-4s".formatted(name, number);
        return (number == 0 ? text : terminal.painted(text, colour)) + " ";
    }
}
