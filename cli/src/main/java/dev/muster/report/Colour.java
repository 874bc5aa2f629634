package dev.muster.report;

import java.util.stream.Collectors;

/** The colours of Ansible's default output, by what they say. */
public enum Colour {
    OK("0;32"),
    CHANGED("0;33"),
    SKIPPED("0;36"),
    INCLUDED("0;36"),
    FAILED("0;31"),
    UNREACHABLE("1;31"),
    WARNING("1;35"),
    DEPRECATED("0;35"),
    DEBUG("1;30"),
    VERBOSE("0;34"),
    ADDED("0;32"),
    REMOVED("0;31"),
    PLACE("0;36");

    private final String code;

    Colour(String code) {
        this.code = code;
    }

    /** The text with every line in this colour, so that a line cut out of it still ends its colour. */
    String paint(String text) {
        return text.lines().count() <= 1 && !text.endsWith("\n")
                ? "\033[" + code + "m" + text + "\033[0m"
                : java.util.Arrays.stream(text.split("\n", -1))
                        .map(line -> "\033[" + code + "m" + line + "\033[0m")
                        .collect(Collectors.joining("\n"));
    }
}
