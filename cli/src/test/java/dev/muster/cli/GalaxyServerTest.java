package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Collections and roles from a Galaxy server, which here is a small one of the test's own. */
final class GalaxyServerTest {

    private static final String VERSIONS = "/api/v3/collections/my/%s/versions/";

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, byte[]> pages = new TreeMap<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private String url;

    GalaxyServerTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        url = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @BeforeEach
    void start() {
        environment.put("HOME", folder + "/home");
        environment.put("ANSIBLE_GALAXY_SERVER", url);
        server.createContext("/", this::answer);
        server.start();
        page("/api/", "{\"available_versions\": {\"v1\": \"v1/\", \"v3\": \"v3/\"}}");
        page("/api", "{\"available_versions\": {\"v1\": \"v1/\", \"v3\": \"v3/\"}}");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().toString();
            asked.add(path + " " + exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
            var page = pages.get(path);
            if (path.equals("/moved.tar.gz")) {
                exchange.getResponseHeaders()
                        .add(
                                "Location",
                                "http://localhost:" + server.getAddress().getPort() + "/real");
                exchange.sendResponseHeaders(302, -1);
            } else if (page == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
            }
        }
    }

    private void page(String path, String text) {
        pages.put(path, text.getBytes(StandardCharsets.UTF_8));
    }

    private Invoked galaxy(String... words) {
        var all = new ArrayList<>(List.of("galaxy"));
        all.addAll(List.of(words));
        return Invoked.in(folder, environment, all.toArray(String[]::new));
    }

    /** Puts versions of a collection on the server. */
    private void collection(String name, Map<String, String> dependencies) throws Exception {
        var versions = new ArrayList<String>();
        for (var each : dependencies.entrySet()) {
            versions.add("{\"version\": \"" + each.getKey() + "\"}");
            var source = folder.resolve("made/" + name + each.getKey());
            galaxy("collection", "init", "my." + name, "--init-path", source.toString());
            var meta = source.resolve("my/" + name + "/galaxy.yml");
            Files.writeString(meta, Files.readString(meta).replace("version: 1.0.0", "version: " + each.getKey()));
            galaxy("collection", "build", source + "/my/" + name, "--output-path", folder + "/made");
            var file = "my-" + name + "-" + each.getKey() + ".tar.gz";
            var bytes = Files.readAllBytes(folder.resolve("made").resolve(file));
            pages.put("/" + file, bytes);
            release(name, each.getKey(), "/" + file, sha256(bytes), each.getValue());
        }
        page(
                VERSIONS.formatted(name) + "?limit=100",
                "{\"data\": [" + versions.getFirst() + "], \"links\": {\"next\": \"" + VERSIONS.formatted(name)
                        + "?limit=100&offset=100\"}}");
        page(
                VERSIONS.formatted(name) + "?limit=100&offset=100",
                "{\"data\": [" + String.join(",", versions.subList(1, versions.size()))
                        + "], \"links\": {\"next\": null}}");
    }

    private void release(String name, String version, String file, String sum, String dependencies) {
        page(VERSIONS.formatted(name) + version + "/", """
                {"namespace": {"name": "my"}, "collection": {"name": "%s"}, "version": "%s", "download_url": "%s",
                 "artifact": {"sha256": "%s"}, "metadata": {"dependencies": %s}, "href": "/api/v3/x", "signatures": []}
                """.formatted(name, version, file, sum, dependencies));
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void installsTheNewestVersionThatFits() throws Exception {
        collection("tools", versions("1.0.0", "{}", "1.9.0", "{}", "2.0.0", "{}", "2.1.0-rc.1", "{}"));

        var newest = galaxy("collection", "install", "my.tools");

        assertThat(newest.err()).isEmpty();
        assertThat(newest.out())
                .startsWith("Starting galaxy collection install process\nProcess install dependency map\nStarting"
                        + " collection install process\nDownloading " + url + "/my-tools-2.0.0.tar.gz to ")
                .endsWith("my.tools:2.0.0 was installed successfully\n");
        assertThat(galaxy("collection", "install", "my.tools:<2", "--force").out())
                .contains("my.tools:1.9.0 was");
        assertThat(galaxy("collection", "install", "my.tools", "--upgrade").out())
                .contains("my.tools:2.0.0 was");
        assertThat(galaxy("collection", "install", "my.tools", "--upgrade", "--pre")
                        .out())
                .contains("my.tools:2.1.0-rc.1 was");
        assertThat(galaxy("collection", "install", "my.tools==1.0.0", "--force").out())
                .contains("my.tools:1.0.0 was");
        assertThat(galaxy("collection", "list").out()).contains("my.tools   1.0.0");
        var noted = folder.resolve("home/.ansible/collections/ansible_collections/my.tools-1.0.0.info/GALAXY.yml");
        assertThat(noted)
                .hasContent("download_url: " + url + "/my-tools-1.0.0.tar.gz\nformat_version: 1.0.0\nname: tools\n"
                        + "namespace: my\nserver: " + url + "/api\nsignatures: []\nversion: 1.0.0\n"
                        + "version_url: /api/v3/x\n");
        assertThat(folder.resolve("home/.ansible/collections/ansible_collections/my.tools-2.0.0.info"))
                .doesNotExist();
        assertThat(galaxy("collection", "verify", "my.tools").out())
                .endsWith("Successfully verified that checksums for 'my.tools:1.0.0' match the remote collection.\n");
    }

    private static Map<String, String> versions(String... pairs) {
        var all = new java.util.LinkedHashMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            all.put(pairs[i], pairs[i + 1]);
        }
        return all;
    }

    @Test
    void takesBackAChoiceThatTurnsOutImpossible() throws Exception {
        collection("base", versions("1.0.0", "{}", "2.0.0", "{}"));
        collection("left", versions("1.0.0", "{\"my.base\": \"<2\"}", "1.1.0", "{\"my.base\": \">=2\"}"));
        collection("right", versions("1.0.0", "{\"my.base\": \">=1,<2\"}"));

        var installed = galaxy("collection", "install", "my.left", "my.right");

        assertThat(installed.err()).isEmpty();
        assertThat(installed.out())
                .contains("my.left:1.0.0 was installed", "my.right:1.0.0 was installed", "my.base:1.0.0 was installed");
    }

    @Test
    void whatHasAnotherChecksumIsNotInstalled() throws Exception {
        collection("tools", versions("1.0.0", "{}"));
        release("tools", "1.0.0", "/my-tools-1.0.0.tar.gz", "00", "{}");

        assertThat(galaxy("collection", "install", "my.tools").err())
                .isEqualTo("[ERROR]: Failed to download collection tar from 'default' due to the following unforeseen"
                        + " error: Mismatch artifact hash with downloaded file\n");
        assertThat(folder.resolve("home/.ansible/collections/ansible_collections/my/tools"))
                .doesNotExist();
    }

    @Test
    void whatTheServerHasNotIsTold() throws Exception {
        collection("tools", versions("1.0.0", "{}"));

        assertThat(galaxy("collection", "install", "my.none").err())
                .startsWith("[ERROR]: Failed to resolve the requested dependencies map. Could not satisfy the following"
                        + " requirements:\n* my.none:* (direct request)\n");
        assertThat(galaxy("collection", "install", "my.tools:>3").err()).contains("* my.tools:>3 (direct request)\n");
        server.stop(0);
        assertThat(galaxy("collection", "install", "my.tools").err())
                .isEqualTo("[WARNING]: Skipping Galaxy server " + url
                        + ". Got an unexpected error when getting available"
                        + " versions of collection my.tools: Unknown error when attempting to call Galaxy at '" + url
                        + "/api': connection refused\n[ERROR]: Unknown error when attempting to call Galaxy at '" + url
                        + "/api': connection refused\n");
    }

    @Test
    void tokensGoToTheirServerAndNowhereElse() throws Exception {
        collection("tools", versions("1.0.0", "{}"));
        var bytes = pages.get("/my-tools-1.0.0.tar.gz");
        pages.put("/real", bytes);
        release("tools", "1.0.0", "/moved.tar.gz", sha256(bytes), "{}");
        Files.writeString(
                folder.resolve("ansible.cfg"),
                "[galaxy]\nserver_list = hub\n[galaxy_server.hub]\nurl = " + url + "/api/\ntoken = s3cr3t-t0ken\n");
        environment.put("ANSIBLE_CONFIG", folder + "/ansible.cfg");

        var installed = galaxy("collection", "install", "my.tools", "-vvvv");

        assertThat(installed.err()).isEmpty();
        assertThat(installed.code()).isZero();
        assertThat(installed.out()).doesNotContain("s3cr3t-t0ken");
        assertThat(asked).contains(VERSIONS.formatted("tools") + "1.0.0/ [Token s3cr3t-t0ken]", "/real []");
    }

    @Test
    void namesAndPasswordsAreSaid() throws Exception {
        collection("tools", versions("1.0.0", "{}"));
        environment.put("ANSIBLE_GALAXY_SERVER_LIST", "hub");
        environment.put("ANSIBLE_GALAXY_SERVER_HUB_URL", url);
        environment.put("ANSIBLE_GALAXY_SERVER_HUB_USERNAME", "me");
        environment.put("ANSIBLE_GALAXY_SERVER_HUB_PASSWORD", "word");

        assertThat(galaxy("collection", "install", "my.tools").code()).isZero();
        assertThat(asked).contains("/api [Basic bWU6d29yZA==]");
    }

    @Test
    void installsFromAnAddress() throws Exception {
        collection("tools", versions("1.0.0", "{}"));

        var installed = galaxy("collection", "install", url + "/my-tools-1.0.0.tar.gz");

        assertThat(installed.err()).isEmpty();
        assertThat(installed.out()).endsWith("my.tools:1.0.0 was installed successfully\n");
        assertThat(galaxy("collection", "install", url + "/none.tar.gz").err())
                .isEqualTo("[ERROR]: Failed to download collection tar from '" + url
                        + "/none.tar.gz': HTTP Error 404: Not Found\n");
    }

    @Test
    void installsARoleOfAServer() throws Exception {
        galaxy("role", "init", "web");
        var run = dev.muster.Command.run("tar", "czf", folder + "/web.tar.gz", "-C", folder.toString(), "web");
        assertThat(run.code()).isZero();
        pages.put("/web.tar.gz", Files.readAllBytes(folder.resolve("web.tar.gz")));
        page(
                "/api/v1/roles/?owner__username=me&name=web",
                "{\"results\": [{\"id\": 7, \"github_user\": \"me\", \"github_repo\": \"web\"}]}");
        page("/api/v1/roles/?owner__username=me&name=none", "{\"results\": []}");
        page(
                "/api/v1/roles/7/versions/?page_size=50",
                "{\"results\": [{\"name\": \"1.9\", \"download_url\": \"" + url + "/old\"}, {\"name\": \"1.10\","
                        + " \"download_url\": \"" + url + "/web.tar.gz\"}]}");

        var installed = galaxy("role", "install", "me.web", "-p", "roles");

        assertThat(installed.err()).isEmpty();
        assertThat(installed.out())
                .isEqualTo("Starting galaxy role install process\n- downloading role 'web', owned by me\n"
                        + "- downloading role from " + url + "/web.tar.gz\n- extracting me.web to " + folder
                        + "/roles/me.web\n- me.web (1.10) was installed successfully\n");
        assertThat(galaxy("role", "install", "me.none", "-p", "roles").err())
                .startsWith("[WARNING]: - me.none was NOT installed successfully: - sorry, me.none was not found on "
                        + url + "/api.");
        assertThat(galaxy("role", "install", "me.web,3", "-p", "roles", "--force")
                        .err())
                .contains("- the specified version (3) of me.web was not found in the list of available versions");
        assertThat(galaxy("role", "install", url + "/gone.tar.gz", "-p", "roles")
                        .err())
                .startsWith("[ERROR]: failed to download the file: HTTP Error 404: Not Found\n"
                        + "[WARNING]: - gone was NOT installed successfully.\n");
    }
}
