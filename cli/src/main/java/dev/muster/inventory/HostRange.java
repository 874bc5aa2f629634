package dev.muster.inventory;

import dev.muster.source.Position;
import dev.muster.source.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * What a host is called in an inventory, with its ranges expanded: {@code db[1:6]-node}, {@code node[01:20:2]}, {@code web[a:f]}.
 *
 * @param hosts the names; none for numbers that end before they begin
 * @param port the port that is written behind them, if any
 */
record HostRange(List<String> hosts, OptionalInt port) {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final int MOST = 1_000_000;

    /** Expands the ranges of a name; what is no host name otherwise is taken as it stands, as ansible-core does. */
    static HostRange expand(String text, Position at) {
        var address = HostAddress.parse(text, true);
        var pattern = address.map(HostAddress::host).orElse(text);
        var hosts = new ArrayList<String>();
        try {
            expand(pattern, hosts);
        } catch (UserError e) {
            throw e.at(at).hint("a range is [first:last] or [first:last:step], such as node[01:20] or db[a:f]");
        }
        return new HostRange(hosts, address.map(HostAddress::usablePort).orElse(OptionalInt.empty()));
    }

    private static final String WRONG_BOUND = " is no bound of a host range";

    /** Whether an error says that a bound is neither a number nor a letter. */
    static boolean isWrongBound(UserError error) {
        return error.what().endsWith(WRONG_BOUND);
    }

    /** Says so when there is no host at all, which Ansible does not. */
    void warnIfEmpty(String text, Position at, Consumer<String> warnings) {
        if (hosts.isEmpty()) {
            warnings.accept(at + ": the host range in '" + text + "' ends before it begins, so it names no host");
        }
    }

    private static void expand(String text, List<String> into) {
        int open = text.indexOf('[');
        if (open < 0) {
            if (into.size() >= MOST) {
                throw new UserError("the host range makes more than " + MOST + " hosts");
            }
            into.add(text);
            return;
        }
        int close = text.indexOf(']', open);
        if (close < 0) {
            throw new UserError("the host range in '" + text + "' is not closed with ']'");
        }
        for (var item : items(text.substring(open + 1, close))) {
            expand(text.substring(0, open) + item + text.substring(close + 1), into);
        }
    }

    private static List<String> items(String range) {
        var bounds = range.split(":", -1);
        if (bounds.length != 2 && bounds.length != 3) {
            throw new UserError("host range must be begin:end or begin:end:step");
        }
        var begin = bounds[0].isEmpty() ? "0" : bounds[0];
        var end = bounds[1];
        if (end.isEmpty()) {
            throw new UserError("host range must specify end value");
        }
        boolean padded = begin.charAt(0) == '0' && begin.length() > 1;
        if (padded && begin.length() != end.length()) {
            throw new UserError("host range must specify equal-length begin and end formats");
        }
        int step = bounds.length == 3 ? number(bounds[2]) : 1;
        if (step < 1) {
            throw new UserError("the step of a host range must be at least 1");
        }
        var out = new ArrayList<String>();
        boolean letters = LETTERS.contains(begin) && LETTERS.contains(end);
        int first = letters ? LETTERS.indexOf(begin) : number(begin);
        int last = letters ? LETTERS.indexOf(end) : number(end);
        if (letters && first > last) {
            throw new UserError("host range must have begin <= end");
        }
        if ((last - (long) first) / step > MOST) {
            throw new UserError("the host range makes more than " + MOST + " hosts");
        }
        for (long i = first; i <= last; i += step) {
            var digits = String.valueOf(i);
            out.add(
                    letters
                            ? LETTERS.substring((int) i, (int) i + 1)
                            : padded ? "0".repeat(Math.max(0, begin.length() - digits.length())) + digits : digits);
        }
        return out;
    }

    private static int number(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw new UserError("'" + digits + "'" + WRONG_BOUND);
        }
    }
}
