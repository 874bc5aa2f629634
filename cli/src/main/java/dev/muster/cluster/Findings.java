package dev.muster.cluster;

import java.util.List;
import java.util.stream.Collectors;

/** The inventory is no sound cluster. The message has all findings, each with its place and what to write instead. */
public final class Findings extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Finding> all;

    Findings(List<Finding> all) {
        super(text(all));
        this.all = List.copyOf(all);
    }

    private static String text(List<Finding> all) {
        var findings = all.stream().map(finding -> finding.error().render()).collect(Collectors.joining("\n\n"));
        return findings + "\n\n" + (all.size() == 1 ? "1 finding" : all.size() + " findings") + "; nothing was touched";
    }

    /** Every one, in the order of the inventory. */
    public List<Finding> all() {
        return all;
    }
}
