package dev.muster.modules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.remote.Connection;
import dev.muster.remote.Connections;
import dev.muster.remote.Identity;
import dev.muster.remote.Target;
import dev.muster.step.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The modules' scripts over a real connection: one long-lived shell that every step leaves as it was. */
class ModuleConnectionTest {

    @TempDir
    Path folder;

    private Result run(Connection connection, Module module, Map<String, ?> given) throws InterruptedException {
        var checked = ArgumentCheck.check(module.name(), module.parameters(), given);
        var call = new Invocation(checked.arguments(), false, false, Map.of(), new LocalController(Map.of()));
        var outcome = module.start(call);
        while (outcome instanceof Module.Outcome.Ask(var script, var _, var then)) {
            outcome = then.apply(connection.run(script, Identity.LOGIN));
        }
        return ((Module.Outcome.Done) outcome).result();
    }

    @Test
    void carriesAnyBytesThereAndBack() throws Exception {
        var bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);
        var source = Files.write(folder.resolve("source"), bytes);
        var dest = folder.resolve("dest").toString();
        try (var connection =
                new Connections(_ -> {}, _ -> Optional.empty()).open(new Target.Local("here", "/bin/sh"))) {
            var copy = Map.of("src", source.toString(), "dest", dest, "mode", "0600");
            assertThat(run(connection, new CopyModule(), copy).changed()).isTrue();
            assertThat(Files.readAllBytes(Path.of(dest))).isEqualTo(bytes);
            assertThat(run(connection, new CopyModule(), copy).changed()).isFalse();
            var read = run(connection, new SlurpModule(), Map.of("src", dest));
            assertThat(java.util.Base64.getDecoder().decode((String) read.data().get("content")))
                    .isEqualTo(bytes);
        }
    }

    @Test
    void goesOnAfterAFailureInTheSameShell() throws Exception {
        try (var connection =
                new Connections(_ -> {}, _ -> Optional.empty()).open(new Target.Local("here", "/bin/sh"))) {
            var missing = folder.resolve("missing").toString();
            assertThat(run(connection, new FileModule(), Map.of("path", missing))
                            .isFailed())
                    .isTrue();
            assertThat(run(connection, new FileModule(), Map.of("path", missing, "state", "touch", "mode", "u=rw,go="))
                            .data())
                    .containsEntry("mode", "0600");
            assertThat(run(connection, new LineinfileModule(), Map.of("path", missing, "line", "it's \"here\" $x"))
                            .changed())
                    .isTrue();
            assertThat(Path.of(missing)).hasContent("it's \"here\" $x");
        }
    }
}
