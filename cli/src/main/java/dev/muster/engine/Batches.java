package dev.muster.engine;

import dev.muster.source.UserError;
import dev.muster.value.Printing;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How {@code serial} divides the hosts of a play. */
final class Batches {

    private Batches() {}

    /**
     * The hosts in batches. A size that is wrong is told only where hosts are left for it.
     *
     * @param serial numbers and percentages, of which the last one holds for the rest; none for all hosts at once
     */
    static <T> List<List<T>> of(List<T> hosts, List<? extends @Nullable Object> serial) {
        if (serial.isEmpty()) {
            return List.of(hosts);
        }
        var batches = new ArrayList<List<T>>();
        int from = 0;
        for (int i = 0; from < hosts.size(); i++) {
            int size = size(serial.get(Math.min(i, serial.size() - 1)), hosts.size());
            int to = size <= 0 ? hosts.size() : Math.min(hosts.size(), from + size);
            batches.add(List.copyOf(hosts.subList(from, to)));
            from = to;
        }
        return batches;
    }

    private static int size(@Nullable Object size, int all) {
        try {
            return switch (size) {
                case Boolean truth -> truth ? 1 : 0;
                case Number number -> new BigDecimal(number.toString()).intValue();
                case String text when text.endsWith("%") -> part(Double.parseDouble(text.replace("%", "")), all);
                case String text -> Integer.parseInt(text.strip());
                case null, default -> throw new NumberFormatException();
            };
        } catch (NumberFormatException e) {
            throw new UserError("'serial' must be a number or a percentage, not '" + Printing.str(size) + "'");
        }
    }

    private static int part(double percentage, int all) {
        int part = (int) (percentage / 100 * all);
        return part == 0 ? 1 : part;
    }
}
