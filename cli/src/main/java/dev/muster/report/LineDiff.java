package dev.muster.report;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The difference of two texts, line by line, in the unified format. The lines are matched as
 * Python's {@code difflib} matches them (the longest common block first, then left and right of it; lines that are very
 * frequent in a long text do not begin a match), because that is the difference Ansible shows.
 */
final class LineDiff {

    /** From this many lines on, a line that makes up more than a hundredth of the text counts as noise. */
    private static final int LONG_TEXT = 200;

    private final List<String> a;
    private final List<String> b;
    private final int context;
    private final Map<String, List<Integer>> places = new HashMap<>();

    private record Block(int a, int b, int size) {}

    private record Span(int fromA, int toA, int fromB, int toB) {}

    private record Change(boolean equal, int fromA, int toA, int fromB, int toB) {}

    private LineDiff(List<String> a, List<String> b, int context) {
        this.context = context;
        this.a = a;
        this.b = b;
        for (int i = 0; i < b.size(); i++) {
            places.computeIfAbsent(b.get(i), _ -> new ArrayList<>()).add(i);
        }
        if (b.size() >= LONG_TEXT) {
            int most = b.size() / 100 + 1;
            places.values().removeIf(lines -> lines.size() > most);
        }
    }

    /**
     * The lines of the difference, each with its end; empty when the texts are equal.
     *
     * @param context how many equal lines stand around a change
     */
    static List<String> of(List<String> before, List<String> after, String beforeName, String afterName, int context) {
        var diff = new LineDiff(before, after, context);
        var out = new ArrayList<String>();
        for (var group : diff.groups()) {
            if (out.isEmpty()) {
                out.add("--- " + beforeName + "\n");
                out.add("+++ " + afterName + "\n");
            }
            var first = group.getFirst();
            var last = group.getLast();
            out.add("@@ -" + range(first.fromA, last.toA) + " +" + range(first.fromB, last.toB) + " @@\n");
            for (var change : group) {
                if (change.equal) {
                    before.subList(change.fromA, change.toA).forEach(line -> out.add(" " + line));
                } else {
                    before.subList(change.fromA, change.toA).forEach(line -> out.add("-" + line));
                    after.subList(change.fromB, change.toB).forEach(line -> out.add("+" + line));
                }
            }
        }
        return out;
    }

    private static String range(int from, int to) {
        int length = to - from;
        if (length == 1) {
            return String.valueOf(from + 1);
        }
        return (length == 0 ? from : from + 1) + "," + length;
    }

    private List<Block> blocks() {
        var found = new ArrayList<Block>();
        var open = new ArrayDeque<Span>();
        open.push(new Span(0, a.size(), 0, b.size()));
        while (!open.isEmpty()) {
            var span = open.pop();
            var block = longest(span);
            if (block.size > 0) {
                found.add(block);
                open.push(new Span(span.fromA, block.a, span.fromB, block.b));
                open.push(new Span(block.a + block.size, span.toA, block.b + block.size, span.toB));
            }
        }
        found.sort(Comparator.comparingInt(Block::a).thenComparingInt(Block::b));
        return found;
    }

    /** The longest common block in a part of both texts; of equal ones the first. */
    private Block longest(Span span) {
        int bestA = span.fromA;
        int bestB = span.fromB;
        int best = 0;
        Map<Integer, Integer> lengths = Map.of();
        for (int i = span.fromA; i < span.toA; i++) {
            var next = new HashMap<Integer, Integer>();
            for (int j : places.getOrDefault(a.get(i), List.of())) {
                if (j >= span.toB) {
                    break;
                }
                if (j >= span.fromB) {
                    int length = lengths.getOrDefault(j - 1, 0) + 1;
                    next.put(j, length);
                    if (length > best) {
                        best = length;
                        bestA = i - length + 1;
                        bestB = j - length + 1;
                    }
                }
            }
            lengths = next;
        }
        // Frequent lines begin no match, but they may widen one.
        while (bestA > span.fromA && bestB > span.fromB && a.get(bestA - 1).equals(b.get(bestB - 1))) {
            bestA--;
            bestB--;
            best++;
        }
        while (bestA + best < span.toA
                && bestB + best < span.toB
                && a.get(bestA + best).equals(b.get(bestB + best))) {
            best++;
        }
        return new Block(bestA, bestB, best);
    }

    private List<Change> changes() {
        var changes = new ArrayList<Change>();
        int i = 0;
        int j = 0;
        var blocks = new ArrayList<>(blocks());
        blocks.add(new Block(a.size(), b.size(), 0));
        for (var block : blocks) {
            if (i < block.a || j < block.b) {
                changes.add(new Change(false, i, block.a, j, block.b));
            }
            i = block.a + block.size;
            j = block.b + block.size;
            if (block.size > 0) {
                var last = changes.isEmpty() ? null : changes.getLast();
                if (last != null && last.equal) {
                    changes.removeLast();
                    changes.add(new Change(true, last.fromA, i, last.fromB, j));
                } else {
                    changes.add(new Change(true, block.a, i, block.b, j));
                }
            }
        }
        return changes;
    }

    /** The changes with their context; those that share context are one group. */
    private List<List<Change>> groups() {
        var changes = changes();
        var groups = new ArrayList<List<Change>>();
        var group = new ArrayList<Change>();
        for (int k = 0; k < changes.size(); k++) {
            var change = changes.get(k);
            if (!change.equal) {
                group.add(change);
                continue;
            }
            int length = change.toA - change.fromA;
            boolean first = k == 0;
            boolean last = k == changes.size() - 1;
            if (first && last) {
                return List.of();
            }
            if (first) {
                group.add(tail(change));
            } else if (last) {
                group.add(head(change));
            } else if (length > 2 * context) {
                group.add(head(change));
                groups.add(List.copyOf(group));
                group.clear();
                group.add(tail(change));
            } else {
                group.add(change);
            }
        }
        if (!group.isEmpty()) {
            groups.add(List.copyOf(group));
        }
        return groups;
    }

    private Change head(Change equal) {
        int length = Math.min(context, equal.toA - equal.fromA);
        return new Change(true, equal.fromA, equal.fromA + length, equal.fromB, equal.fromB + length);
    }

    private Change tail(Change equal) {
        int length = Math.min(context, equal.toA - equal.fromA);
        return new Change(true, equal.toA - length, equal.toA, equal.toB - length, equal.toB);
    }
}
