package dev.muster.galaxy;

import dev.muster.json.Json;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A Galaxy server: the API v3 for collections and v1 for roles (ansible-core's {@code galaxy/api.py}). Answers are asked for
 * anew each time; nothing is kept between runs.
 */
final class GalaxyServer {

    /**
     * How to get at one.
     *
     * @param name what messages call it
     * @param certificates whether its certificate is checked
     * @param version the one version of the API to speak, such as {@code v3}; empty for those that it says it has
     */
    record Access(
            String name,
            String url,
            Credentials credentials,
            boolean certificates,
            Duration timeout,
            Optional<String> version) {}

    /**
     * What a server says of one version of a collection.
     *
     * @param sha256 of the archive
     * @param href where this was said
     * @param signatures as the server gives them
     */
    record Release(String url, String sha256, Map<String, String> dependencies, String href, List<Object> signatures) {}

    private static final String PUBLIC = "https://galaxy.ansible.com";
    private static final int PAGE = 100;
    private static final Set<Integer> BUSY = Set.of(429, 502, 520);
    private static final int TRIES = 4;

    private final Access access;
    private final Fetch fetch;
    private final Duration pause;
    private final Voice voice;

    private String root;
    private Map<String, String> versions = Map.of();
    private @Nullable Map<String, String> headers;

    /** @param pause before a busy server is asked again; twice as long each time */
    GalaxyServer(Access access, Fetch fetch, Duration pause, Voice voice) {
        this.access = access;
        this.fetch = fetch;
        this.pause = pause;
        this.voice = voice;
        this.root = access.url();
        access.version().ifPresent(version -> versions = Map.of(version, "/" + version));
    }

    String name() {
        return access.name();
    }

    /** Its address; that of its API once it has been asked. */
    String url() {
        return root;
    }

    boolean hasRoles() throws ServerError {
        connect();
        return versions.containsKey("v1");
    }

    @Override
    public String toString() {
        return access.name();
    }

    /** The versions of a collection that it has; none for a collection that it does not know. */
    List<String> versions(CollectionName name) throws ServerError {
        var path = need("v3", "get_collection_versions");
        var context = "Error when getting available collection versions for " + name + " from " + access.name() + " ("
                + root + ")";
        var found = new ArrayList<String>();
        var next = joined(root, path, "collections", name.namespace(), name.name(), "versions", "?limit=" + PAGE);
        for (var seen = new TreeSet<String>(); !next.isEmpty() && seen.add(next); ) {
            Map<?, ?> data;
            try {
                data = call(next, context);
            } catch (ServerError e) {
                if (e.isNotFound()) {
                    return List.of();
                }
                throw e;
            }
            for (var each : list(data.get(data.containsKey("data") ? "data" : "results"))) {
                found.add(text(map(each), "version"));
            }
            next = map(data.get("links")).get("next") instanceof String link && !link.isEmpty() ? absolute(link) : "";
        }
        return found;
    }

    /** One version of a collection. */
    Release release(CollectionName name, String version) throws ServerError {
        var path = need("v3", "get_collection_version_metadata");
        var context = "Error when getting collection version metadata for " + name + ":" + version + " from "
                + access.name() + " (" + root + ")";
        var data = call(
                joined(root, path, "collections", name.namespace(), name.name(), "versions", version) + "/", context);
        var dependencies = new LinkedHashMap<String, String>();
        map(map(data.get("metadata")).get("dependencies"))
                .forEach((key, value) -> dependencies.put(Printing.str(key), Printing.str(value)));
        return new Release(
                absolute(text(data, "download_url")),
                text(map(data.get("artifact")), "sha256"),
                dependencies,
                data.get("href") instanceof String href ? href : "",
                List.copyOf(list(data.get("signatures"))));
    }

    /** Fetches an archive that it named. */
    void download(String url, Path target) throws ServerError {
        try {
            // Archives often lie on other servers; whom they concern is not told there.
            var mine = URI.create(url).getAuthority().equals(URI.create(root).getAuthority());
            fetch.file(
                    new Fetch.Request(url, mine ? headers() : Map.of(), "", access.certificates(), access.timeout()),
                    target);
        } catch (Fetch.Unreachable e) {
            throw new ServerError(
                    "Failed to download collection tar from '" + access.name() + "' due to the following unforeseen"
                            + " error: " + e.why(),
                    0);
        }
    }

    /** What it says of a role; empty for one that it does not know. */
    Optional<Map<?, ?>> role(String owner, String name) throws ServerError {
        var path = need("v1", "lookup_role_by_name");
        var data = call(joined(root, path, "roles", "?owner__username=" + owner + "&name=" + name), "None");
        var found = list(data.get("results"));
        return found.isEmpty() ? Optional.empty() : Optional.of(map(found.getFirst()));
    }

    /** The versions of a role, the server's own words for each; what goes wrong is a warning. */
    List<Map<?, ?>> roleVersions(String id) {
        var found = new ArrayList<Map<?, ?>>();
        try {
            var path = need("v1", "fetch_role_related");
            var next = joined(root, path, "roles", id, "versions", "?page_size=50");
            for (var seen = new TreeSet<String>(); !next.isEmpty() && seen.add(next); ) {
                var data = call(next, "None");
                list(data.get("results")).forEach(each -> found.add(map(each)));
                next = data.get("next_link") instanceof String link ? absolute("/" + link.replaceFirst("^/+", "")) : "";
            }
        } catch (ServerError e) {
            voice.warn("Unable to retrieve role (id=" + id + ") data (versions), but this is not fatal so we continue: "
                    + e.what());
        }
        return found;
    }

    /** The path of a version of the API. */
    private String need(String version, String action) throws ServerError {
        connect();
        var path = versions.get(version);
        if (path == null) {
            throw new ServerError(
                    "Galaxy action " + action + " requires API versions '" + version + "' but only '"
                            + String.join(", ", versions.keySet()) + "' are available on " + access.name() + " " + root,
                    0);
        }
        return path;
    }

    /** Asks which versions of the API there are: at the address, and then at {@code /api} below it. */
    private void connect() throws ServerError {
        if (!versions.isEmpty()) {
            return;
        }
        voice.detail(4, "Initial connection to galaxy_server: " + root);
        var context = "Error when finding available api versions from " + access.name() + " (" + root + ")";
        var at = root.equals(PUBLIC) || root.equals(PUBLIC + "/") ? PUBLIC + "/api/" : root;
        Map<?, ?> data;
        try {
            data = call(at, context);
        } catch (ServerError first) {
            if (at.endsWith("/api") || at.endsWith("/api/")) {
                throw first;
            }
            at = joined(at, "api");
            try {
                data = call(at, context);
            } catch (ServerError second) {
                throw second.isNotFound() ? first : second;
            }
        }
        if (!(data.get("available_versions") instanceof Map<?, ?> available)) {
            throw new ServerError(
                    "Tried to find galaxy API root at " + at + " but no 'available_versions' are available on " + root,
                    0);
        }
        root = at;
        var all = new LinkedHashMap<String, String>();
        available.forEach((version, path) -> all.put(Printing.str(version), Printing.str(path)));
        versions = all;
        voice.detail(
                4,
                "Found API version '" + String.join(", ", all.keySet()) + "' with Galaxy server " + access.name() + " ("
                        + root + ")");
    }

    private Map<String, String> headers() throws ServerError {
        if (headers == null) {
            headers = access.credentials().headers(fetch, access.certificates(), access.timeout());
        }
        return headers;
    }

    private Map<?, ?> call(String url, String context) throws ServerError {
        voice.detail(4, "Calling Galaxy at " + url);
        var request = new Fetch.Request(url, headers(), "", access.certificates(), access.timeout());
        try {
            var answer = fetch.text(request);
            for (int i = 1; BUSY.contains(answer.code()) && i < TRIES; i++) {
                waitFor(pause.multipliedBy(1L << (i - 1)));
                answer = fetch.text(request);
            }
            if (answer.code() / 100 != 2) {
                throw refused(answer, context);
            }
            return map(Json.parse(Source.ofText(answer.url(), answer.body())));
        } catch (Fetch.Unreachable e) {
            throw new ServerError("Unknown error when attempting to call Galaxy at '" + url + "': " + e.why(), 0);
        } catch (UserError e) {
            throw new ServerError("Failed to parse Galaxy response from '" + url + "' as JSON: " + e.what(), 0);
        }
    }

    private static void waitFor(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted");
        }
    }

    private static ServerError refused(Fetch.Answer answer, String context) {
        Map<?, ?> body;
        try {
            body = map(Json.parse(Source.ofText(answer.url(), answer.body())));
        } catch (UserError _) {
            body = Map.of();
        }
        var lead = " (HTTP Code: " + answer.code() + ", Message: ";
        if (!List.of(answer.url().split("/")).contains("v3")) {
            var said = body.get("default") instanceof String text ? text : Reason.of(answer.code());
            return new ServerError(context + lead + said + ")", answer.code());
        }
        var errors = list(body.get("errors"));
        var lines = new ArrayList<String>();
        for (var each : errors.isEmpty() ? List.of(Map.of()) : errors) {
            var error = map(each);
            var said = error.get("detail") instanceof String detail && !detail.isEmpty()
                    ? detail
                    : error.get("title") instanceof String title && !title.isEmpty() ? title : Reason.of(answer.code());
            var code = error.get("code") instanceof String text && !text.isEmpty() ? text : "Unknown";
            lines.add(lead + said + " Code: " + code + ")");
        }
        return new ServerError(context + String.join(",", lines), answer.code());
    }

    private String absolute(String link) throws ServerError {
        try {
            var uri = URI.create(link);
            if (uri.getScheme() != null || link.startsWith("/")) {
                return URI.create(root).resolve(uri).toString();
            }
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        throw new ServerError("Invalid non absolute download_url: " + link, 0);
    }

    /** Parts of an address with one slash between each two. */
    private static String joined(String... parts) {
        var stripped = new ArrayList<String>();
        for (var part : parts) {
            stripped.add(part.replaceAll("^/+|/+$", ""));
        }
        return String.join("/", stripped);
    }

    private static String text(Map<?, ?> data, String key) throws ServerError {
        if (data.get(key) instanceof String text) {
            return text;
        }
        throw new ServerError("the answer of the Galaxy server lacks '" + key + "'", 0);
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }
}
