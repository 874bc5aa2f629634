package dev.muster.galaxy;

import dev.muster.galaxy.CollectionRequirement.Kind;
import dev.muster.source.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gets collections from where they are, each once, and reads what they say of themselves. */
final class Artifacts {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    /** A version on a server that can be fetched. */
    private record Offer(GalaxyServer server, GalaxyServer.Release release) {}

    /** A repository and what is taken of it. */
    private record Repository(String url, String version, String below) {}

    private final Galaxy galaxy;
    private final Map<String, Path> fetched = new HashMap<>();
    private final Map<String, CollectionMeta> metas = new HashMap<>();
    private final Map<Candidate, Offer> offers = new HashMap<>();

    Artifacts(Galaxy galaxy) {
        this.galaxy = galaxy;
    }

    /** The file or folder of something that is not on a server. */
    Path path(String source, String version, Kind kind) {
        var key = kind == Kind.GIT ? source + "\n" + version : source;
        var known = fetched.get(key);
        if (known != null) {
            return known;
        }
        var path = switch (kind) {
            case URL -> ofUrl(source);
            case GIT -> ofRepository(source, version);
            case FILE, DIR, SUBDIRS -> galaxy.plainPath(source);
            case GALAXY -> throw new IllegalArgumentException(source);
        };
        fetched.put(key, path);
        return path;
    }

    private Path ofUrl(String url) {
        var folder = galaxy.newFolder("collection-");
        var target = folder.resolve("collection.tar.gz");
        galaxy.voice().say("Downloading " + url + " to " + folder);
        try {
            galaxy.fetch().file(new Fetch.Request(url, Map.of(), "", galaxy.certificates(), TIMEOUT), target);
            return target;
        } catch (Fetch.Unreachable e) {
            throw new UserError("Failed to download collection tar from '" + url + "': " + e.why());
        }
    }

    private Path ofRepository(String source, String version) {
        var wanted = repository(source, version);
        var clone = galaxy.newFolder("repository-").resolve("clone");
        try {
            galaxy.git().clone(wanted.url(), clone, wanted.version());
        } catch (UserError e) {
            throw e.prefixed("Failed to clone a Git repository from `" + wanted.url() + "`: ");
        }
        if (wanted.below().isEmpty()) {
            return clone;
        }
        var inside = clone.resolve(Unpacking.relative(wanted.below(), "repository"));
        try {
            if (Files.exists(inside) && !inside.toRealPath().startsWith(clone.toRealPath())) {
                throw new UserError("'" + wanted.below() + "' leads out of the repository `" + wanted.url() + "`");
            }
        } catch (java.io.IOException e) {
            throw new UserError("cannot read '" + inside + "': " + dev.muster.file.SafeFile.reason(e));
        }
        return inside;
    }

    /** The parts of {@code git+ADDRESS#FOLDER,VERSION}. */
    private static Repository repository(String source, String version) {
        var url = source;
        var wanted = version.equals(VersionRange.ANY) ? "" : version;
        int comma = url.indexOf(',');
        if (comma >= 0) {
            wanted = url.substring(comma + 1);
            url = url.substring(0, comma);
        }
        url = url.startsWith("git+") ? url.substring("git+".length()) : url;
        int hash = url.indexOf('#');
        var below = hash < 0 ? "" : url.substring(hash + 1).replaceAll("^/+|/+$", "");
        return new Repository(hash < 0 ? url : url.substring(0, hash), wanted.equals("HEAD") ? "" : wanted, below);
    }

    /** What an archive or a folder says of itself. */
    CollectionMeta meta(String source, String version, Kind kind) {
        var known = metas.get(source);
        if (known == null) {
            var path = path(source, version, kind);
            known = kind == Kind.DIR
                    ? CollectionMeta.ofFolder(path, galaxy.voice())
                    : CollectionMeta.ofArchive(new Archive(path, galaxy.limits()));
            metas.put(source, known);
        }
        return known;
    }

    /** What a server said of a version, to fetch it later. */
    void offer(Candidate candidate, GalaxyServer server, GalaxyServer.Release release) {
        offers.put(candidate, new Offer(server, release));
    }

    GalaxyServer.Release release(Candidate candidate) {
        return offered(candidate).release();
    }

    private Offer offered(Candidate candidate) {
        return Objects.requireNonNull(offers.get(candidate), () -> "There is no known source for " + candidate.shown());
    }

    /** The file or folder of what was chosen; an archive of a server is fetched, and its checksum compared. */
    Path path(Candidate candidate) {
        if (candidate.kind() != Kind.GALAXY) {
            return path(candidate.source(), candidate.version(), candidate.kind());
        }
        var offer = offered(candidate);
        var url = offer.release().url();
        var known = fetched.get(url);
        if (known != null) {
            return known;
        }
        var folder = galaxy.newFolder(candidate.fullName() + "-");
        var target = folder.resolve(candidate.fullName().namespace() + "-"
                + candidate.fullName().name() + "-" + candidate.version() + ".tar.gz");
        galaxy.voice().say("Downloading " + url + " to " + folder);
        try {
            offer.server().download(url, target);
        } catch (ServerError e) {
            throw new UserError(e.what());
        }
        if (!Hashes.of(target).equals(offer.release().sha256())) {
            throw new UserError(
                    "Failed to download collection tar from '" + offer.server().name()
                            + "' due to the following unforeseen error: Mismatch artifact hash with downloaded file");
        }
        galaxy.voice()
                .detail(
                        3,
                        "Collection '" + candidate.shown() + "' obtained from server "
                                + offer.server().name() + " " + offer.server().url());
        fetched.put(url, target);
        return target;
    }

    /** What is noted beside a collection that came from a server. */
    Map<String, @Nullable Object> sourceInfo(Candidate candidate) {
        var offer = offered(candidate);
        var info = new LinkedHashMap<String, @Nullable Object>();
        info.put("download_url", offer.release().url());
        info.put("format_version", "1.0.0");
        info.put("name", candidate.fullName().name());
        info.put("namespace", candidate.fullName().namespace());
        info.put("server", offer.server().url());
        info.put("signatures", List.copyOf(offer.release().signatures()));
        info.put("version", candidate.version());
        info.put("version_url", offer.release().href());
        return info;
    }
}
