package dev.muster.galaxy;

import dev.muster.json.Json;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a Galaxy server is told who asks: the header {@code Authorization}. */
sealed interface Credentials {

    /** Nobody in particular. */
    record None() implements Credentials {}

    /** A token of the server's own. */
    record Token(String token) implements Credentials {}

    /** A name and a password. */
    record Basic(String user, String password) implements Credentials {}

    /**
     * A token that is exchanged at another server for one that is valid for a while (OpenID Connect, as Automation Hub has it).
     *
     * @param token the one to exchange; without one there is a client secret
     */
    record Exchanged(
            String url,
            @Nullable String token,
            @Nullable String clientId,
            @Nullable String clientSecret) implements Credentials {}

    /** The headers. A token to be exchanged is exchanged here; callers keep what it gave. */
    default Map<String, String> headers(Fetch fetch, boolean certificates, Duration timeout) throws ServerError {
        return switch (this) {
            case None _ -> Map.of();
            case Token token -> Map.of("Authorization", "Token " + token.token());
            case Basic basic -> {
                var both = (basic.user() + ":" + basic.password()).getBytes(StandardCharsets.UTF_8);
                yield Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(both));
            }
            case Exchanged exchanged -> Map.of("Authorization", exchange(exchanged, fetch, certificates, timeout));
        };
    }

    private static String exchange(Exchanged given, Fetch fetch, boolean certificates, Duration timeout)
            throws ServerError {
        var form = new StringBuilder("client_id=")
                .append(encoded(given.clientId() == null ? "cloud-services" : given.clientId()));
        if (given.clientSecret() == null) {
            form.append("&refresh_token=")
                    .append(encoded(given.token() == null ? "" : given.token()))
                    .append("&grant_type=refresh_token");
        } else {
            form.append("&client_secret=")
                    .append(encoded(given.clientSecret()))
                    .append("&scope=api.console&grant_type=client_credentials");
        }
        try {
            var answer = fetch.text(new Fetch.Request(given.url(), Map.of(), form.toString(), certificates, timeout));
            if (answer.code() / 100 == 2
                    && Json.parse(Source.ofText(given.url(), answer.body())) instanceof Map<?, ?> data
                    && data.get("access_token") instanceof String token) {
                return (data.get("token_type") instanceof String type ? type : "Bearer") + " " + token;
            }
            throw new ServerError(
                    "Unable to get access token (HTTP Code: " + answer.code() + ", Message: " + Reason.of(answer.code())
                            + ")",
                    answer.code());
        } catch (Fetch.Unreachable e) {
            throw new ServerError("Unable to get access token: " + e.why(), 0);
        } catch (UserError e) {
            throw new ServerError("Unable to get access token: " + e.what(), 0);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
