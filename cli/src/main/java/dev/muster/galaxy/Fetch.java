package dev.muster.galaxy;

import dev.muster.http.Certificates;
import dev.muster.http.EnvironmentProxies;
import dev.muster.source.UserError;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gets things by HTTP, within limits of size and time. Only {@code http} and {@code https} are spoken; a redirection never
 * leads from the second to the first, and what proves who asks is not told to another server.
 */
final class Fetch implements AutoCloseable {

    /** An answer without its body having been judged. */
    record Answer(int code, String url, String body) {}

    /** What goes wrong before there is an answer. */
    static final class Unreachable extends Exception {

        private static final long serialVersionUID = 1L;

        Unreachable(String why) {
            super(why);
        }

        String why() {
            return String.valueOf(getMessage());
        }
    }

    private static final int MOST_REDIRECTIONS = 10;
    private static final long LARGEST_ANSWER = 64L << 20;
    private static final long LARGEST_FILE = 1L << 30;
    private static final Duration LONGEST_DOWNLOAD = Duration.ofMinutes(30);
    private static final String AUTHORIZATION = "Authorization";

    private final EnvironmentProxies proxies;
    private final HttpClient checked;
    private final HttpClient unchecked;

    /** @param environment the variables of the process, which may name proxies */
    Fetch(Map<String, String> environment) {
        this.proxies = new EnvironmentProxies(environment);
        this.checked = client().build();
        try {
            this.unchecked = client().sslContext(Certificates.unchecked()).build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpClient.Builder client() {
        return HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofMinutes(1))
                .proxy(proxies);
    }

    @Override
    public void close() {
        checked.shutdownNow();
        unchecked.shutdownNow();
    }

    /**
     * A request.
     *
     * @param headers among them, perhaps, who asks
     * @param form what is sent with POST, or the empty text for GET
     * @param certificates whether the server's certificate is checked
     * @param timeout until the answer begins
     */
    record Request(String url, Map<String, String> headers, String form, boolean certificates, Duration timeout) {}

    /** The answer as a text. */
    Answer text(Request request) throws Unreachable {
        var response = send(
                request,
                BodyHandlers.limiting(BodyHandlers.ofString(), LARGEST_ANSWER),
                request.timeout().multipliedBy(2));
        return new Answer(response.statusCode(), response.uri().toString(), response.body());
    }

    /** Puts the body of an answer into a file; what is no success is an error with its code. */
    void file(Request request, Path target) throws Unreachable {
        var response = send(
                request,
                BodyHandlers.limiting(
                        BodyHandlers.ofFile(
                                target,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.TRUNCATE_EXISTING),
                        LARGEST_FILE),
                LONGEST_DOWNLOAD);
        if (response.statusCode() / 100 != 2) {
            throw new Unreachable("HTTP Error " + response.statusCode() + ": " + Reason.of(response.statusCode()));
        }
    }

    private <T> HttpResponse<T> send(Request request, BodyHandler<T> body, Duration longest) throws Unreachable {
        var at = uri(request.url());
        var first = at;
        for (int i = 0; i <= MOST_REDIRECTIONS; i++) {
            var builder = HttpRequest.newBuilder(at)
                    .timeout(request.timeout())
                    .header("User-Agent", "ansible-galaxy (muster)");
            var same = sameServer(first, at);
            request.headers().forEach((name, value) -> {
                if (same || !name.equalsIgnoreCase(AUTHORIZATION)) {
                    builder.header(name, value);
                }
            });
            if (!request.form().isEmpty()) {
                builder.header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(request.form()));
            }
            var response = exchange(request.certificates() ? checked : unchecked, builder.build(), body, longest);
            var next = response.headers().firstValue("Location");
            if (response.statusCode() / 100 != 3 || next.isEmpty()) {
                return response;
            }
            var target = uri(at.resolve(next.get()).toString());
            if (at.getScheme().equalsIgnoreCase("https") && !target.getScheme().equalsIgnoreCase("https")) {
                throw new Unreachable("it leads from https to '" + target + "'");
            }
            at = target;
        }
        throw new Unreachable("it leads to more than " + MOST_REDIRECTIONS + " other places");
    }

    private static boolean sameServer(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && one.getPort() == other.getPort();
    }

    private static URI uri(String text) throws Unreachable {
        try {
            var uri = URI.create(text);
            var scheme = Objects.requireNonNullElse(uri.getScheme(), "").toLowerCase(java.util.Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // Said below, as of any other text that is no address.
        }
        throw new Unreachable("'" + text + "' is not an HTTP URL");
    }

    private static <T> HttpResponse<T> exchange(
            HttpClient client, HttpRequest request, BodyHandler<T> body, Duration longest) throws Unreachable {
        var answer = client.sendAsync(request, body);
        try {
            return answer.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            answer.cancel(true);
            throw new Unreachable("timed out");
        } catch (InterruptedException _) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new UserError("interrupted");
        } catch (ExecutionException e) {
            throw new Unreachable(reason(Objects.requireNonNullElse(e.getCause(), e)));
        }
    }

    private static String reason(Throwable e) {
        return switch (e) {
            case HttpTimeoutException _ -> "timed out";
            case UnknownHostException _ -> "name or service not known";
            case ConnectException connecting ->
                connecting.getCause() instanceof UnresolvedAddressException
                        ? "name or service not known"
                        : "connection refused";
            case IOException io when io.getMessage() != null -> io.getMessage();
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }
}
