package dev.muster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Counts how many cases of each area agree with the original, for {@code make conformance}: the tests of classes that are
 * tagged "conformance". The property {@code muster.agreement} names the file that the table goes into; without it
 * nothing is counted. A case whose name says that it differs is a known difference, and counts as one.
 */
public final class Agreement implements TestExecutionListener {

    /** What a known difference has in its name, before the reason. */
    public static final String DIFFERS = " differs: ";

    private record Area(AtomicInteger cases, AtomicInteger known, Map<String, String> differences) {

        static Area empty() {
            return new Area(new AtomicInteger(), new AtomicInteger(), new TreeMap<>());
        }
    }

    private final Map<String, Area> areas = new ConcurrentHashMap<>();
    private final Path file = Path.of(System.getProperty("muster.agreement", ""));
    private final Map<TestPlan, TestPlan> plan = new ConcurrentHashMap<>();

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan.put(started, started);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (file.toString().isEmpty() || !test.isTest()) {
            return;
        }
        for (var one : plan.keySet()) {
            count(one, test, result);
        }
    }

    private void count(TestPlan started, TestIdentifier test, TestExecutionResult result) {
        boolean counts = false;
        var name = "";
        for (var at = test; at != null; at = started.getParent(at).orElse(null)) {
            counts |= at.getTags().contains(TestTag.create("conformance"));
            name = at.getSource()
                    .map(source -> switch (source) {
                        case ClassSource type -> simple(type.getClassName());
                        case MethodSource method -> simple(method.getClassName());
                        default -> "";
                    })
                    .filter(text -> !text.isEmpty())
                    .orElse(name);
        }
        if (!counts) {
            return;
        }
        var area = areas.computeIfAbsent(name, _ -> Area.empty());
        area.cases().incrementAndGet();
        var title = test.getDisplayName();
        if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
            synchronized (area) {
                area.differences()
                        .put(
                                title,
                                result.getThrowable().map(Throwable::getMessage).orElse("broken"));
            }
        } else if (title.contains(DIFFERS)) {
            area.known().incrementAndGet();
            synchronized (area) {
                area.differences().put(title, "known");
            }
        }
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1).replaceAll("(Cases)?Test$", "");
    }

    @Override
    public void testPlanExecutionFinished(TestPlan finished) {
        if (file.toString().isEmpty() || areas.isEmpty()) {
            return;
        }
        var text = new StringBuilder();
        int cases = 0;
        int agreeing = 0;
        var row = "%-24s %6s %6s %8s%n";
        text.append(row.formatted("area", "cases", "agree", "of 100"));
        for (var area : new TreeMap<>(areas).entrySet()) {
            int all = area.getValue().cases().get();
            int good = all - area.getValue().differences().size();
            cases += all;
            agreeing += good;
            text.append(row.formatted(area.getKey(), all, good, percent(good, all)));
        }
        text.append(row.formatted("all", cases, agreeing, percent(agreeing, cases)));
        areas.entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry::getKey))
                .forEach(area -> area.getValue()
                        .differences()
                        .forEach((name, why) -> text.append(
                                "%n%s: %s%s".formatted(area.getKey(), name, why.equals("known") ? "" : "\n" + why))));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text.append('\n'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String percent(int good, int all) {
        return "%.2f".formatted(100.0 * good / all);
    }
}
