package dev.muster.cli;

import dev.muster.report.Colour;
import dev.muster.report.Notices;
import java.util.function.Consumer;

/** Warnings that come before there is a run, each shown once, in Ansible's form. */
final class Warnings implements Consumer<String> {

    private final Session session;

    Warnings(Session session) {
        this.session = session;
    }

    @Override
    public void accept(String text) {
        session.terminal().once("[WARNING]: " + text, Colour.WARNING);
    }

    /** What will not work any more some day. */
    void deprecated(String text) {
        accept(Notices.HOW_TO_SILENCE);
        // A text of several lines is followed by an empty one.
        session.terminal()
                .once("[DEPRECATION WARNING]: " + text + (text.contains("\n") ? "\n\n" : ""), Colour.DEPRECATED);
    }

    /** What went wrong elsewhere, which is no error of the command. */
    void error(String text) {
        session.terminal().once("[ERROR]: " + text, Colour.FAILED);
    }
}
