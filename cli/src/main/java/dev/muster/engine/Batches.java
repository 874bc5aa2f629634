package dev.muster.engine;

import dev.muster.source.UserError;
import dev.muster.value.Printing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How {@code serial} divides the hosts of a play. */
final class Batches {

    private Batches() {}

    /**
     * The hosts in batches.
     *
     * @param serial a number, a percentage, or a list of them of which the last one holds for the rest; null for all at once
     */
    static <T> List<List<T>> of(List<T> hosts, @Nullable Object serial) {
        var sizes = Values.texts(serial).stream()
                .map(text -> size(text, hosts.size()))
                .toList();
        if (sizes.isEmpty() || sizes.stream().allMatch(size -> size <= 0)) {
            return List.of(hosts);
        }
        var batches = new ArrayList<List<T>>();
        int from = 0;
        for (int i = 0; from < hosts.size(); i++) {
            int size = sizes.get(Math.min(i, sizes.size() - 1));
            int to = size <= 0 ? hosts.size() : Math.min(hosts.size(), from + size);
            batches.add(List.copyOf(hosts.subList(from, to)));
            from = to;
        }
        return batches;
    }

    private static int size(String text, int all) {
        try {
            var stripped = Printing.str(text).strip();
            return stripped.endsWith("%")
                    ? Math.max(1, (int) (Double.parseDouble(stripped.substring(0, stripped.length() - 1)) / 100 * all))
                    : Integer.parseInt(stripped);
        } catch (NumberFormatException e) {
            throw new UserError("'serial' must be a number or a percentage, not '" + text + "'");
        }
    }
}
