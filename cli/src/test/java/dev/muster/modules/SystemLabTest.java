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

/** Packages and names of machines, in containers of the lab's images. */
@Tag("lab")
final class SystemLabTest {

    private static final String REPOSITORY = """
            mkdir -p /repo && cd /repo
            for version in 1.0 2.0; do
                mkdir -p tree/DEBIAN tree/etc
                echo "$version" >tree/etc/muster-probe.conf
                echo /etc/muster-probe.conf >tree/DEBIAN/conffiles
                printf 'Package: muster-probe\\nVersion: %s\\nArchitecture: all\\nMaintainer: Nobody <no@example.com>\\nDescription: probe\\n' $version >tree/DEBIAN/control
                dpkg-deb --build tree probe_$version.deb >/dev/null
                dpkg-deb -f probe_$version.deb >>Packages
                printf 'Filename: ./probe_%s.deb\\nSize: %s\\nSHA256: %s\\n\\n' $version $(stat -c %s probe_$version.deb) $(sha256sum <probe_$version.deb | cut -d ' ' -f 1) >>Packages
            done
            rm -rf /etc/apt/sources.list /etc/apt/sources.list.d/*
            echo 'deb [trusted=yes] file:/repo ./' >/etc/apt/sources.list
            """;

    private static Result run(ScriptRunner runner, Module module, boolean check, Object... pairs) {
        var given = new LinkedHashMap<String, @Nullable Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            given.put((String) pairs[i], pairs[i + 1]);
        }
        return runner.finish(module.start(Calls.of(module, given, check)));
    }

    @ParameterizedTest
    @CsvSource({"dash", "bash"})
    void packagesComeChangeAndGo(String shell) throws Exception {
        try (var container = Container.of("lab/node:1")) {
            container.sh(REPOSITORY);
            var node = ScriptRunner.inContainer(container.id(), shell);
            var apt = new AptModule();
            var updated = run(node, apt, false, "update_cache", true);
            assertEquals(true, updated.data().get("cache_updated"), updated.toString());
            assertTrue(updated.changed());
            var fresh = run(node, apt, false, "update_cache", true, "cache_valid_time", 3600L);
            assertEquals(false, fresh.data().get("cache_updated"));
            assertEquals(updated.data().get("cache_update_time"), fresh.data().get("cache_update_time"));

            var missing = run(node, apt, false, "name", "no-such-package");
            assertEquals("No package matching 'no-such-package' is available", missing.message());
            var would = run(node, apt, true, "name", "muster-probe");
            assertTrue(would.changed());
            assertTrue(String.valueOf(would.data().get("stdout")).contains("Inst muster-probe (2.0"), would.toString());
            assertEquals("", container.sh("cat /etc/muster-probe.conf 2>/dev/null"));

            assertTrue(run(node, apt, false, "name", "muster-probe=1.*").changed());
            assertEquals("1.0", container.sh("cat /etc/muster-probe.conf"));
            assertFalse(run(node, apt, false, "name", "muster-probe").changed());
            assertFalse(run(node, apt, false, "name", "muster-probe=1.*").changed());
            assertTrue(run(node, apt, false, "name", "muster-probe>=2").changed());
            assertTrue(run(node, apt, true, "name", "muster-probe=1.0", "allow_downgrade", true)
                    .changed());
            assertFalse(run(node, apt, false, "name", "muster-probe", "state", "latest")
                    .changed());
            assertEquals(
                    "no available installation candidate for muster-probe=3",
                    run(node, apt, false, "name", "muster-probe=3").message());

            assertTrue(run(node, apt, false, "name", "muster-prob*", "state", "absent")
                    .changed());
            assertFalse(run(node, apt, false, "name", "muster-probe", "state", "absent")
                    .changed());
            var purged = run(node, apt, false, "name", "muster-probe", "state", "absent", "purge", true);
            assertTrue(purged.changed(), purged.toString());
            assertFalse(run(node, apt, false, "name", "muster-probe", "state", "absent", "purge", true)
                    .changed());

            assertTrue(run(node, new PackageModule(), false, "name", "muster-probe", "state", "present")
                    .changed());
            assertFalse(run(node, new PackageModule(), false, "name", "muster-probe", "state", "present")
                    .changed());
            assertTrue(run(node, new PackageModule(), false, "name", "muster-probe", "state", "absent")
                    .changed());

            assertTrue(run(node, apt, false, "deb", "/repo/probe_2.0.deb", "policy_rc_d", 101L)
                    .changed());
            assertFalse(run(node, apt, false, "deb", "/repo/probe_2.0.deb").changed());
            assertEquals("", container.sh("ls /usr/sbin/policy-rc.d 2>/dev/null"));
            assertFalse(run(node, apt, false, "upgrade", "dist").changed());
            assertFalse(run(node, apt, false, "autoremove", true).isFailed());
        }
    }

    @ParameterizedTest
    @CsvSource({"lab/node:1, dash", "lab/node:1, bash", "lab/light:1, sh"})
    void theMachineIsRenamed(String image, String shell) throws Exception {
        try (var container = Container.of(image)) {
            var node = ScriptRunner.inContainer(container.id(), shell);
            var before = container.sh("hostname");
            var would = run(node, new HostnameModule(), true, "name", "kiwi.example.net");
            assertTrue(would.changed());
            assertEquals(before, container.sh("hostname"));
            var kept = run(node, new HostnameModule(), true, "name", before);
            assertFalse(kept.changed(), kept.toString());
            assertEquals(
                    Map.of(
                            "ansible_hostname",
                            before,
                            "ansible_nodename",
                            before,
                            "ansible_fqdn",
                            before,
                            "ansible_domain",
                            ""),
                    kept.facts());
            // A container may not rename itself, but the file is written; the kernel's refusal is reported.
            var refused = run(node, new HostnameModule(), false, "name", "kiwi.example.net");
            assertTrue(refused.changed() || refused.message().startsWith("Command failed rc=1"), refused.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"lab/node:1, dash", "lab/node:1, bash", "lab/light:1, sh"})
    void databasesAreAsked(String image, String shell) throws Exception {
        try (var container = Container.of(image)) {
            var node = ScriptRunner.inContainer(container.id(), shell);
            var root = run(node, new GetentModule(), false, "database", "passwd", "key", "root");
            var entries = (Map<?, ?>) root.facts().get("getent_passwd");
            assertEquals(
                    List.of("x", "0", "0", "root", "/root"),
                    ((List<?>) (entries == null ? List.of() : entries.get("root"))).subList(0, 5));
            assertEquals(
                    "One or more supplied key could not be found in the database.",
                    run(node, new GetentModule(), false, "database", "group", "key", "nobody-here")
                            .message());
            assertFalse(
                    run(node, new GetentModule(), false, "database", "group", "key", "nobody-here", "fail_key", false)
                            .isFailed());
        }
    }

    @ParameterizedTest
    @CsvSource({"lab/node:1, dash", "lab/node:1, bash", "lab/light:1, sh"})
    void temporaryFilesArePrivate(String image, String shell) throws Exception {
        try (var container = Container.of(image)) {
            var node = ScriptRunner.inContainer(container.id(), shell);
            var made = run(node, new TempfileModule(), false, "suffix", ".cfg").data();
            assertEquals("0600", made.get("mode"));
            assertEquals("file", made.get("state"));
            var file = made.get("path");
            assertTrue(String.valueOf(file).matches("/tmp/ansible\\.[0-9a-f]{8}\\.cfg"), String.valueOf(file));
            assertEquals("600", container.sh("stat -c %a " + file));
            var folder = run(node, new TempfileModule(), false, "state", "directory", "path", "/root")
                    .data()
                    .get("path");
            assertEquals("700", container.sh("stat -c %a " + folder));
            assertTrue(
                    run(node, new TempfileModule(), false, "path", "/no/such").isFailed());
        }
    }
}
