package dev.muster.galaxy;

import dev.muster.file.SafeFile;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gets the archive of a role: from git, from a file, from an address, or from a Galaxy server. */
final class RoleSource {

    /**
     * What was got.
     *
     * @param archive the file
     * @param version the one that the server chose, or the one that was asked for
     */
    record Got(Path archive, String version) {}

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final Galaxy galaxy;
    private final boolean keepScmMeta;

    RoleSource(Galaxy galaxy, boolean keepScmMeta) {
        this.galaxy = galaxy;
        this.keepScmMeta = keepScmMeta;
    }

    /** The archive; empty where it could not be fetched, of which the user has been told. */
    Optional<Got> get(RoleSpec role) {
        if (!role.scm().isEmpty()) {
            return Optional.of(new Got(ofRepository(role), role.version()));
        }
        var file = galaxy.plainPath(role.source());
        if (Files.isRegularFile(file)) {
            return Optional.of(new Got(file, role.version()));
        }
        return role.source().contains("://")
                ? fetched(role.source()).map(archive -> new Got(archive, role.version()))
                : ofServer(role);
    }

    private Path ofRepository(RoleSpec role) {
        if (!role.scm().equals("git")) {
            throw new UserError("- scm " + role.scm() + " is not currently supported")
                    .hint("roles are fetched with git alone");
        }
        var folder = galaxy.newFolder("role-");
        var clone = folder.resolve("clone");
        var archive = folder.resolve("role.tar");
        var git = galaxy.git();
        git.clone(role.source(), clone, role.version());
        if (keepScmMeta) {
            galaxy.voice().detail(3, "tarring " + role.name() + " from " + clone + " to " + archive);
            TarWriter.ofFolder(clone, "role", archive);
        } else {
            git.archive(clone, "role", role.version(), archive);
        }
        return archive;
    }

    private Optional<Path> fetched(String url) {
        galaxy.voice().say("- downloading role from " + url);
        var target = galaxy.newFolder("role-").resolve("role.tar.gz");
        try {
            if (url.startsWith("file://")) {
                Files.copy(Path.of(URI.create(url)), target);
            } else {
                galaxy.fetch().file(new Fetch.Request(url, Map.of(), "", galaxy.certificates(), TIMEOUT), target);
            }
            return Optional.of(target);
        } catch (Fetch.Unreachable e) {
            galaxy.voice().error("failed to download the file: " + e.why());
        } catch (IOException e) {
            galaxy.voice().error("failed to download the file: " + SafeFile.reason(e));
        } catch (IllegalArgumentException _) {
            galaxy.voice().error("failed to download the file: '" + url + "' is not the address of a file");
        }
        return Optional.empty();
    }

    private Optional<Got> ofServer(RoleSpec role) {
        var server = server();
        try {
            var name = role.source();
            // Whether there is a server at all comes before what is asked of it.
            server.hasRoles();
            int dot = name.lastIndexOf('.');
            var owner = encoded(dot < 0 ? "" : name.substring(0, dot));
            var last = encoded(name.substring(dot + 1));
            galaxy.voice().say("- downloading role '" + last + "', owned by " + owner);
            var data = server.role(owner, last)
                    .orElseThrow(() -> new UserError("- sorry, " + name + " was not found on " + server.url() + "."));
            var versions = server.roleVersions(Printing.str(data.get("id")));
            var version = version(role, data, versions);
            var chosen = versions.stream()
                    .filter(each -> version.equals(each.get("name")))
                    .findFirst()
                    .orElse(Map.of());
            return fetched(address(role, data, chosen, version)).map(archive -> new Got(archive, version));
        } catch (ServerError e) {
            throw new UserError(e.what());
        }
    }

    /** The first server that knows of roles; where none can be asked, the first, which will say why. */
    private GalaxyServer server() {
        for (var server : galaxy.servers()) {
            try {
                if (server.hasRoles()) {
                    return server;
                }
            } catch (ServerError e) {
                galaxy.voice().detail(3, e.what());
            }
        }
        return galaxy.servers().getFirst();
    }

    private static String version(RoleSpec role, Map<?, ?> data, List<Map<?, ?>> versions) {
        var names = versions.stream()
                .map(each -> each.get("name") instanceof String name ? name : "")
                .toList();
        if (role.version().isEmpty()) {
            return names.isEmpty()
                    ? data.get("github_branch") instanceof String branch && !branch.isEmpty() ? branch : "master"
                    : LooseVersion.newest(names.stream().map(LooseVersion::of).toList())
                            .text();
        }
        if (!role.version().equals("master") && !names.isEmpty() && !names.contains(role.version())) {
            throw new UserError("- the specified version (" + role.version() + ") of " + role.name()
                    + " was not found in the list of available versions (" + Printing.str(versions) + ").");
        }
        return role.version();
    }

    private static String address(RoleSpec role, Map<?, ?> data, Map<?, ?> chosen, String version) {
        if (chosen.get("download_url") instanceof String url) {
            return url;
        }
        if (data.get("github_user") instanceof String user && data.get("github_repo") instanceof String repository) {
            return "https://github.com/" + user + "/" + repository + "/archive/" + version + ".tar.gz";
        }
        return chosen.get("source") instanceof String source ? source : role.source();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
