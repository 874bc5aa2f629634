package dev.muster.cli;

import dev.muster.galaxy.Galaxy;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** One command of {@code galaxy}, with the options that all of them have. */
abstract class GalaxyWork implements Callable<Integer> {

    private final Session session;

    @Mixin
    private GalaxyOptions common = new GalaxyOptions();

    GalaxyWork(Session session) {
        this.session = session;
    }

    Session session() {
        return session;
    }

    /** Refuses options that exclude each other, before anything is read. */
    void check() {}

    /** What the command is for. */
    abstract ExitCode work(Galaxy galaxy, Configuration configuration);

    @Override
    public final Integer call() {
        check();
        return common.run(session, this::work);
    }
}
