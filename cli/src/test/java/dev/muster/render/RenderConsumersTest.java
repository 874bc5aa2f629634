package dev.muster.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.Command;
import dev.muster.pki.KeyKind;
import dev.muster.pki.NodeIdentity;
import dev.muster.pki.Pki;
import dev.muster.pki.PkiSettings;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import javax.naming.NamingException;
import javax.naming.directory.InitialDirContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every artifact in the hands of what reads it on a real machine, with values that try to break out of their syntax. */
@Tag("lab")
final class RenderConsumersTest {

    private static final Path SCHEMA =
            Path.of("/usr/lib/python3/dist-packages/cloudinit/config/schemas/schema-cloud-config-v1.json");

    private static final Path IGNITION = Path.of("/usr/lib/dracut/modules.d/30ignition/ignition");

    private static final List<String> KEYS = List.of(Specs.KEY, Specs.KEY + " " + Specs.HOSTILE);

    @TempDir
    Path folder;

    private final Renderer renderer = new Renderer(List.of(Specs.templates()));

    private static NodeSpec hostile(NodeSpec.Os os, String user) {
        return Specs.spec("n1", os)
                .with(spec -> {
                    spec.role = Specs.HOSTILE;
                    spec.cluster = Specs.HOSTILE;
                    spec.keys = KEYS;
                    spec.user = user;
                    spec.kernelArguments = List.of("console=ttyS0,115200n8", "x=%é<w>[=v]{{u}}");
                    spec.disk = "/dev/vda";
                })
                .make();
    }

    /** Renders node and cluster to the disk and answers the folder of the node. */
    private Path render(NodeSpec node) {
        var cluster = new Cluster(node.cluster(), List.of(node));
        var artifacts = new ArrayList<>(renderer.cluster(cluster));
        artifacts.addAll(renderer.node(cluster, node));
        new ArtifactTree(folder).write(artifacts, ArtifactTree.Scope.CLUSTER);
        return folder.resolve(node.name());
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "root"})
    void cloudInitKnowsEveryKeyOfTheUserData(String user) throws Exception {
        var file = render(hostile(NodeSpec.Os.EXISTING, user)).resolve("cloud-init/user-data");

        assertThat(Command.run("cloud-init", "schema", "--config-file", file.toString()))
                .isEqualTo(new Command(0, "Valid cloud-config: " + file + "\n"));
        // cloud-init 22.4 takes unknown keys at the top without a word.
        var known = new TreeSet<String>();
        for (JsonNode module : JsonMapper.shared().readTree(SCHEMA.toFile()).get("$defs")) {
            module.path("properties").propertyNames().forEach(known::add);
        }
        Map<String, Object> userData = new Yaml().load(Files.readString(file));
        assertThat(known).containsAll(userData.keySet());
    }

    @Test
    void netplanTakesTheNetwork() throws Exception {
        var config = render(hostile(NodeSpec.Os.EXISTING, "admin")).resolve("cloud-init/network-config");
        var plan = folder.resolve("plan/etc/netplan/01.yaml");
        Files.createDirectories(plan.getParent());
        Files.writeString(plan, "network:\n" + Files.readString(config).indent(2));
        Files.setPosixFilePermissions(plan, PosixFilePermissions.fromString("rw-------"));

        assertThat(Command.run(
                        "netplan",
                        "generate",
                        "--root-dir",
                        folder.resolve("plan").toString()))
                .isEqualTo(new Command(0, ""));
        assertThat(folder.resolve("plan/run/systemd/network/10-netplan-net0.network"))
                .content()
                .contains(
                        "PermanentMACAddress=52:54:00:77:00:45",
                        "Address=172.30.0.69/16",
                        "DNS=172.30.0.1",
                        "Domains=lab")
                .contains("Gateway=172.30.0.1");
    }

    @Test
    void theSeedImageIsReadByEveryName() throws Exception {
        var node = render(hostile(NodeSpec.Os.EXISTING, "admin"));
        var image = node.resolve("cidata.iso").toString();

        assertThat(Command.run("/usr/sbin/blkid", "-p", "-o", "export", image).output())
                .contains("LABEL=cidata\n", "TYPE=iso9660\n", "VERSION=Joliet Extension\n".replace(" ", "\\ "));
        for (var names : List.of("-R", "-J")) {
            assertThat(Command.run("isoinfo", names, "-f", "-i", image).output())
                    .isEqualTo("/meta-data\n/network-config\n/user-data\n/vendor-data\n");
        }
        for (var file : List.of("meta-data", "network-config", "user-data")) {
            for (var names : List.of("-R", "-J")) {
                assertThat(Command.run("isoinfo", names, "-x", "/" + file, "-i", image)
                                .output())
                        .as(names + " " + file)
                        .isEqualTo(Files.readString(node.resolve("cloud-init").resolve(file)));
            }
        }
        var copied = folder.resolve("copied");
        assertThat(Command.run("xorriso", "-indev", image, "-osirrox", "on", "-extract", "/", copied.toString())
                        .code())
                .isZero();
        assertThat(copied.resolve("user-data")).hasSameBinaryContentAs(node.resolve("cloud-init/user-data"));
    }

    @Test
    void dnsmasqTakesTheFile() throws Exception {
        render(hostile(NodeSpec.Os.DEBIAN12, "admin"));
        var file = folder.resolve("dnsmasq.conf");

        assertThat(Command.run("dnsmasq", "--test", "-C", file.toString()).output())
                .isEqualTo("dnsmasq: syntax check OK.\n");
        assertThat(file).content().startsWith("# DHCP for the nodes of " + Specs.HOSTILE + ".");
    }

    @Test
    void dnsmasqReadsBackWhatWasQuoted() throws Exception {
        int port;
        try (var socket = new DatagramSocket()) {
            port = socket.getLocalPort();
        }
        // JNDI's DNS client shows one byte as one character, so the text is kept to ASCII.
        var text = Specs.HOSTILE.replaceAll("[^ -~]", "") + ", end";
        var file = write(
                "dns.conf",
                "port=" + port + "\nlisten-address=127.0.0.1\nbind-interfaces\nno-resolv\nno-hosts\nuser=root\n"
                        + "txt-record=x.lab," + Syntax.DNSMASQ.write(text) + "\n");
        var dnsmasq = new ProcessBuilder("dnsmasq", "--keep-in-foreground", "--pid-file=", "-C", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("dnsmasq.log").toFile())
                .start();
        try {
            assertThat(txt(port, dnsmasq)
                            .replaceAll("^\"|\"$", "")
                            .replace("\\\"", "\"")
                            .replace("\\\\", "\\"))
                    .isEqualTo(text);
        } finally {
            dnsmasq.destroy();
            dnsmasq.waitFor();
        }
    }

    /** Asks the dnsmasq that this test started, on loopback, for a TXT record. */
    @SuppressWarnings("BanJNDI") // The names asked are constants, and the DNS provider reads no objects.
    private static String txt(int port, Process dnsmasq) throws Exception {
        var environment = new Hashtable<String, String>();
        environment.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
        environment.put("java.naming.provider.url", "dns://127.0.0.1:" + port);
        environment.put("com.sun.jndi.dns.timeout.initial", "500");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                var found = new InitialDirContext(environment).getAttributes("x.lab", new String[] {"TXT"});
                return String.valueOf(found.get("TXT").get());
            } catch (NamingException e) {
                if (!dnsmasq.isAlive() || System.nanoTime() > deadline) {
                    throw e;
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void grubParsesItsFiles(NodeSpec.Os os) throws Exception {
        var node = render(hostile(os, "admin"));
        var own = write("quoted.cfg", "echo " + Syntax.GRUB.write(Specs.HOSTILE) + "\nif true; then exit; fi\n");

        for (var file :
                List.of(node.resolve("grub/grub.cfg-01-52-54-00-77-00-45"), folder.resolve("grub/grub.cfg"), own)) {
            assertThat(Command.run("grub-script-check", file.toString()))
                    .as(file.toString())
                    .isEqualTo(new Command(0, ""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/sh", "/bin/bash", "/bin/busybox"})
    void shellsReadBackWhatWasQuoted(String shell) throws Exception {
        var text = Specs.HOSTILE + "\nline\n'";
        var script = write("quoted.sh", "printf %s " + Syntax.SH.write(text) + "\n");
        var command = shell.endsWith("busybox")
                ? Command.run(shell, "sh", script.toString())
                : Command.run(shell, script.toString());

        assertThat(command).isEqualTo(new Command(0, text));
    }

    @Test
    void debconfKeepsTheLastCommandAsItIs() throws Exception {
        var preseed = render(hostile(NodeSpec.Os.DEBIAN12, "admin")).resolve("debian12/preseed.cfg");

        assertThat(debconf("checked", "-c", preseed.toString())).isEqualTo(new Command(0, ""));
        assertThat(debconf("kept", preseed.toString())).isEqualTo(new Command(0, ""));
        assertThat(folder.resolve("kept.dat")).content().contains("\nValue: " + lateCommand(preseed) + "\n");
    }

    /** Runs debconf-set-selections with a database of its own: the machine's is no business of a test. */
    private Command debconf(String name, String... words) throws Exception {
        var config = write(
                name + ".conf", """
                Config: configdb
                Templates: templatedb

                Name: configdb
                Driver: File
                Filename: %s

                Name: templatedb
                Driver: File
                Filename: %s
                """.formatted(folder.resolve(name + ".dat"), folder.resolve(name + ".templates")));
        var all = new ArrayList<>(List.of("env", "DEBCONF_SYSTEMRC=" + config, "debconf-set-selections"));
        all.addAll(List.of(words));
        return Command.run(all.toArray(String[]::new));
    }

    private static String lateCommand(Path preseed) throws Exception {
        var start = "d-i preseed/late_command string ";
        return Files.readAllLines(preseed).stream()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow()
                .substring(start.length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "root"})
    void theInstallersShellPutsKeysInPlace(String user) throws Exception {
        var command = lateCommand(render(hostile(NodeSpec.Os.DEBIAN12, user)).resolve("debian12/preseed.cfg"));
        var target = folder.resolve("target");
        Files.createDirectories(target.resolve("etc/ssh"));
        Files.createDirectories(target.resolve("etc/sudoers.d"));
        Files.writeString(target.resolve("etc/ssh/ssh_host_rsa_key"), "of the package");
        var programs = Files.createDirectories(folder.resolve("programs"));
        var inTarget =
                Files.writeString(programs.resolve("in-target"), "#!/bin/sh\necho \"$@\" >> " + folder + "/ran\n");
        Files.setPosixFilePermissions(inTarget, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(Command.run(
                        "env",
                        "PATH=" + programs + ":/usr/bin:/bin",
                        "/bin/busybox",
                        "sh",
                        "-c",
                        command.replace("/target", target.toString())))
                .isEqualTo(new Command(0, ""));

        var home = target.resolve(user.equals("root") ? "root" : "home/admin");
        assertThat(home.resolve(".ssh/authorized_keys")).hasContent(String.join("\n", KEYS));
        assertThat(mode(home.resolve(".ssh/authorized_keys"))).isEqualTo("rw-------");
        assertThat(target.resolve("etc/ssh/ssh_host_ed25519_key")).hasContent(Specs.PRIVATE);
        assertThat(mode(target.resolve("etc/ssh/ssh_host_ed25519_key"))).isEqualTo("rw-------");
        assertThat(mode(target.resolve("etc/ssh/ssh_host_ed25519_key.pub"))).isEqualTo("rw-r--r--");
        assertThat(target.resolve("etc/ssh/ssh_host_rsa_key")).doesNotExist();
        if (user.equals("root")) {
            assertThat(folder.resolve("ran")).doesNotExist();
        } else {
            assertThat(folder.resolve("ran")).hasContent("chown -R admin:admin /home/admin/.ssh");
            assertThat(target.resolve("etc/sudoers.d/muster")).hasContent("admin ALL=(ALL) NOPASSWD:ALL");
            assertThat(mode(target.resolve("etc/sudoers.d/muster"))).isEqualTo("r--r-----");
        }
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "root"})
    void ignitionTakesBothFilesWithoutAWord(String user) throws Exception {
        var node = render(hostile(NodeSpec.Os.FLATCAR, user));

        for (var file : List.of("ignition.json", "install.json")) {
            assertThat(Command.run(
                            "ignition-validate",
                            node.resolve("flatcar").resolve(file).toString()))
                    .as(file)
                    .isEqualTo(new Command(0, ""));
        }
    }

    @Test
    void aRealIgnitionMakesTheNode() throws Exception {
        var settings = PkiSettings.named("lab").withKeys(KeyKind.RSA_2048, KeyKind.EC_P256);
        var pki = Pki.open(folder.resolve("pki"), settings, Clock.systemUTC());
        pki.issue(List.of(new NodeIdentity("n1", "n1.lab", "worker", "lab", List.of())), Pki.Replace.NOTHING);
        var key = pki.sshHostKey("n1");
        var plain = hostile(NodeSpec.Os.FLATCAR, "admin");
        var node = new NodeSpec(
                plain.name(),
                plain.fqdn(),
                plain.cluster(),
                plain.role(),
                plain.os(),
                plain.mac(),
                plain.ip(),
                plain.network(),
                plain.boot(),
                plain.admin(),
                plain.puppet(),
                new NodeSpec.HostKey(key.privateText(), key.publicText()),
                plain.extra());
        var config = render(node).resolve("flatcar/ignition.json");
        var root = emptySystem();

        for (var stage : List.of("fetch", "files")) {
            var run = Command.run(
                    "env",
                    "IGNITION_CONFIG_FILE=" + config,
                    IGNITION.toString(),
                    "-platform",
                    "file",
                    "-root",
                    root.toString(),
                    "-stage",
                    stage,
                    "-log-to-stdout",
                    "-config-cache",
                    folder.resolve("cache.json").toString(),
                    "-state-file",
                    folder.resolve("state").toString(),
                    "-neednet",
                    folder.resolve("neednet").toString());
            assertThat(run.code()).as(run.output()).isZero();
        }

        assertThat(root.resolve("etc/hostname")).hasContent("n1.lab\n");
        assertThat(root.resolve("home/admin/.ssh/authorized_keys.d/ignition"))
                .content()
                .contains(KEYS);
        assertThat(mode(root.resolve("etc/ssh/ssh_host_ed25519_key"))).isEqualTo("rw-------");
        assertThat(mode(root.resolve("etc/sudoers.d/muster"))).isEqualTo("r--r-----");
        assertThat(Files.readString(root.resolve("etc/passwd"))).contains("admin:x:", ":/bin/bash\n");
        assertThat(root.resolve("etc/systemd/network/00-muster.network"))
                .content()
                .contains("Address=172.30.0.69/16\n");
        assertThat(Command.run(
                        "ssh-keygen",
                        "-y",
                        "-f",
                        root.resolve("etc/ssh/ssh_host_ed25519_key").toString()))
                .isEqualTo(new Command(0, key.publicText()));
    }

    /** What Ignition's last steps want of a system: accounts, and an SELinux policy that labels nothing. */
    private Path emptySystem() throws Exception {
        var root = folder.resolve("system");
        // Ignition writes a user's keys as that user.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(root.resolve("etc/selinux/none/contexts/files"));
        Files.createDirectories(root.resolve("root"));
        Files.writeString(root.resolve("etc/selinux/config"), "SELINUX=disabled\nSELINUXTYPE=none\n");
        Files.writeString(root.resolve("etc/selinux/none/contexts/files/file_contexts"), "/.*\t<<none>>\n");
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0:root:/root:/bin/bash\n");
        Files.writeString(root.resolve("etc/shadow"), "root:*:19000:0:99999:7:::\n");
        Files.writeString(root.resolve("etc/group"), "root:x:0:\nsudo:x:27:\ndocker:x:28:\nusers:x:100:\n");
        Files.writeString(root.resolve("etc/gshadow"), "root:*::\nsudo:*::\ndocker:*::\nusers:!::\n");
        return root;
    }

    @Test
    void systemdTakesTheUnitOfTheInstaller() throws Exception {
        var node = render(hostile(NodeSpec.Os.FLATCAR, "admin"));
        var install = JsonMapper.shared()
                .readTree(node.resolve("flatcar/install.json").toFile());
        var unit = install.at("/systemd/units/0/contents").asString();

        assertThat(unit)
                .contains("\nExecStart=/usr/bin/flatcar-install -d /dev/vda -i /opt/muster/ignition.json\n")
                .endsWith("\nWantedBy=multi-user.target\n");
        // The installer is on Flatcar alone, so another program of its place stands for it.
        var file = write("muster-install.service", unit.replace("/usr/bin/flatcar-install", "/usr/bin/env"));
        assertThat(Command.run("systemd-analyze", "verify", file.toString())).isEqualTo(new Command(0, ""));
    }

    @Test
    void firmwareThatKnowsNoQuotesGetsPlainLines() throws Exception {
        var node = render(hostile(NodeSpec.Os.DEBIAN12, "admin"));
        var arguments =
                "interface=auto console=ttyS0,115200n8 x=%é<w>[=v]{{u}} --- console=ttyS0,115200n8 x=%é<w>[=v]{{u}}";

        assertThat(node.resolve("pxelinux.cfg/01-52-54-00-77-00-45")).content().contains(" " + arguments + "\n");
        assertThat(node.resolve("ipxe/52-54-00-77-00-45.ipxe"))
                .content()
                .contains(" " + arguments + " || goto failed\n");
    }
}
