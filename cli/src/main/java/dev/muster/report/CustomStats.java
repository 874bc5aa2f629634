package dev.muster.report;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What tasks added to the statistics, as {@code show_custom_stats} shows it. */
final class CustomStats {

    /** Whose statistics are the whole run's. */
    private static final String RUN = "_run";

    private CustomStats() {}

    static void show(Map<String, Map<String, @Nullable Object>> custom, Terminal terminal, DisplayOptions options) {
        if (custom.isEmpty()) {
            return;
        }
        terminal.banner("CUSTOM STATS: ");
        new TreeMap<>(custom).forEach((host, stats) -> {
            if (!host.equals(RUN)) {
                terminal.out("\t" + host + ": " + line(stats, options));
            }
        });
        var run = custom.get(RUN);
        if (run != null) {
            terminal.out("\n");
            terminal.out("\tRUN: " + line(run, options));
        }
        terminal.out("\n");
    }

    private static String line(Map<String, @Nullable Object> stats, DisplayOptions options) {
        var text = options.yaml() && !Boolean.FALSE.equals(options.pretty())
                ? YamlResult.close(stats)
                : ResultText.written(stats, options, " ");
        return text.replace("\n", "");
    }
}
