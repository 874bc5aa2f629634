package dev.muster.render;

import java.util.ArrayList;
import java.util.List;

/** The difference of two texts in the unified format of diff(1), three lines of context. */
final class UnifiedDiff {

    private static final int CONTEXT = 3;

    /** Beyond this many pairs of lines the table of common lines would be too large. */
    private static final long LARGEST = 4_000_000;

    private final List<String> before;
    private final List<String> after;
    private final List<Step> steps = new ArrayList<>();

    /** One line of the result; the numbers are where it stands in both texts, counted from 0. */
    private record Step(char mark, String line, int before, int after) {}

    private UnifiedDiff(String before, String after) {
        this.before = before.lines().toList();
        this.after = after.lines().toList();
    }

    /** Empty when the lines are equal. */
    static String of(String before, String after, String beforeName, String afterName) {
        var diff = new UnifiedDiff(before, after);
        diff.compare();
        var hunks = diff.hunks();
        return hunks.isEmpty() ? "" : "--- " + beforeName + "\n+++ " + afterName + "\n" + hunks;
    }

    private void compare() {
        if ((long) before.size() * after.size() > LARGEST) {
            for (int i = 0; i < before.size(); i++) {
                steps.add(new Step('-', before.get(i), i, 0));
            }
            for (int j = 0; j < after.size(); j++) {
                steps.add(new Step('+', after.get(j), before.size(), j));
            }
            return;
        }
        var common = commonLines();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                steps.add(new Step(' ', before.get(i), i++, j++));
            } else if (i < before.size() && (j == after.size() || common[i + 1][j] >= common[i][j + 1])) {
                steps.add(new Step('-', before.get(i), i++, j));
            } else {
                steps.add(new Step('+', after.get(j), i, j++));
            }
        }
    }

    /** How many lines the rest of one text and the rest of the other have in common, in order. */
    private int[][] commonLines() {
        var common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    private String hunks() {
        var out = new StringBuilder();
        int at = 0;
        while (at < steps.size()) {
            if (steps.get(at).mark() == ' ') {
                at++;
                continue;
            }
            int from = Math.max(0, at - CONTEXT);
            int to = at;
            for (int i = at; i < steps.size() && i <= to + 2 * CONTEXT; i++) {
                if (steps.get(i).mark() != ' ') {
                    to = i;
                }
            }
            to = Math.min(steps.size(), to + 1 + CONTEXT);
            hunk(out, steps.subList(from, to));
            at = to;
        }
        return out.toString();
    }

    private static void hunk(StringBuilder out, List<Step> lines) {
        long removed = lines.stream().filter(step -> step.mark() != '+').count();
        long added = lines.stream().filter(step -> step.mark() != '-').count();
        var first = lines.getFirst();
        out.append("@@ -%s +%s @@\n".formatted(range(first.before(), removed), range(first.after(), added)));
        lines.forEach(step -> out.append(step.mark()).append(step.line()).append('\n'));
    }

    /** An empty range names the line before it, and a range of one line leaves the count out. */
    private static String range(int start, long count) {
        return count == 0 ? start + ",0" : count == 1 ? String.valueOf(start + 1) : (start + 1) + "," + count;
    }
}
