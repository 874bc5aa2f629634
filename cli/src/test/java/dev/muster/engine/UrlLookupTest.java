package dev.muster.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.muster.config.Catalog;
import dev.muster.config.Settings;
import dev.muster.config.Surroundings;
import dev.muster.http.EnvironmentProxies;
import dev.muster.jinja.Variables;
import dev.muster.source.UserError;
import dev.muster.value.Undefined;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The lookup {@code url} against a server on this machine. */
final class UrlLookupTest {

    private static final Variables NONE = new Variables() {
        @Override
        public @Nullable Object get(String name) {
            return Undefined.name(name);
        }

        @Override
        public Collection<String> names() {
            return List.of();
        }
    };

    private HttpServer server;

    @BeforeEach
    void serves() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/lines", exchange -> answer(exchange, 200, "a\nb\r\nc"));
        server.createContext("/none", exchange -> answer(exchange, 404, "nothing"));
        server.createContext("/moved", exchange -> redirect(exchange, "/lines"));
        server.createContext("/to-file", exchange -> redirect(exchange, "file:///etc/passwd"));
        server.createContext("/round", exchange -> redirect(exchange, "/round"));
        server.createContext(
                "/headers",
                exchange -> answer(
                        exchange,
                        200,
                        exchange.getRequestHeaders().getFirst("User-Agent") + " "
                                + exchange.getRequestHeaders().getFirst("X-Site") + " "
                                + exchange.getRequestHeaders().getFirst("Cache-Control")));
        server.createContext("/secret", exchange -> {
            var given = exchange.getRequestHeaders().getFirst("Authorization");
            if (given == null) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"x\"");
                answer(exchange, 401, "who are you");
            } else {
                answer(exchange, 200, given);
            }
        });
        server.createContext("/stalls", _ -> {});
        server.start();
    }

    @AfterEach
    void stops() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static void redirect(HttpExchange exchange, String where) throws IOException {
        exchange.getResponseHeaders().add("Location", where);
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private List<@Nullable Object> get(String path, Map<String, @Nullable Object> options) {
        return UrlLookup.lookup(
                List.of("http://127.0.0.1:" + server.getAddress().getPort() + path), options, NONE, null);
    }

    @Test
    void givesLinesOrOneText() {
        assertThat(get("/lines", Map.of())).containsExactly("a", "b", "c");
        assertThat(get("/lines", Map.of("split_lines", false))).containsExactly("a\nb\r\nc");
    }

    @Test
    void followsRedirectsUnlessToldNotTo() {
        assertThat(get("/moved", Map.of())).containsExactly("a", "b", "c");
        assertThatThrownBy(() -> get("/moved", Map.of("follow_redirects", "none")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("HTTP Error 302");
        assertThatThrownBy(() -> get("/round", Map.of())).hasMessageContaining("redirects without end");
    }

    @Test
    void readsNoFileWhereverAServerSendsIt() {
        assertThatThrownBy(() -> get("/to-file", Map.of())).hasMessageContaining("by http and https");
        assertThatThrownBy(() -> UrlLookup.lookup(List.of("file:///etc/passwd"), Map.of(), NONE, null))
                .hasMessageContaining("by http and https");
    }

    @Test
    void sendsHeadersAndItsName() {
        assertThat(get("/headers", Map.of("headers", Map.of("X-Site", "lab"), "force", true)))
                .containsExactly("ansible-httpget lab no-cache");
        assertThat(get("/headers", Map.of("http_agent", "me"))).containsExactly("me null null");
    }

    @Test
    void tellsItsPasswordWhenItIsAsked() {
        var basic = "Basic " + java.util.Base64.getEncoder().encodeToString("ann:pw".getBytes(StandardCharsets.UTF_8));
        assertThat(get("/secret", Map.of("username", "ann", "password", "pw"))).containsExactly(basic);
        assertThat(get("/secret", Map.of("username", "ann", "password", "pw", "force_basic_auth", true)))
                .containsExactly(basic);
        assertThatThrownBy(() -> get("/secret", Map.of("use_netrc", false))).hasMessageContaining("HTTP Error 401");
    }

    @Test
    void doesAsTheSettingsSayUnlessItIsToldOtherwise() {
        var environment = Map.of("ANSIBLE_LOOKUP_URL_AGENT", "set", "ANSIBLE_LOOKUP_URL_FOLLOW_REDIRECTS", "no");
        var settings = Settings.of(Catalog.read(), new Surroundings(environment, Path.of("")), null, _ -> {});
        var address = "http://127.0.0.1:" + server.getAddress().getPort();
        assertThat(UrlLookup.lookup(List.of(address + "/headers"), Map.of(), NONE, settings))
                .singleElement()
                .asString()
                .startsWith("set ");
        assertThat(UrlLookup.lookup(List.of(address + "/headers"), Map.of("http_agent", "told"), NONE, settings))
                .singleElement()
                .asString()
                .startsWith("told ");
        assertThatThrownBy(() -> UrlLookup.lookup(List.of(address + "/moved"), Map.of(), NONE, settings))
                .hasMessageContaining("HTTP Error 302");
    }

    @Test
    void saysWhatWentWrong() {
        assertThatThrownBy(() -> get("/none", Map.of())).hasMessageContaining("HTTP Error 404");
        assertThatThrownBy(() -> UrlLookup.lookup(
                        List.of("http://ann:pw@127.0.0.1:" + server.getAddress().getPort() + "/none"),
                        Map.of(),
                        NONE,
                        null))
                .hasMessageContaining("<masked>@127")
                .hasMessageNotContaining("pw@");
        assertThatThrownBy(() -> get("/lines", Map.of("unix_socket", "/x"))).hasMessageContaining("no option");
    }

    @Test
    void doesNotWaitLongerThanItsTimeout() {
        assertThatThrownBy(() -> get("/stalls", Map.of("timeout", 0.2))).hasMessageContaining("timed out");
    }

    @Test
    void saysThatNobodyListens() {
        server.stop(0);
        assertThatThrownBy(() -> get("/lines", Map.of())).hasMessageContaining("Connection refused");
    }

    @Test
    void takesTheProxiesOfTheEnvironment() {
        var proxies = new EnvironmentProxies(
                Map.of("http_proxy", "http://proxy.lab:3128", "no_proxy", "localhost,.internal"));
        assertThat(proxies.select(URI.create("http://example.org/")).getFirst().address())
                .hasToString("proxy.lab/<unresolved>:3128");
        assertThat(proxies.select(URI.create("http://a.internal/")).getFirst()).isEqualTo(java.net.Proxy.NO_PROXY);
        assertThat(proxies.select(URI.create("https://example.org/")).getFirst())
                .isEqualTo(java.net.Proxy.NO_PROXY);
    }
}
