package dev.muster.cli;

import dev.muster.report.Colour;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Warnings that come before there is a run, each shown once, in Ansible's form. */
final class Warnings implements Consumer<String> {

    private final Session session;
    private final Set<String> said = new HashSet<>();

    Warnings(Session session) {
        this.session = session;
    }

    @Override
    public synchronized void accept(String text) {
        if (said.add(text)) {
            session.terminal().err("[WARNING]: " + text, Colour.WARNING);
        }
    }
}
