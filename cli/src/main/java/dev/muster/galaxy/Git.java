package dev.muster.galaxy;

import dev.muster.file.SafeFile;
import dev.muster.source.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The program git, as a way to fetch a repository. Addresses and versions come from files that somebody else may have written,
 * so that one that looks like an option or names a helper program is refused, and git itself is held to protocols that start
 * no program but ssh.
 */
final class Git {

    private static final String PROTOCOLS = "file:git:http:https:ssh";
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Pattern HELPER = Pattern.compile("[A-Za-z0-9+.-]+::.*", Pattern.DOTALL);

    private final Map<String, String> environment;
    private final boolean certificates;

    /** @param certificates whether those of servers are checked */
    Git(Map<String, String> environment, boolean certificates) {
        this.environment = environment;
        this.certificates = certificates;
    }

    /** Clones a repository into a folder that is not there yet, and checks out a version; the empty text for what git takes. */
    void clone(String url, Path folder, String version) {
        mustBeAddress(url);
        mustBeVersion(version);
        var words = new ArrayList<>(List.of("clone", "--quiet"));
        if (!certificates) {
            words.addAll(List.of("-c", "http.sslVerify=false"));
        }
        words.addAll(List.of("--", url, folder.toString()));
        run(words, folder.toAbsolutePath().getParent());
        if (!version.isEmpty()) {
            run(List.of("checkout", "--quiet", version), folder);
        }
    }

    /** Packs a version of a cloned repository into a tar file, everything below a folder of a name. */
    void archive(Path repository, String name, String version, Path target) {
        mustBeVersion(version);
        run(
                List.of(
                        "archive",
                        "--format=tar",
                        "--prefix=" + name + "/",
                        "--output=" + target,
                        version.isEmpty() ? "HEAD" : version),
                repository);
    }

    private static void mustBeAddress(String url) {
        if (url.isEmpty() || url.startsWith("-")) {
            throw new UserError("'" + url + "' is not the address of a git repository")
                    .hint("what begins with '-' would be an option of git");
        }
        if (HELPER.matcher(url).matches()) {
            throw new UserError("'" + url + "' names a helper program of git, which is not started")
                    .hint("use file, git, http, https or ssh");
        }
    }

    private static void mustBeVersion(String version) {
        if (version.startsWith("-")) {
            throw new UserError("'" + version + "' is not a version in a git repository")
                    .hint("what begins with '-' would be an option of git");
        }
    }

    private void run(List<String> words, Path folder) {
        var command = new ArrayList<>(List.of("git"));
        command.addAll(words);
        var shown = String.join(" ", command);
        Path said = null;
        try {
            said = Files.createTempFile("muster-git", ".log");
            var builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            builder.environment().putIfAbsent("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
            builder.environment().put("GIT_ALLOW_PROTOCOL", PROTOCOLS);
            builder.environment().put("GIT_TERMINAL_PROMPT", "0");
            var process = builder.start();
            if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new UserError("- command " + shown + " took longer than " + LONGEST.toMinutes() + " minutes");
            }
            if (process.exitValue() != 0) {
                var text = Files.readString(said, StandardCharsets.UTF_8);
                throw new UserError("- command " + shown + " failed in directory " + folder + " (rc="
                        + process.exitValue() + ") - " + text.strip());
            }
        } catch (IOException e) {
            throw new UserError("Could not find/use 'git', it is required to continue: " + SafeFile.reason(e));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new UserError("interrupted");
        } finally {
            if (said != null) {
                SafeFile.remove(said);
            }
        }
    }
}
