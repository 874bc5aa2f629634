package dev.muster.galaxy;

import dev.muster.config.Settings;
import dev.muster.config.Surroundings;
import dev.muster.file.SafeFile;
import dev.muster.source.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the commands for roles and collections share: servers, git, limits, and a folder for what is fetched. */
public final class Galaxy implements AutoCloseable {

    /**
     * What the command line says of servers.
     *
     * @param server the address of a server, or the name of one in the settings
     * @param token for a server that is no named one
     * @param ignoreCertificates false means that the settings decide
     * @param timeout in seconds
     */
    public record Options(
            Optional<String> server, Optional<String> token, boolean ignoreCertificates, Optional<Integer> timeout) {

        /** Nothing is said. */
        public static final Options NONE = new Options(Optional.empty(), Optional.empty(), false, Optional.empty());
    }

    private final Settings settings;
    private final Surroundings surroundings;
    private final Options options;
    private final Voice voice;
    private final Consumer<String> secrets;
    private final Clock clock;
    private final Duration pause;

    private @Nullable Fetch fetch;
    private @Nullable List<GalaxyServer> servers;
    private @Nullable Path temporary;

    /**
     * @param secrets takes tokens and passwords, which must not be shown
     * @param clock for the date in what is noted of a role
     * @param pause before a busy server is asked again
     */
    public Galaxy(
            Settings settings,
            Surroundings surroundings,
            Options options,
            Voice voice,
            Consumer<String> secrets,
            Clock clock,
            Duration pause) {
        this.settings = settings;
        this.surroundings = surroundings;
        this.options = options;
        this.voice = voice;
        this.secrets = secrets;
        this.clock = clock;
        this.pause = pause;
    }

    Settings settings() {
        return settings;
    }

    Voice voice() {
        return voice;
    }

    Clock clock() {
        return clock;
    }

    ArchiveLimits limits() {
        return ArchiveLimits.DEFAULT;
    }

    /** Whether certificates of servers are checked where a server has no own say. */
    boolean certificates() {
        return !options.ignoreCertificates() && !settings.flag("GALAXY_IGNORE_CERTS");
    }

    Git git() {
        return new Git(surroundings.environment(), certificates());
    }

    Fetch fetch() {
        if (fetch == null) {
            fetch = new Fetch(surroundings.environment());
        }
        return fetch;
    }

    /** The servers, in the order in which they are asked. */
    List<GalaxyServer> servers() {
        if (servers == null) {
            servers = new ServerSettings(settings, surroundings, options, certificates(), secrets)
                    .all().stream().map(this::server).toList();
        }
        return servers;
    }

    /** A server by its name or address among those of the settings, or one that nothing else is known of. */
    GalaxyServer serverOf(String source, String collection) {
        return servers().stream()
                .filter(server -> server.name().equals(source) || server.url().equals(source))
                .findFirst()
                .orElseGet(() -> server(new GalaxyServer.Access(
                        "explicit_requirement_" + collection,
                        source,
                        new Credentials.None(),
                        certificates(),
                        Duration.ofMinutes(1),
                        Optional.empty())));
    }

    private GalaxyServer server(GalaxyServer.Access access) {
        return new GalaxyServer(access, fetch(), pause, voice);
    }

    /** A path as it is typed, absolute, with the home folder and variables put in. */
    public Path path(String text) {
        return Path.of(surroundings.path(text, null));
    }

    /** A path that is taken from the working directory and otherwise left as it is. */
    Path plainPath(String text) {
        return surroundings.folder().toAbsolutePath().resolve(text);
    }

    /** A new folder for what is fetched; it is gone at the end. */
    Path newFolder(String prefix) {
        try {
            if (temporary == null) {
                var base = settings.path("DEFAULT_LOCAL_TMP").orElse(Path.of(System.getProperty("java.io.tmpdir")));
                SafeFile.makeFolder(base);
                temporary = Files.createTempDirectory(base, "muster-galaxy-");
            }
            return Files.createTempDirectory(temporary, prefix.replaceAll("[^A-Za-z0-9_.-]", "_"));
        } catch (IOException e) {
            throw new UserError("cannot make a folder for what is fetched: " + SafeFile.reason(e));
        }
    }

    /** Whether something lies where fetched things do, so that somebody else may have made it. */
    boolean isFetched(Path path) {
        return temporary != null && path.startsWith(temporary);
    }

    @Override
    public void close() {
        if (fetch != null) {
            fetch.close();
        }
        if (temporary != null) {
            try {
                Beside.remove(temporary);
            } catch (IOException e) {
                voice.warn("cannot remove '" + temporary + "': " + SafeFile.reason(e));
            }
        }
    }
}
