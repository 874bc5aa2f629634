package dev.muster.engine;

import dev.muster.event.Event.Stats;
import java.util.Map;
import java.util.TreeMap;

/** The recap's counters; only the thread that reports touches them. */
final class Counters {

    enum Counter {
        OK,
        CHANGED,
        UNREACHABLE,
        FAILED,
        SKIPPED,
        RESCUED,
        IGNORED
    }

    private final Map<String, int[]> hosts = new TreeMap<>();

    void add(String host, Counter counter) {
        add(host, counter, 1);
    }

    void add(String host, Counter counter, int by) {
        hosts.computeIfAbsent(host, _ -> new int[Counter.values().length])[counter.ordinal()] += by;
    }

    Map<String, Stats> stats() {
        var all = new java.util.LinkedHashMap<String, Stats>();
        hosts.forEach((host, n) -> all.put(host, new Stats(n[0], n[1], n[2], n[3], n[4], n[5], n[6])));
        return all;
    }
}
