package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same commands by {@code muster galaxy} and by the {@code ansible-galaxy} of this machine: the same output, codes and files. */
@Tag("oracle")
final class GalaxyOracleTest {

    /** One command a line; what begins with {@code !} is for the shell. */
    private static final String COMMANDS = """
            role init web
            collection init my.tools
            collection init nodot
            ! cd web && git init -q . && git add . && git commit -qm x && git tag v1 && cd .. && tar czf web.tar.gz web
            ! cd my/tools && git init -q . && git add . && git commit -qm x
            collection build my/tools
            collection build my/tools --force
            install git+file://DIR/web,v1 -p roles
            install git+file://DIR/web,v1 -p roles
            role install web.tar.gz,v1,shop -p roles
            role install web.tar.gz,v2,shop -p roles
            role install web.tar.gz,v2,shop -p roles --force
            role list -p roles shop
            role list -p roles none
            role info -p roles none --offline
            role remove -p roles shop
            role remove -p roles shop
            collection install my-tools-1.0.0.tar.gz -p path
            collection install my-tools-1.0.0.tar.gz -p path
            collection install my-tools-1.0.0.tar.gz -p path --force
            collection list -p path my.tools
            collection list -p path my.tools --format json
            collection list -p path my.tools --format yaml
            collection install my/tools
            collection install git+file://DIR/my/tools --force
            collection install my --force
            ! printf 'roles: [{src: "git+file://DIR/web", name: a}]\\ncollections: [{name: my-tools-1.0.0.tar.gz}]\\n' > r.yml
            install -r r.yml --force
            install -r r.yml -p roles
            role install -r r.yml
            collection install -r r.yml --force
            ! echo x >> home/.ansible/collections/ansible_collections/my/tools/README.md
            collection verify --offline my.none
            collection download my/tools -p later
            collection install
            install
            collection install no.such --offline
            """;

    @TempDir
    private Path folder;

    private Invoked original(Path place, String words) throws IOException, InterruptedException {
        var home = Objects.requireNonNull(System.getenv("MUSTER_ORACLE"), "MUSTER_ORACLE");
        var out = folder.resolve("out");
        var command = new ArrayList<>(List.of(home + "/bin/python", home + "/bin/ansible-galaxy"));
        command.addAll(List.of(words.split(" ")));
        var builder = new ProcessBuilder(command)
                .directory(place.toFile())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment(place));
        int code = builder.start().waitFor();
        return new Invoked(code, Files.readString(out), "");
    }

    private static Map<String, String> environment(Path place) {
        return new HashMap<>(Map.of("HOME", place + "/home", "ANSIBLE_NOCOLOR", "1"));
    }

    /** What git says is not the commands' own. */
    private static String shown(Invoked run, Path place) {
        var out = run.out().replace(place.toString(), "DIR").replaceAll("(?m)^Your branch is up to date.*\\n", "");
        return "exit " + run.code() + "\n" + out;
    }

    private static TreeSet<String> tree(Path place) throws IOException {
        var names = new TreeSet<String>();
        try (var all = Files.walk(place)) {
            all.map(file -> place.relativize(file).toString())
                    .filter(name -> !name.contains(".git/") && !name.matches("home/\\.ansible/(tmp|galaxy_).*"))
                    .forEach(names::add);
        }
        return names;
    }

    @Test
    void doesWhatTheOriginalDoes() throws IOException, InterruptedException {
        var theirs = Files.createDirectories(folder.resolve("theirs"));
        var ours = Files.createDirectories(folder.resolve("ours"));
        for (var line : COMMANDS.lines().toList()) {
            if (line.startsWith("! ")) {
                for (var place : List.of(theirs, ours)) {
                    var script = "cd " + place + "; export GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=x"
                            + " GIT_COMMITTER_EMAIL=a@b; " + line.substring(2).replace("DIR", place.toString());
                    var run = Command.run("sh", "-ec", script);
                    assertThat(run.code()).as(run.output()).isZero();
                }
                continue;
            }
            var expected = original(theirs, line.replace("DIR", theirs.toString()));
            var words = new ArrayList<>(List.of("galaxy"));
            words.addAll(List.of(line.replace("DIR", ours.toString()).split(" ")));
            var run = Invoked.in(ours, environment(ours), words.toArray(String[]::new));

            assertThat(shown(run, ours)).as(line + "\n" + run.err()).isEqualTo(shown(expected, theirs));
        }
        assertThat(tree(ours)).isEqualTo(tree(theirs));
    }
}
