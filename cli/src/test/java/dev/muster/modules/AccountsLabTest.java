package dev.muster.modules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.muster.step.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users and groups on a node with the shadow tools and on one with BusyBox alone. Containers are made for each test. */
@Tag("lab")
final class AccountsLabTest {

    private static final String HASH = "$6$salt$" + "a".repeat(86);

    private static Result run(ScriptRunner runner, Module module, boolean check, Object... pairs) {
        var given = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            given.put((String) pairs[i], pairs[i + 1]);
        }
        var result = runner.finish(module.start(Calls.of(module, given, check)));
        assertFalse(result.isFailed(), result.toString());
        return result;
    }

    @ParameterizedTest
    @CsvSource({"lab/node:1, dash", "lab/node:1, bash", "lab/light:1, sh"})
    void groupsComeChangeAndGo(String image, String shell) throws Exception {
        try (var container = Container.of(image)) {
            var node = ScriptRunner.inContainer(container.id(), shell);
            var group = new GroupModule();
            assertEquals(Map.of(), run(node, group, true, "name", "staffers").data());
            assertTrue(run(node, group, false, "name", "staffers", "gid", 4242L).changed());
            var again = run(node, group, false, "name", "staffers", "gid", 4242L);
            assertFalse(again.changed());
            assertEquals(Map.of("name", "staffers", "state", "present", "system", false, "gid", 4242L), again.data());
            assertEquals(
                    4243L,
                    run(node, group, false, "name", "staffers", "gid", 4243L)
                            .data()
                            .get("gid"));
            assertTrue(run(node, group, false, "name", "staffers", "state", "absent")
                    .changed());
            assertFalse(run(node, group, false, "name", "staffers", "state", "absent")
                    .changed());
        }
    }

    @ParameterizedTest
    @CsvSource({"lab/node:1, dash", "lab/node:1, bash", "lab/light:1, sh"})
    void usersComeChangeAndGo(String image, String shell) throws Exception {
        try (var container = Container.of(image)) {
            var node = ScriptRunner.inContainer(container.id(), shell);
            var user = new UserModule();
            run(node, new GroupModule(), false, "name", "ops", "gid", 5000L);
            run(node, new GroupModule(), false, "name", "web", "gid", 5001L);
            Object[] given = {
                "name",
                "ann",
                "uid",
                4711L,
                "comment",
                "Ann O'Nym",
                "groups",
                List.of("ops"),
                "shell",
                "/bin/sh",
                "password",
                HASH
            };
            assertEquals(Map.of(), run(node, user, true, given).data());
            var made = run(node, user, false, given);
            assertTrue(made.changed());
            assertEquals(4711L, made.data().get("uid"));
            assertEquals("/home/ann", made.data().get("home"));
            assertEquals("NOT_LOGGING_PASSWORD", made.data().get("password"));
            assertEquals(true, made.data().get("create_home"));
            assertEquals("ann:" + HASH, container.sh("grep ^ann: /etc/shadow | cut -d: -f1,2"));
            assertEquals("4711", container.sh("stat -c %u /home/ann"));
            var again = run(node, user, false, given);
            assertFalse(again.changed(), again.toString());
            assertEquals("ops", again.data().get("groups"));
            assertEquals(false, again.data().get("append"));

            assertTrue(run(node, user, true, "name", "ann", "groups", "web", "append", true)
                    .changed());
            assertEquals("", container.sh("grep ^web: /etc/group | cut -d: -f4"));
            assertTrue(run(node, user, false, "name", "ann", "groups", "web", "append", true)
                    .changed());
            assertFalse(run(node, user, false, "name", "ann", "groups", "web", "append", true)
                    .changed());
            assertEquals("ann ann", container.sh("echo $(grep -E '^(ops|web):' /etc/group | cut -d: -f4)"));
            assertTrue(run(node, user, false, "name", "ann", "groups", "web").changed());
            assertEquals("", container.sh("grep ^ops: /etc/group | cut -d: -f4"));

            assertTrue(
                    run(node, user, false, "name", "ann", "password_lock", true).changed());
            assertFalse(
                    run(node, user, false, "name", "ann", "password_lock", true).changed());
            assertEquals("!" + HASH, container.sh("grep ^ann: /etc/shadow | cut -d: -f2"));
            assertTrue(run(node, user, false, "name", "ann", "expires", 1893456000.0)
                    .changed());
            assertFalse(run(node, user, false, "name", "ann", "expires", 1893456000.0)
                    .changed());
            assertTrue(run(node, user, false, "name", "ann", "expires", -1.0).changed());
            assertFalse(run(node, user, false, "name", "ann", "expires", -1.0).changed());
            assertEquals(
                    1,
                    run(node, user, false, "name", "ann", "append", true)
                            .warnings()
                            .size());
            if (!image.contains("light")) {
                // usermod(8) gives an account without a line in the shadow file one.
                container.sh("echo bare::575:575::/home/bare:/bin/sh >>/etc/passwd");
                assertTrue(
                        run(node, user, false, "name", "bare", "expires", -1.0).changed());
                assertFalse(
                        run(node, user, false, "name", "bare", "expires", -1.0).changed());
            }
            assertTrue(run(node, user, false, "name", "ann", "password_expire_max", 90L)
                    .changed());
            assertFalse(run(node, user, false, "name", "ann", "password_expire_max", 90L)
                    .changed());

            container.sh("echo kept >/home/ann/file");
            assertTrue(run(node, user, false, "name", "ann", "home", "/srv/ann", "move_home", true)
                    .changed());
            assertEquals("kept", container.sh("cat /srv/ann/file"));
            assertTrue(run(node, user, true, "name", "ann", "state", "absent").changed());
            var gone = run(node, user, false, "name", "ann", "state", "absent", "remove", true);
            assertEquals(true, gone.data().get("remove"));
            assertEquals("", container.sh("grep -h ann /etc/passwd /etc/shadow /etc/group; ls /srv | grep ann"));
            assertFalse(run(node, user, false, "name", "ann", "state", "absent").changed());
        }
    }

    @ParameterizedTest
    @CsvSource({"lab/node:1, dash"})
    void makesKeysWhosePassphraseIsHidden(String image, String shell) throws Exception {
        try (var container = Container.of(image)) {
            var node = ScriptRunner.inContainer(container.id(), shell);
            Object[] given = {
                "name", "bob", "generate_ssh_key", true, "ssh_key_type", "ed25519", "ssh_key_passphrase", "open sesame"
            };
            var made = run(node, new UserModule(), false, given);
            assertEquals("/home/bob/.ssh/id_ed25519", made.data().get("ssh_key_file"));
            assertTrue(String.valueOf(made.data().get("ssh_public_key")).startsWith("ssh-ed25519 "));
            assertTrue(String.valueOf(made.data().get("ssh_fingerprint")).startsWith("256 SHA256:"));
            assertEquals(
                    String.valueOf(made.data().get("ssh_public_key")).split(" ")[1],
                    container.sh("ssh-keygen -y -P 'open sesame' -f /home/bob/.ssh/id_ed25519")
                            .split(" ")[1]);
            assertFalse(run(node, new UserModule(), false, given).changed());
        }
    }
}
