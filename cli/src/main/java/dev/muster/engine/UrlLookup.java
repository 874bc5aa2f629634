package dev.muster.engine;

import dev.muster.config.Settings;
import dev.muster.http.Certificates;
import dev.muster.http.EnvironmentProxies;
import dev.muster.jinja.Variables;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Truth;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The lookup {@code url}: what a web server answers. It asks by HTTP and HTTPS alone, also where a server sends it elsewhere, so
 * that no server can make it read a file, and a password never goes on to another host.
 */
final class UrlLookup {

    private static final int MOST_REDIRECTS = 10;

    private static final long LARGEST = 256L << 20;

    /** However slowly a server sends, a template does not wait longer. */
    private static final long PATIENCE_SECONDS = 600;

    private static final Map<String, String> VARIABLES = Map.of(
            "force", "ansible_lookup_url_force",
            "timeout", "ansible_lookup_url_timeout",
            "http_agent", "ansible_lookup_url_agent",
            "force_basic_auth", "ansible_lookup_url_force_basic_auth",
            "follow_redirects", "ansible_lookup_url_follow_redirects",
            "use_netrc", "ansible_lookup_url_use_netrc",
            "ca_path", "ansible_lookup_url_ca_path",
            "unredirected_headers", "ansible_lookup_url_unredir_headers",
            "use_gssapi", "ansible_lookup_url_use_gssapi",
            "unix_socket", "ansible_lookup_url_unix_socket");

    private final GivenOptions options;

    private final Map<String, String> environment;

    /** @param environment may name proxies and the file of passwords */
    private UrlLookup(GivenOptions options, Map<String, String> environment) {
        this.options = options;
        this.environment = environment;
    }

    static List<@Nullable Object> lookup(
            List<@Nullable Object> terms,
            Map<String, @Nullable Object> given,
            Variables variables,
            @Nullable Settings settings) {
        var options = new GivenOptions("url", given).or(variables, VARIABLES, settings);
        for (var name : List.of("use_gssapi", "unix_socket", "ciphers")) {
            var value = options.get(name);
            if (value != null && Truth.of(value)) {
                throw new UserError("lookup 'url' has no option '" + name + "' here")
                        .hint("ask with the module uri on a host that has what it needs");
            }
        }
        var found = new ArrayList<@Nullable Object>();
        var lookup = new UrlLookup(options, settings == null ? System.getenv() : settings.environment());
        for (var term : terms) {
            var text = lookup.get(Printing.str(term));
            if (options.truth("split_lines", true)) {
                found.addAll(lines(text));
            } else {
                found.add(text);
            }
        }
        return found;
    }

    /** Lines as {@code bytes.splitlines()} divides them: at line feeds and carriage returns and nowhere else. */
    private static List<String> lines(String text) {
        var all = new ArrayList<>(
                Arrays.asList(text.replace("\r\n", "\n").replace('\r', '\n').split("\n", -1)));
        if (all.getLast().isEmpty()) {
            all.removeLast();
        }
        return all;
    }

    private static String masked(URI uri) {
        return uri.getRawUserInfo() == null
                ? uri.toString()
                : uri.toString().replace(uri.getRawUserInfo() + "@", "<masked>@");
    }

    private String get(String url) {
        var uri = uri(url);
        var shown = masked(uri);
        try (var client = client()) {
            var asked = uri;
            boolean answersChallenge = options.truth("force_basic_auth", false) || uri.getRawUserInfo() != null;
            for (int turn = 0; turn <= MOST_REDIRECTS; turn++) {
                boolean sameHost = asked.getHost().equalsIgnoreCase(uri.getHost());
                var credentials = sameHost ? credentials(uri) : null;
                var response = send(client, request(asked, turn > 0, answersChallenge ? credentials : null), shown);
                int status = response.statusCode();
                var location = response.headers().firstValue("Location");
                if (status == 401 && credentials != null && !answersChallenge && challengesBasic(response)) {
                    answersChallenge = true;
                } else if (List.of(301, 302, 303, 307, 308).contains(status) && location.isPresent() && follows()) {
                    asked = uri(asked.resolve(location.get()).toString());
                } else if (status < 200 || status > 299) {
                    throw new UserError("Received HTTP error for " + shown + ": HTTP Error " + status);
                } else {
                    return new String(response.body(), StandardCharsets.UTF_8);
                }
            }
        }
        throw new UserError("Received HTTP error for " + shown + ": it redirects without end");
    }

    private static boolean challengesBasic(HttpResponse<?> response) {
        return response.headers().allValues("WWW-Authenticate").stream()
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).startsWith("basic"));
    }

    private boolean follows() {
        var word = options.text("follow_redirects", "urllib2").toLowerCase(Locale.ROOT);
        return switch (word) {
            case "urllib2", "all", "yes", "safe", "true" -> true;
            case "none", "no", "false" -> false;
            default ->
                throw new UserError("'" + word + "' is no way to follow redirects")
                        .hint("use one of all, safe, none, urllib2");
        };
    }

    private static URI uri(String text) {
        URI uri;
        try {
            uri = URI.create(text.strip());
        } catch (IllegalArgumentException e) {
            throw new UserError("'" + text + "' is no URL: " + e.getMessage());
        }
        var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!Set.of("http", "https").contains(scheme) || uri.getHost() == null) {
            throw new UserError("lookup 'url' asks by http and https, not '" + masked(uri) + "'")
                    .hint("lookup 'file' reads files");
        }
        return uri;
    }

    private HttpRequest request(URI uri, boolean redirected, @Nullable String credentials) {
        HttpRequest.Builder request;
        try {
            var bare = uri.getRawUserInfo() == null
                    ? uri
                    : URI.create(uri.toString().replace(uri.getRawUserInfo() + "@", ""));
            request = HttpRequest.newBuilder(bare).timeout(patience());
            request.header("User-Agent", options.text("http_agent", "ansible-httpget"));
            if (options.truth("force", false)) {
                request.header("cache-control", "no-cache");
            }
            if (credentials != null) {
                request.header("Authorization", credentials);
            }
            var kept = redirected ? options.texts("unredirected_headers") : List.<String>of();
            if (options.get("headers") instanceof Map<?, ?> headers) {
                headers.forEach((name, value) -> {
                    if (kept.stream().noneMatch(Printing.str(name)::equalsIgnoreCase)) {
                        request.setHeader(Printing.str(name), Printing.str(value));
                    }
                });
            }
        } catch (IllegalArgumentException e) {
            throw new UserError("lookup 'url' cannot ask '" + masked(uri) + "': " + e.getMessage());
        }
        return request.GET().build();
    }

    private Duration patience() {
        return Duration.ofMillis((long) (Math.clamp(options.number("timeout", 10), 0.001, PATIENCE_SECONDS) * 1000));
    }

    private static HttpResponse<byte[]> send(HttpClient client, HttpRequest request, String shown) {
        var answer = client.sendAsync(
                request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), LARGEST));
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            var text = reason(cause);
            if (cause instanceof javax.net.ssl.SSLException) {
                throw new UserError("Failed lookup url for " + shown + ": " + text)
                        .hint("name the authority with 'ca_path', or say 'validate_certs=false'");
            }
            throw new UserError("Failed lookup url for " + shown + ": " + text);
        } catch (TimeoutException _) {
            answer.cancel(true);
            throw new UserError("Failed lookup url for " + shown + ": no whole answer in " + PATIENCE_SECONDS + " s");
        } catch (InterruptedException _) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new UserError("interrupted");
        }
    }

    /** Java leaves the message of the most common failures out. */
    private static String reason(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof java.nio.channels.UnresolvedAddressException
                    || at instanceof java.net.UnknownHostException) {
                return "the host has no address";
            }
        }
        return switch (cause) {
            case java.net.http.HttpTimeoutException _ -> "timed out";
            case java.net.ConnectException e when e.getMessage() == null -> "Connection refused";
            default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        };
    }

    private HttpClient client() {
        var client = HttpClient.newBuilder()
                .connectTimeout(patience())
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(
                        options.truth("use_proxy", true)
                                ? new EnvironmentProxies(environment)
                                : HttpClient.Builder.NO_PROXY);
        try {
            if (!options.truth("validate_certs", true)) {
                client.sslContext(Certificates.unchecked());
            } else if (options.has("ca_path")) {
                client.sslContext(Certificates.trusting(Path.of(options.text("ca_path", ""))));
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new UserError("lookup 'url' cannot use its certificates: " + e.getMessage());
        }
        return client.build();
    }

    /** What the server is told of who asks, or null. */
    private @Nullable String credentials(URI uri) {
        String pair;
        if (options.has("username")) {
            pair = options.text("username", "") + ":" + options.text("password", "");
        } else if (uri.getUserInfo() != null) {
            pair = uri.getUserInfo().contains(":") ? uri.getUserInfo() : uri.getUserInfo() + ":";
        } else {
            var known = options.truth("use_netrc", true) ? netrc(uri.getHost()) : null;
            if (known == null) {
                return null;
            }
            pair = known;
        }
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** What {@code ~/.netrc} says for a host. */
    private @Nullable String netrc(String host) {
        var named = environment.get("NETRC");
        var home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        var file = named == null ? Path.of(home, ".netrc") : Path.of(named);
        try {
            if (!Files.isReadable(file)) {
                return null;
            }
            var words =
                    Files.readString(file).replaceAll("(?m)#.*$", "").strip().split("\\s+");
            var entry = new HashMap<String, String>();
            boolean mine = false;
            for (int i = 0; i < words.length; i++) {
                if (words[i].equals("default") || words[i].equals("machine") && i + 1 < words.length) {
                    if (mine) {
                        break;
                    }
                    mine = words[i].equals("default") || words[++i].equalsIgnoreCase(host);
                } else if (mine && i + 1 < words.length) {
                    entry.put(words[i], words[++i]);
                }
            }
            return mine ? entry.getOrDefault("login", "") + ":" + entry.getOrDefault("password", "") : null;
        } catch (IOException e) {
            throw new UserError("cannot read '" + file + "': " + e.getMessage());
        }
    }
}
