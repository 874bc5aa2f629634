package dev.muster.cli;

import dev.muster.config.Catalog;
import dev.muster.config.Settings;
import dev.muster.config.Surroundings;
import dev.muster.report.Callbacks;
import dev.muster.source.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The settings of one run of the program. */
final class Configuration {

    /** What the engine for templates always has. */
    private static final Set<String> EXTENSIONS = Set.of("jinja2.ext.do", "jinja2.ext.loopcontrols");

    private final Settings settings;
    private final Surroundings surroundings;

    private Configuration(Settings settings, Surroundings surroundings) {
        this.settings = settings;
        this.surroundings = surroundings;
    }

    /**
     * Finds and reads the settings.
     *
     * @param warnings takes what is in the file and not followed
     * @throws Stop for a file that cannot be read and a value that a setting cannot have
     */
    static Configuration load(Session session, Consumer<String> warnings) {
        return load(session, null, warnings);
    }

    /** @param file the file to read instead of the one that is found */
    static Configuration load(Session session, @Nullable Path file, Consumer<String> warnings) {
        var surroundings = new Surroundings(session.environment(), session.folder());
        try {
            var catalog = Catalog.read();
            var settings = file == null
                    ? Settings.load(catalog, surroundings, warnings)
                    : Settings.of(catalog, surroundings, file, warnings);
            Look.apply(settings, session.terminal());
            settings.list("DEFAULT_JINJA2_EXTENSIONS").stream()
                    .filter(name -> !EXTENSIONS.contains(name))
                    .forEach(name -> warnings.accept("there is no extension '" + name + "' for Jinja2 here"));
            if (settings.flag("DEPRECATION_WARNINGS")) {
                settings.deprecations().forEach(new Warnings(session)::deprecated);
            }
            return new Configuration(settings, surroundings);
        } catch (UserError e) {
            throw Stop.options(e);
        }
    }

    /** A path of the command line as Ansible takes it, absolute and with the home directory in it. */
    static Path path(Session session, String text) {
        return Path.of(new Surroundings(session.environment(), session.folder()).path(text, null));
    }

    Settings settings() {
        return settings;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    /** The outputs of a run that these settings ask for. */
    Callbacks callbacks(Session session, RunningOptions running) {
        return new Callbacks(
                session.terminal(),
                settings,
                surroundings,
                running.verbosity(this),
                running.diff(this),
                running.check(),
                Clock.systemDefaultZone());
    }

    /** Where the settings come from, as the first line of a verbose run. */
    String told() {
        return settings.file()
                .map(file -> "Using " + file + " as config file")
                .orElse("No config file found; using defaults");
    }

    /** The text of a setting that somebody has made. */
    Optional<String> written(String name) {
        return settings.isSet(name) ? settings.text(name) : Optional.empty();
    }

    Optional<String> text(String name) {
        return settings.text(name);
    }

    boolean flag(String name) {
        return settings.flag(name);
    }

    int number(String name) {
        return settings.number(name, 0);
    }

    List<String> list(String name) {
        return settings.list(name);
    }

    List<Path> paths(String name) {
        return settings.paths(name);
    }

    Optional<Path> path(String name) {
        return settings.path(name);
    }

    /** The sources of the inventory that are set; the default one only if it is there. */
    List<String> inventories() {
        return settings.paths("DEFAULT_HOST_LIST").stream()
                .filter(path -> settings.isSet("DEFAULT_HOST_LIST") || Files.exists(path))
                .map(Path::toString)
                .toList();
    }

    /** The first source of the inventory that is set. */
    Optional<String> inventory() {
        return settings.isSet("DEFAULT_HOST_LIST") ? inventories().stream().findFirst() : Optional.empty();
    }

    /** A path as it is typed on the command line, where the shell leaves {@code label@~/file} to the program. */
    Path typedPath(String text) {
        return Path.of(surroundings.home(text));
    }
}
