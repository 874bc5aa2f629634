package dev.muster.report;

/** What a colour says, with the name that it has in Ansible's default output. */
public enum Colour {
    OK("green"),
    CHANGED("yellow"),
    SKIPPED("cyan"),
    INCLUDED("cyan"),
    FAILED("red"),
    UNREACHABLE("bright red"),
    WARNING("bright purple"),
    DEPRECATED("purple"),
    DEBUG("dark gray"),
    VERBOSE("blue"),
    ADDED("green"),
    REMOVED("red"),
    PLACE("cyan");

    private final String byDefault;

    Colour(String byDefault) {
        this.byDefault = byDefault;
    }

    /** The name of the colour without any settings. */
    String byDefault() {
        return byDefault;
    }
}
