package dev.muster.cli;

import dev.muster.galaxy.Galaxy;
import dev.muster.galaxy.Voice;
import dev.muster.report.Colour;
import dev.muster.source.UserError;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all commands of {@code galaxy} have, and how each of them runs. */
final class GalaxyOptions {

    /** Before a busy server is asked again. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    @Option(
            names = {"-s", "--server"},
            paramLabel = "SERVER",
            description = "the address of a Galaxy server, or the name of one in the settings")
    private @Nullable String server;

    @Option(
            names = {"--token", "--api-key"},
            paramLabel = "TOKEN",
            description = "the token for a Galaxy server that is given by its address")
    private @Nullable String token;

    @Option(
            names = {"-c", "--ignore-certs"},
            description = "do not check the certificates of servers")
    private boolean ignoreCertificates;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "how long a Galaxy server is waited for")
    private @Nullable Integer timeout;

    @Mixin
    private Verbosity verbosity = new Verbosity();

    @Mixin
    private HelpOption help = new HelpOption();

    /** One command's doing. */
    interface Doing {
        ExitCode with(Galaxy galaxy, Configuration configuration);
    }

    /** Does it, and gives errors the form that ansible-galaxy gives them. */
    int run(Session session, Doing doing) {
        var configuration = Configuration.load(session, new Warnings(session));
        if (verbosity.level() > 0) {
            session.terminal().out(configuration.told(), Colour.VERBOSE);
        }
        if (token != null) {
            session.secrets().add(token);
        }
        var options = new Galaxy.Options(
                Optional.ofNullable(server),
                Optional.ofNullable(token),
                ignoreCertificates,
                Optional.ofNullable(timeout));
        var voice = new Spoken(session, verbosity.level(), new Warnings(session));
        try (var galaxy = new Galaxy(
                configuration.settings(),
                configuration.surroundings(),
                options,
                voice,
                session.secrets()::add,
                Clock.systemUTC(),
                PAUSE)) {
            return doing.with(galaxy, configuration).code();
        } catch (UserError e) {
            throw new Stop("[ERROR]: " + e.render(), ExitCode.ERROR);
        }
    }

    /** What ansible-core calls {@code AnsibleOptionsError}, in its form. */
    static Stop wrongOptions(String what) {
        return new Stop("[ERROR]: " + what, ExitCode.OPTIONS);
    }

    /** Folders of the command line, those with colons between divided, before others. */
    static List<Path> before(Session session, List<String> given, List<Path> others) {
        var all = new LinkedHashSet<Path>();
        for (var each : given) {
            Arrays.stream(each.split(":"))
                    .filter(path -> !path.isEmpty())
                    .forEach(path -> all.add(Configuration.path(session, path)));
        }
        all.addAll(others);
        return new ArrayList<>(all);
    }

    private record Spoken(Session session, int verbosity, Warnings warnings) implements Voice {

        @Override
        public void say(String line) {
            session.terminal().out(line);
        }

        @Override
        public void warn(String text) {
            warnings.accept(text);
        }

        @Override
        public void error(String text) {
            session.terminal().err("[ERROR]: " + text, Colour.FAILED);
        }

        @Override
        public void detail(int level, String line) {
            if (verbosity >= level) {
                session.terminal().out(line, Colour.VERBOSE);
            }
        }
    }
}
