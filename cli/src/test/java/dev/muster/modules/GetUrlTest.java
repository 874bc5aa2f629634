package dev.muster.modules;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.muster.step.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Downloads over HTTP with every tool that this machine has. */
@Execution(ExecutionMode.CONCURRENT)
class GetUrlTest {

    /** What a download needs of a node, without what downloads. */
    private static final List<String> TOOLS = List.of(
            "cat", "chmod", "chown", "cp", "date", "grep", "id", "mv", "rm", "sh", "sha1sum", "stat", "tail", "tr",
            "wc");

    @TempDir
    Path folder;

    private final List<String> seen = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var headers = exchange.getRequestHeaders();
        synchronized (seen) {
            seen.add(exchange.getRequestMethod() + " " + path + " " + headers.getFirst("X-Mine") + " "
                    + headers.getFirst("User-agent") + " " + headers.getFirst("Authorization"));
        }
        var body = "hello\n".getBytes(StandardCharsets.UTF_8);
        int status = 200;
        switch (path) {
            case "/moved" -> {
                exchange.getResponseHeaders().add("Location", "/there.txt");
                status = 302;
            }
            case "/none" -> status = 404;
            case "/short" -> {
                exchange.sendResponseHeaders(status, 100);
                exchange.getResponseBody().write(body);
                exchange.getResponseBody().flush();
                throw new IOException("the server goes away");
            }
            case "/closed" -> {
                if (headers.getFirst("Authorization") == null) {
                    exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"x\"");
                    status = 401;
                }
            }
            case "/named" ->
                exchange.getResponseHeaders().add("Content-Disposition", "attachment; filename=\"../n.txt\"");
            case "/old" -> status = headers.containsKey("If-Modified-Since") ? 304 : 200;
            default -> {}
        }
        boolean empty = status == 304 || exchange.getRequestMethod().equals("HEAD");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().add("Content-Length", String.valueOf(body.length));
        }
        exchange.sendResponseHeaders(status, empty ? -1 : body.length);
        if (!empty) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** The shells of this machine, and one more that finds no curl but another wget than BusyBox'. */
    private List<Shells.Shell> shells() throws IOException {
        var shells = new ArrayList<>(Shells.present());
        var wget = Path.of("/usr/bin/wget");
        if (Files.isExecutable(wget)) {
            var tools = new ArrayList<>(TOOLS);
            tools.add("wget");
            shells.add(new Shells.Shell("wget", List.of("/bin/sh"), Shells.folderOf(tools)));
        }
        return shells;
    }

    private Result get(Shells.Shell shell, boolean check, Map<String, ?> more) {
        var module = new GetUrlModule();
        var given = new LinkedHashMap<String, Object>(more);
        given.putIfAbsent("dest", folder.resolve("got-" + shell.name()).toString());
        var arguments =
                ArgumentCheck.check("get_url", module.parameters(), given).arguments();
        var call = new Invocation(arguments, check, false, Map.of(), new LocalController(Map.of()));
        return shell.run(module, call, folder);
    }

    @Test
    void fetchesAndFollowsRedirects() throws IOException {
        for (var shell : shells()) {
            var dest = Files.createDirectory(folder.resolve("d-" + shell.name()));
            var result = get(shell, false, Map.of("url", url("/moved"), "dest", dest.toString(), "mode", "0640"));
            assertThat(result.data()).as(shell.name()).containsEntry("msg", "OK (6 bytes)");
            assertThat(result.data()).as(shell.name()).containsEntry("status_code", 200L);
            assertThat(result.data()).as(shell.name()).containsEntry("mode", "0640");
            assertThat(result.data()).as(shell.name()).containsEntry("dest", dest + "/there.txt");
            assertThat(result.changed()).isTrue();
            assertThat(Files.list(dest).count()).as("nothing beside it").isEqualTo(1);
            assertThat(get(shell, false, Map.of("url", url("/moved"), "dest", dest.toString(), "mode", "0640"))
                            .changed())
                    .isFalse();
        }
    }

    @Test
    void keepsThePasswordFromTheNextUrlWhenAskedTo() throws IOException {
        for (var shell : Shells.present()) {
            if (shell.name().equals("dash")) {
                seen.clear();
                get(
                        shell,
                        false,
                        Map.of(
                                "url",
                                url("/moved"),
                                "url_username",
                                "me",
                                "url_password",
                                "word",
                                "force_basic_auth",
                                true,
                                "unredirected_headers",
                                List.of("authorization")));
                assertThat(seen).hasSize(2);
                assertThat(seen.getFirst()).contains("Basic ");
                assertThat(seen.getLast()).doesNotContain("Basic ");
            }
        }
    }

    @Test
    void saysWhatIsMissingOfAnAnswer() throws IOException {
        for (var shell : Shells.present()) {
            var result = get(shell, false, Map.of("url", url("/short")));
            assertThat(result.message())
                    .as(shell.name())
                    .isEqualTo(
                            "Incomplete read, (rsp.length=94, cl=100, st.st_size=6) failed to read remaining 94 bytes");
        }
    }

    @Test
    void takesTheNameThatTheServerGivesButNoFolderOfIt() throws IOException {
        for (var shell : shells()) {
            var dest = Files.createDirectory(folder.resolve("d-" + shell.name()));
            get(shell, false, Map.of("url", url("/named"), "dest", dest.toString()));
            assertThat(dest.resolve("n.txt")).as(shell.name()).hasContent("hello\n");
        }
    }

    @Test
    void reportsWhatTheServerSays() throws IOException {
        for (var shell : shells()) {
            var result = get(shell, false, Map.of("url", url("/none")));
            assertThat(result.isFailed()).isTrue();
            assertThat(result.data()).as(shell.name()).containsEntry("msg", "Request failed");
            assertThat(result.data()).as(shell.name()).containsEntry("status_code", 404L);
            assertThat(result.data()).as(shell.name()).containsEntry("response", "HTTP Error 404: Not Found");
        }
    }

    @Test
    void reportsThatNobodyAnswers() throws IOException {
        server.stop(0);
        for (var shell : shells()) {
            assertThat(get(shell, false, Map.of("url", url("/"))).message())
                    .as(shell.name())
                    .isEqualTo("Request failed: <urlopen error [Errno 111] Connection refused>");
        }
    }

    @Test
    void leavesAFileThatIsNotOlder() throws IOException {
        for (var shell : shells()) {
            var file = Files.writeString(folder.resolve("old-" + shell.name()), "mine");
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2024-01-02T03:04:05Z")));
            var result = get(shell, false, Map.of("url", url("/old"), "dest", file.toString()));
            assertThat(result.data()).as(shell.name()).containsEntry("status_code", 304L);
            assertThat(file).hasContent("mine");
            get(shell, false, Map.of("url", url("/old"), "dest", file.toString(), "force", true));
            assertThat(file).as(shell.name()).hasContent("hello\n");
        }
    }

    @Test
    void sendsHeadersAndAsksForTheHeadInCheckMode() throws IOException {
        for (var shell : shells()) {
            seen.clear();
            var result = get(
                    shell,
                    true,
                    Map.of("url", url("/f"), "headers", Map.of("X-Mine", "a \"b\" \\c"), "http_agent", "me"));
            assertThat(result.changed()).as(shell.name()).isTrue();
            // BusyBox' wget asks for the whole and does not read it.
            var method = shell.name().equals("busybox") ? "GET" : "HEAD";
            assertThat(seen).as(shell.name()).containsExactly(method + " /f a \"b\" \\c me null");
            assertThat(folder.resolve("got-" + shell.name())).doesNotExist();
        }
    }

    @Test
    void givesAPasswordToTheServerAloneAndNeverToOnlookers() throws IOException {
        var basic = "Basic " + Base64.getEncoder().encodeToString("me:pa\"ss\\word".getBytes(StandardCharsets.UTF_8));
        for (var shell : shells()) {
            seen.clear();
            var given = Map.of("url", url("/closed"), "url_username", "me", "url_password", "pa\"ss\\word");
            var result = get(shell, false, given);
            if (shell.name().equals("busybox")) {
                assertThat(result.message()).contains("without showing a secret to other users");
                assertThat(seen).isEmpty();
            } else {
                assertThat(result.data()).as(shell.name()).containsEntry("status_code", 200L);
                assertThat(seen.getLast()).as(shell.name()).endsWith(basic);
            }
        }
    }

    @Test
    void keepsAHeaderFromTheNextServer() throws IOException {
        var given = Map.of(
                "url", url("/moved"), "headers", Map.of("X-Mine", "a"), "unredirected_headers", List.of("x-mine"));
        for (var shell : shells()) {
            if (shell.name().equals("dash")) {
                seen.clear();
                get(shell, false, given);
                assertThat(seen)
                        .containsExactly(
                                "GET /moved a ansible-httpget null", "GET /there.txt null ansible-httpget null");
            }
        }
    }

    @Test
    void saysWhenThereIsNothingToDownloadWith() throws IOException {
        var shell = new Shells.Shell("sh", List.of("/bin/sh"), Shells.folderOf(TOOLS));
        assertThat(get(shell, false, Map.of("url", url("/f"))).message())
                .startsWith("there is neither curl nor wget on this node");
    }
}
