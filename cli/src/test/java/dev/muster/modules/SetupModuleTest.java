package dev.muster.modules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.muster.step.Result;
import dev.muster.step.Result.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Execution(ExecutionMode.CONCURRENT)
final class SetupModuleTest {

    private static final String SHELLS = "dev.muster.modules.ScriptRunner#shells";

    private static Result setup(ScriptRunner runner, Map<String, ?> given) {
        return runner.finish(new SetupModule().start(Calls.of(new SetupModule(), given, false)));
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void knowsThisMachine(ScriptRunner runner) {
        var facts = setup(runner, Map.of()).facts();
        assertEquals(System.getProperty("os.version"), facts.get("ansible_kernel"));
        assertEquals((long) Runtime.getRuntime().availableProcessors(), facts.get("ansible_processor_nproc"));
        assertEquals(System.getProperty("user.name"), facts.get("ansible_user_id"));
        assertTrue((Long) facts.get("ansible_memtotal_mb") > 0);
        assertTrue(((Map<?, ?>) Objects.requireNonNull(facts.get("ansible_date_time"))).size() == 20);
        assertEquals(true, facts.get("module_setup"));
        assertFalse(facts.containsKey("ansible_python"));
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void gathersWhatIsAskedFor(ScriptRunner runner) {
        var given = Map.of("gather_subset", List.of("!all", "!min"));
        assertEquals(
                Map.of("gather_subset", List.of("!all", "!min"), "module_setup", true),
                setup(runner, given).facts());
        var minimal = setup(runner, Map.of("gather_subset", List.of("!all"))).facts();
        assertTrue(minimal.containsKey("ansible_distribution"));
        assertFalse(minimal.containsKey("ansible_mounts"));
        assertFalse(minimal.containsKey("ansible_interfaces"));
        var filtered = setup(runner, Map.of("filter", List.of("ansible_kern*", "os_family")))
                .facts();
        assertEquals(
                List.of("ansible_kernel", "ansible_kernel_version", "ansible_os_family"),
                List.copyOf(filtered.keySet()));
        var bad = setup(runner, Map.of("gather_subset", List.of("bogus")));
        assertEquals(Status.FAILED, bad.status());
        assertTrue(bad.message()
                .startsWith("Bad subset 'bogus' given to Ansible. gather_subset options allowed: all, "
                        + "all_ipv4_addresses, all_ipv6_addresses, apparmor, architecture, caps, chroot, cmdline,"));
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void readsLocalFacts(ScriptRunner runner, @TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("a.fact"), "{\"list\": [1, true, null], \"text\": \"h\\u00e9\"}");
        Files.writeString(folder.resolve("b.fact"), "[General]\nPort = 80\n[other]\nx: 1\n");
        var good = Files.writeString(folder.resolve("c.fact"), "#!/bin/sh\necho '{\"ran\": true}'; echo noise >&2\n");
        var bad = Files.writeString(folder.resolve("d.fact"), "#!/bin/sh\necho oh >&2; exit 3\n");
        Files.writeString(folder.resolve("e.fact"), "neither this nor that");
        Files.writeString(folder.resolve("f.fact"), "[s]\npath = /srv/%(name)s\nname = 50%%\n");
        Files.writeString(folder.resolve("g.fact"), "[bad fact]\nvalue = this is a % bad % fact\n");
        for (var program : List.of(good, bad)) {
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        var given = Map.of("gather_subset", List.of("!all"), "fact_path", folder.toString());
        var result = setup(runner, given);
        var local = (Map<?, ?>) Objects.requireNonNull(result.facts().get("ansible_local"));
        var a = (Map<?, ?>) Objects.requireNonNull(local.get("a"));
        assertEquals(3, ((List<?>) Objects.requireNonNull(a.get("list"))).size());
        assertEquals("hé", a.get("text"));
        assertEquals(Map.of("General", Map.of("port", "80"), "other", Map.of("x", "1")), local.get("b"));
        assertEquals(Map.of("ran", true), local.get("c"));
        assertEquals("Failure executing fact script (" + folder + "/d.fact), rc: 3, err: oh", local.get("d"));
        assertEquals(
                "error loading facts as JSON or ini - please check content: " + folder + "/e.fact", local.get("e"));
        assertEquals(Map.of("s", Map.of("path", "/srv/50%", "name", "50%")), local.get("f"));
        assertEquals(
                "error loading facts as ini - please check content: " + folder
                        + "/g.fact ('%' must be followed by '%' or '(', found: '% bad % fact')",
                local.get("g"));
        assertEquals(3, result.warnings().size());
    }

    @ParameterizedTest
    @MethodSource(SHELLS)
    void tellsOfANodesPython(ScriptRunner runner, @TempDir Path folder) throws Exception {
        var python = Files.writeString(
                folder.resolve("python9"),
                "#!/bin/sh\n[ \"$1 $2\" = '-I -S' ] && printf '/usr/bin/python9\\n9.8.7rc1\\n9 8 7 candidate 1\\ncpython\\n'\n");
        Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
        var given = Map.of("gather_subset", List.of("!all"));
        var module = new SetupModule();
        var call = Calls.of(
                module, given, new Calls.VariablesController(Map.of("ansible_python_interpreter", python.toString())));
        var facts = runner.finish(module.start(call)).facts();
        assertEquals("9.8.7rc1", facts.get("ansible_python_version"));
        var told = (Map<?, ?>) Objects.requireNonNull(facts.get("ansible_python"));
        assertEquals(List.of(9L, 8L, 7L, "candidate", 1L), told.get("version_info"));
        assertEquals("/usr/bin/python9", told.get("executable"));
    }

    /** The expectations are those of the fixtures of ansible-core's own tests of distributions, shortened. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /etc/os-release:ID=debian;VERSION_ID="12";PRETTY_NAME="Debian GNU/Linux 12 (bookworm)";VERSION_CODENAME=bookworm@/etc/debian_version:12.11 | Debian | 12.11 | bookworm | 12 | Debian
            /etc/os-release:ID=ubuntu;NAME="Ubuntu";VERSION_ID="24.04";VERSION_CODENAME=noble | Ubuntu | 24.04 | noble | 24 | Debian
            /etc/os-release:ID="almalinux";NAME="AlmaLinux";VERSION_ID="9.3";VERSION="9.3 (Shamrock Pampas Cat)"@/etc/redhat-release:AlmaLinux release 9.3 (Shamrock Pampas Cat) | AlmaLinux | 9.3 | Shamrock Pampas Cat | 9 | RedHat
            /etc/os-release:ID="rhel";VERSION_ID="9.2";VERSION="9.2 (Plow)"@/etc/redhat-release:Red Hat Enterprise Linux release 9.2 (Plow) | RedHat | 9.2 | Plow | 9 | RedHat
            /etc/os-release:ID="centos";VERSION_ID="9"@/etc/centos-release:CentOS Stream release 9 | CentOS | 9 | Stream | 9 | RedHat
            /etc/os-release:ID="amzn";NAME="Amazon Linux";VERSION_ID="2023";VERSION="2023" | Amazon | 2023 | NA | 2023 | RedHat
            /etc/os-release:ID=alpine;VERSION_ID=3.18.2@/etc/alpine-release:3.18.2 | Alpine | 3.18.2 | NA | 3 | Alpine
            /etc/os-release:ID="opensuse-leap";NAME="openSUSE Leap";VERSION_ID="15.5";ID_LIKE="suse opensuse" | openSUSE Leap | 15.5 | 5 | 15 | Suse
            /etc/os-release:ID="sles";NAME="SLES";VERSION_ID="15.4";PRETTY_NAME="SUSE Linux Enterprise Server 15 SP4" | SLES | 15.4 | 4 | 15 | Suse
            /etc/os-release:NAME="Arch Linux";ID=arch | Archlinux | NA | NA | NA | Archlinux
            /etc/os-release:ID=flatcar;NAME="Flatcar Container Linux by Kinvolk";VERSION=3602.2.3;VERSION_ID=3602.2.3 | Flatcar | 3602.2.3 | NA | 3602 | Flatcar
            /etc/os-release:ID=gentoo;NAME=Gentoo@/etc/gentoo-release:Gentoo Base System release 2.14 | Gentoo | NA | NA | NA | Gentoo
            """)
    void namesDistributions(String files, String name, String version, String release, String major, String family) {
        var text = new StringBuilder("\036files\n");
        for (var file : files.split("@")) {
            int colon = file.indexOf(':');
            for (var line : file.substring(colon + 1).split(";")) {
                text.append(file, 0, colon + 1).append(line).append('\n');
            }
        }
        var facts = DistributionFacts.of(FactSource.of(ScriptRunner.answer(text.toString())));
        assertEquals(
                List.of(name, version, release, major, family),
                List.of(
                        facts.get("distribution") + "",
                        facts.get("distribution_version") + "",
                        facts.get("distribution_release") + "",
                        facts.get("distribution_major_version") + "",
                        facts.get("os_family") + ""));
    }

    @Test
    void tellsGuestsFromHosts() {
        var text = "\036files\n/proc/1/cgroup:0::/docker/0123\n/sys/devices/virtual/dmi/id/sys_vendor:QEMU\n"
                + "\n\036exists\n/dev/kvm\n";
        var facts = VirtualFacts.of(FactSource.of(ScriptRunner.answer(text)));
        assertEquals("docker", facts.get("virtualization_type"));
        assertEquals("guest", facts.get("virtualization_role"));
        assertEquals(List.of("container", "docker", "kvm"), facts.get("virtualization_tech_guest"));
        assertEquals(List.of("kvm"), facts.get("virtualization_tech_host"));
        var none = VirtualFacts.of(FactSource.of(ScriptRunner.answer("\036files\n")));
        assertEquals("NA", none.get("virtualization_type"));
    }

    @Test
    void readsAddresses() {
        var text = """
                \036has-ip

                \036links
                lrwxrwxrwx 1 root root 0 Nov 21 09:00 /sys/class/net/eth0 -> ../../devices/virtio0/net/eth0

                \036files
                /sys/class/net/eth0/address:02:fc:00:00:00:01
                /sys/class/net/eth0/mtu:1400
                /sys/class/net/eth0/type:1

                \036addresses
                2: eth0@if7: <BROADCAST,UP> mtu 1400 qdisc fq
                    link/ether 02:fc:00:00:00:01 brd ff:ff:ff:ff:ff:ff
                    inet 192.0.2.2/24 brd 192.0.2.255 scope global eth0
                       valid_lft forever preferred_lft forever
                    inet 192.0.2.9/24 scope global secondary eth0:1
                    inet6 fd00::2/64 scope global

                \036route4
                8.8.8.8 via 192.0.2.1 dev eth0 src 192.0.2.2 uid 0
                """;
        var facts = NetworkFacts.of(FactSource.of(ScriptRunner.answer(text)));
        assertEquals(List.of("eth0", "eth0_1"), facts.get("interfaces"));
        assertEquals(List.of("192.0.2.2", "192.0.2.9"), facts.get("all_ipv4_addresses"));
        assertEquals(
                Map.of(
                        "interface",
                        "eth0",
                        "address",
                        "192.0.2.2",
                        "gateway",
                        "192.0.2.1",
                        "broadcast",
                        "192.0.2.255",
                        "netmask",
                        "255.255.255.0",
                        "network",
                        "192.0.2.0",
                        "prefix",
                        "24",
                        "macaddress",
                        "02:fc:00:00:00:01",
                        "mtu",
                        1400L,
                        "type",
                        "ether"),
                without((Map<?, ?>) Objects.requireNonNull(facts.get("default_ipv4")), "alias"));
    }

    private static Map<?, ?> without(Map<?, ?> map, String key) {
        map.remove(key);
        return map;
    }
}
