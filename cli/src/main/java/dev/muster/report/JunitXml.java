package dev.muster.report;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The XML of a JUnit report with one suite, laid out as Ansible lays it out. */
final class JunitXml {

    /**
     * Why a test case did not pass.
     *
     * @param kind {@code failure} or {@code error}
     */
    record Problem(String kind, String message, String output) {}

    /**
     * One test case.
     *
     * @param place the file and line, which is the class
     * @param skipped why it was skipped, or null
     * @param output what it said, or null
     */
    record Case(
            String name,
            @Nullable String place,
            Duration time,
            @Nullable Problem problem,
            @Nullable String skipped,
            @Nullable String output) {}

    private final String name;
    private final UnaryOperator<String> mask;
    private final List<Case> cases = new ArrayList<>();

    /** @param mask hides secrets, which must happen before characters are escaped */
    JunitXml(String name, UnaryOperator<String> mask) {
        this.name = name;
        this.mask = mask;
    }

    void add(Case one) {
        cases.add(one);
    }

    /** The whole report. */
    String text() {
        var whole = cases.stream().map(Case::time).reduce(Duration.ZERO, Duration::plus);
        var counts = " disabled=\"0\" errors=\"" + problems("error") + "\" failures=\"" + problems("failure") + "\"";
        var rest = " tests=\"" + cases.size() + "\" time=\"" + seconds(whole) + "\"";
        var skipped = cases.stream().filter(each -> each.skipped() != null).count();
        var out = new StringBuilder("<?xml version=\"1.0\" ?>\n<testsuites")
                .append(counts)
                .append(rest)
                .append(">\n\t<testsuite")
                .append(counts)
                .append(attribute("name", name))
                .append(" skipped=\"")
                .append(skipped)
                .append('"')
                .append(rest)
                .append(cases.isEmpty() ? "/>\n" : ">\n");
        cases.forEach(each -> append(out, each));
        return out.append(cases.isEmpty() ? "</testsuites>\n" : "\t</testsuite>\n</testsuites>\n")
                .toString();
    }

    private long problems(String kind) {
        return cases.stream()
                .filter(each -> each.problem() != null && each.problem().kind().equals(kind))
                .count();
    }

    private void append(StringBuilder out, Case one) {
        out.append("\t\t<testcase");
        if (one.place() != null) {
            out.append(attribute("classname", one.place()));
        }
        out.append(attribute("name", one.name())).append(attribute("time", seconds(one.time())));
        var problem = one.problem();
        if (problem == null && one.skipped() == null && one.output() == null) {
            out.append("/>\n");
            return;
        }
        out.append(">\n");
        if (one.skipped() != null) {
            out.append("\t\t\t<skipped>").append(escaped(one.skipped())).append("</skipped>\n");
        }
        if (problem != null) {
            out.append("\t\t\t<")
                    .append(problem.kind())
                    .append(attribute("message", problem.message()))
                    .append(attribute("type", problem.kind()))
                    .append('>')
                    .append(escaped(problem.output()))
                    .append("</")
                    .append(problem.kind())
                    .append(">\n");
        }
        if (one.output() != null) {
            out.append("\t\t\t<system-out>").append(escaped(one.output())).append("</system-out>\n");
        }
        out.append("\t\t</testcase>\n");
    }

    private String attribute(String name, String value) {
        return " " + name + "=\""
                + escaped(value).replace("\n", "&#10;").replace("\t", "&#9;").replace("\r", "&#13;") + "\"";
    }

    private static String seconds(Duration time) {
        return BigDecimal.valueOf(time.toNanos(), 9).stripTrailingZeros().toPlainString();
    }

    /** What XML 1.0 cannot hold at all is shown as the replacement character. */
    private String escaped(String text) {
        var out = new StringBuilder();
        mask.apply(text).codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> out.appendCodePoint(isAllowed(c) ? c : 0xfffd);
            }
        });
        return out.toString();
    }

    private static boolean isAllowed(int c) {
        return c >= 0x20 && c <= 0xd7ff
                || c == '\n'
                || c == '\t'
                || c == '\r'
                || c >= 0xe000 && c <= 0xfffd
                || c >= 0x10000;
    }
}
