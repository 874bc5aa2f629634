package dev.muster.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.source.UserError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class RendererTest {

    private static final String MAC = "52-54-00-77-00-01";

    @TempDir
    Path folder;

    private final Renderer renderer = new Renderer(List.of(Specs.templates()));

    private static NodeSpec node(NodeSpec.Os os, java.util.function.Consumer<Specs.Spec> change) {
        return Specs.spec("n1", os)
                .with(spec -> {
                    spec.mac = "52:54:00:77:00:01";
                    spec.ip = "172.30.0.11";
                })
                .with(change)
                .make();
    }

    private static NodeSpec node(NodeSpec.Os os) {
        return node(os, spec -> {});
    }

    private Map<String, String> render(NodeSpec node) {
        return texts(renderer.node(Specs.cluster(node), node));
    }

    private static Map<String, String> texts(List<Artifact> artifacts) {
        var texts = new LinkedHashMap<String, String>();
        artifacts.forEach(
                artifact -> texts.put(artifact.path(), new String(artifact.content(), StandardCharsets.UTF_8)));
        return texts;
    }

    private static Map<String, Object> yaml(String text) {
        return new Yaml().load(text);
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    @Test
    void namesFilesAsFirmwareAsksForThem() {
        assertThat(render(node(NodeSpec.Os.DEBIAN12)).keySet())
                .containsExactly(
                        "n1/pxelinux.cfg/01-" + MAC,
                        "n1/ipxe/" + MAC + ".ipxe",
                        "n1/grub/grub.cfg-01-" + MAC,
                        "n1/cloud-init/meta-data",
                        "n1/cloud-init/network-config",
                        "n1/cloud-init/user-data",
                        "n1/cloud-init/vendor-data",
                        "n1/cidata.iso",
                        "n1/debian12/preseed.cfg");
        assertThat(render(node(NodeSpec.Os.FLATCAR)).keySet()).contains("n1/flatcar/ignition.json");
        assertThat(render(node(NodeSpec.Os.FLATCAR, spec -> spec.disk = "/dev/sda"))
                        .keySet())
                .contains("n1/flatcar/ignition.json", "n1/flatcar/install.json");
        assertThat(render(node(NodeSpec.Os.EXISTING, spec -> spec.mac = null)).keySet())
                .containsExactly(
                        "n1/cloud-init/meta-data",
                        "n1/cloud-init/network-config",
                        "n1/cloud-init/user-data",
                        "n1/cloud-init/vendor-data",
                        "n1/cidata.iso");
    }

    @Test
    void rendersTheSameBytesTwice() {
        for (var os : NodeSpec.Os.values()) {
            var first = renderer.node(Specs.cluster(node(os)), node(os));
            var second = new Renderer(List.of(Specs.templates())).node(Specs.cluster(node(os)), node(os));
            for (int i = 0; i < first.size(); i++) {
                assertThat(second.get(i).content())
                        .as(first.get(i).path())
                        .isEqualTo(first.get(i).content());
            }
        }
    }

    @Test
    void marksAsSecretWhateverHoldsTheHostKey() {
        for (var os : NodeSpec.Os.values()) {
            var node = node(os, spec -> spec.disk = "/dev/sda");
            for (var artifact : renderer.node(Specs.cluster(node), node)) {
                var text = new String(artifact.content(), StandardCharsets.ISO_8859_1);
                var decoded = new StringBuilder(text);
                var matcher = java.util.regex.Pattern.compile("base64,([A-Za-z0-9+/=]+)")
                        .matcher(text);
                while (matcher.find()) {
                    decoded.append(new String(Base64.getDecoder().decode(matcher.group(1)), StandardCharsets.UTF_8));
                }
                boolean holds = decoded.toString().contains("PRIVATE KEY")
                        || artifact.path().endsWith("install.json");
                assertThat(artifact.secret()).as(artifact.path()).isEqualTo(holds);
            }
        }
    }

    @Test
    void startsTheSystemThatIsThere() {
        var texts = render(node(NodeSpec.Os.EXISTING));

        assertThat(texts.get("n1/pxelinux.cfg/01-" + MAC))
                .contains("LOCALBOOT 0")
                .doesNotContain("KERNEL");
        assertThat(texts.get("n1/ipxe/" + MAC + ".ipxe")).endsWith("exit 1\n").doesNotContain("kernel");
        assertThat(texts.get("n1/grub/grub.cfg-01-" + MAC)).contains("  exit\n").doesNotContain("linux");
    }

    @Test
    void givesTheInstallerItsFileAndTheKernelItsArguments() {
        var texts = render(node(NodeSpec.Os.DEBIAN12, spec -> {
            spec.kernelArguments = List.of("console=ttyS0,115200n8", "quiet");
            spec.server = "boot.lab:9000";
        }));
        var arguments =
                "auto=true priority=critical url=http://boot.lab:9000/n1/debian12/preseed.cfg hostname=n1 domain=lab"
                        + " interface=auto console=ttyS0,115200n8 quiet --- console=ttyS0,115200n8 quiet";

        assertThat(texts.get("n1/pxelinux.cfg/01-" + MAC)).contains("\n  APPEND " + arguments + "\n");
        assertThat(texts.get("n1/ipxe/" + MAC + ".ipxe"))
                .startsWith("#!ipxe\n")
                .contains("\nset base http://boot.lab:9000\n")
                .contains("\nkernel ${base}/os/debian12/linux initrd=initrd " + arguments + " || goto failed\n");
        assertThat(texts.get("n1/grub/grub.cfg-01-" + MAC))
                .contains("  linux '/os/debian12/linux' '" + arguments.replace(" ", "' '") + "'\n");
    }

    @Test
    void carriesHostileTextThroughCloudInit() {
        var key = Specs.KEY + " " + Specs.HOSTILE;
        var texts = render(node(NodeSpec.Os.EXISTING, spec -> spec.keys = List.of(key)));
        var user = yaml(texts.get("n1/cloud-init/user-data"));

        assertThat(user)
                .containsEntry("hostname", "n1")
                .containsEntry("fqdn", "n1.lab")
                .containsEntry(
                        "ssh_keys",
                        Map.of("ed25519_private", Specs.PRIVATE, "ed25519_public", Specs.KEY.replace("ops@lab", "n1")))
                .extractingByKey("users", org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .singleElement(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .containsEntry("name", "admin")
                .containsEntry("ssh_authorized_keys", List.of(key));
    }

    @Test
    void carriesHostileTextThroughIgnition() {
        var key = Specs.KEY + " " + Specs.HOSTILE;
        var texts = render(node(NodeSpec.Os.FLATCAR, spec -> {
            spec.keys = List.of(key);
            spec.disk = "/dev/sda";
        }));
        var ignition = json(texts.get("n1/flatcar/ignition.json"));

        assertThat(ignition.at("/passwd/users/0/sshAuthorizedKeys/0").asString())
                .isEqualTo(key);
        var modes = new LinkedHashMap<String, Integer>();
        for (var file : ignition.at("/storage/files")) {
            modes.put(file.get("path").asString(), file.get("mode").asInt());
        }
        assertThat(modes)
                .containsEntry("/etc/ssh/ssh_host_ed25519_key", 0600)
                .containsEntry("/etc/ssh/ssh_host_ed25519_key.pub", 0644)
                .containsEntry("/etc/sudoers.d/muster", 0440);
        assertThat(content(ignition, "/etc/ssh/ssh_host_ed25519_key")).isEqualTo(Specs.PRIVATE);
        assertThat(content(ignition, "/etc/systemd/network/00-muster.network"))
                .isEqualTo("[Match]\nMACAddress=52:54:00:77:00:01\n\n[Network]\nAddress=172.30.0.11/16\n"
                        + "Gateway=172.30.0.1\nDNS=172.30.0.1\nDomains=lab\n");
        assertThat(content(json(texts.get("n1/flatcar/install.json")), "/opt/muster/ignition.json"))
                .isEqualTo(texts.get("n1/flatcar/ignition.json"));
    }

    private static String content(JsonNode ignition, String path) {
        for (var file : ignition.at("/storage/files")) {
            if (file.get("path").asString().equals(path)) {
                var source = file.at("/contents/source").asString();
                return new String(
                        Base64.getDecoder().decode(source.substring("data:;base64,".length())), StandardCharsets.UTF_8);
            }
        }
        throw new AssertionError("no " + path);
    }

    @Test
    void describesTheNetworkOnce() {
        var config = yaml(render(node(NodeSpec.Os.EXISTING)).get("n1/cloud-init/network-config"));

        assertThat(config)
                .isEqualTo(Map.of(
                        "version",
                        2,
                        "ethernets",
                        Map.of(
                                "net0",
                                Map.of(
                                        "match", Map.of("macaddress", "52:54:00:77:00:01"),
                                        "set-name", "net0",
                                        "addresses", List.of("172.30.0.11/16"),
                                        "routes", List.of(Map.of("to", "0.0.0.0/0", "via", "172.30.0.1")),
                                        "nameservers",
                                                Map.of(
                                                        "addresses",
                                                        List.of("172.30.0.1"),
                                                        "search",
                                                        List.of("lab"))))));
        var dynamic = node(NodeSpec.Os.EXISTING, spec -> {
            spec.ip = null;
            spec.network = null;
            spec.mac = null;
        });
        assertThat(yaml(render(dynamic).get("n1/cloud-init/network-config")))
                .isEqualTo(Map.of(
                        "version",
                        2,
                        "ethernets",
                        Map.of("net0", Map.of("match", Map.of("name", "e*"), "dhcp4", true))));
    }

    @Test
    void putsThePreseedIntoOneLineForEachQuestion() {
        var texts = render(node(NodeSpec.Os.DEBIAN12, spec -> {
            spec.keys = List.of(Specs.KEY + " it's", Specs.KEY + " two");
            spec.disk = "/dev/vda";
        }));
        var preseed = texts.get("n1/debian12/preseed.cfg");

        assertThat(preseed.lines())
                .allMatch(
                        line -> line.startsWith("#") || line.matches("(?:d-i|tasksel|popularity-contest) \\S+ \\S+.*"))
                .contains(
                        "d-i partman-auto/disk string /dev/vda",
                        "d-i grub-installer/bootdev string /dev/vda",
                        "d-i mirror/http/hostname string mirror.example",
                        "d-i mirror/http/directory string /debian");
        assertThat(preseed).contains("it'\\''s' '").endsWith("&& chmod 644 /target/etc/ssh/ssh_host_ed25519_key.pub\n");
    }

    @Test
    void listsEveryNodeForDhcpAndGrub() {
        var one = node(
                NodeSpec.Os.DEBIAN12,
                spec -> spec.network = new NodeSpec.Network(
                        "172.30.0.0/16", "172.30.0.1", List.of("172.30.0.1", "172.30.0.2"), "fd77::/64"));
        var two = Specs.spec("n2", NodeSpec.Os.EXISTING)
                .with(spec -> {
                    spec.fqdn = "n2.other";
                    spec.networkInterface = "br-boot";
                })
                .make();
        var texts = texts(renderer.cluster(Specs.cluster(one, two)));

        assertThat(texts.keySet())
                .containsExactly("dnsmasq.conf", "grub/grub.cfg", "ipxe/boot.ipxe", "pxelinux.cfg/default");
        assertThat(texts.get("dnsmasq.conf").lines())
                .contains(
                        "interface=br-boot",
                        "dhcp-range=set:net0,172.30.0.0,static,255.255.0.0,1h",
                        "dhcp-option=tag:net0,option:dns-server,172.30.0.1,172.30.0.2",
                        "dhcp-range=fd77::,ra-only,64",
                        "dhcp-option=tag:domain1,option:domain-name,other",
                        "dhcp-host=52:54:00:77:00:01,set:domain0,172.30.0.11,n1",
                        "dhcp-boot=tag:ipxe,http://172.30.0.1:8080/ipxe/${net0/mac:hexhyp}.ipxe");
        assertThat(texts.get("grub/grub.cfg"))
                .contains("if [ \"$net_default_mac\" = '52:54:00:77:00:01' ]; then configfile $prefix/grub.cfg-01-"
                        + MAC);
    }

    @Test
    void rendersNothingForAClusterThatDoesNotBoot() {
        assertThat(renderer.cluster(Specs.cluster(node(NodeSpec.Os.EXISTING, spec -> spec.server = null))))
                .isEmpty();
    }

    @Test
    void takesTheUsersTemplateOfTheSamePath() throws Exception {
        Files.createDirectories(folder.resolve("cloud-init"));
        Files.writeString(
                folder.resolve("cloud-init/vendor-data.ftl"),
                "#cloud-config\nfinal_message: [=yaml(node.extra.greeting)]\n");
        var own = new Renderer(List.of(folder, Specs.templates()));
        var node = node(NodeSpec.Os.EXISTING, spec -> spec.extra = Map.of("greeting", Specs.HOSTILE));

        var texts = texts(own.node(Specs.cluster(node), node));

        assertThat(yaml(texts.get("n1/cloud-init/vendor-data"))).containsEntry("final_message", Specs.HOSTILE);
        assertThat(texts.get("n1/cloud-init/meta-data")).contains("local-hostname: \"n1\"");
    }

    private UserError failure(String template, NodeSpec node) throws Exception {
        Files.createDirectories(folder.resolve("cloud-init"));
        Files.writeString(folder.resolve("cloud-init/vendor-data.ftl"), template);
        var own = new Renderer(List.of(folder, Specs.templates()));
        try {
            own.node(Specs.cluster(node), node);
        } catch (UserError e) {
            return e;
        }
        throw new AssertionError("no error");
    }

    @Test
    void namesNodeVariableAndArtifactOfAValueThatDoesNotFit() throws Exception {
        var node = node(NodeSpec.Os.EXISTING, spec -> spec.extra = Map.of("site_title", "a\nb"));

        assertThat(failure("x [=debconf(node.extra.site_title)]", node).what())
                .isEqualTo("node 'n1': site_title 'a\\nb' cannot be in 'cloud-init/vendor-data': it holds a line end or"
                        + " another control character, and a preseed file cannot carry one");
        assertThat(failure("[=pxelinux(\"a \" + node.extra.site_title)]", node).what())
                .startsWith("node 'n1': site_title 'a a\\nb' cannot be in 'cloud-init/vendor-data': it ");
    }

    @Test
    void refusesAValueThatIsWrittenWithoutTheFunctionOfItsSyntax() throws Exception {
        var node = node(NodeSpec.Os.EXISTING, spec -> spec.role = "db; reboot");

        assertThat(failure("role: [=node.role]", node).what())
                .isEqualTo("node 'n1': muster_role 'db; reboot' cannot be in 'cloud-init/vendor-data': it is written"
                        + " without quotes; use the function of the syntax, as in [=sh(x)]");
        assertThat(failure("<#noautoesc>[=node.role]</#noautoesc>", node).what())
                .startsWith("in a template: ");
        assertThat(failure("<#ftl output_format=\"plainText\">[=node.role]", node)
                        .what())
                .startsWith("in a template: ");
    }

    @Test
    void nestsFunctionsByAnAssignment() throws Exception {
        var node = node(NodeSpec.Os.EXISTING, spec -> spec.extra = Map.of("path", "/a b's"));
        Files.createDirectories(folder.resolve("cloud-init"));
        Files.writeString(
                folder.resolve("cloud-init/vendor-data.ftl"),
                "<#assign command>touch [=sh(node.extra.path)]</#assign>\nd-i a/b string [=debconf(command)]\n");
        var own = new Renderer(List.of(folder, Specs.templates()));

        assertThat(texts(own.node(Specs.cluster(node), node)).get("n1/cloud-init/vendor-data"))
                .isEqualTo("d-i a/b string touch '/a b'\\''s'\n");
        assertThat(failure("[=debconf(\"touch \" + sh(node.extra.path))]", node).what())
                .startsWith("node 'n1': 'touch ' cannot be in 'cloud-init/vendor-data': it is written without quotes");
    }

    @Test
    void pointsIntoTheTemplateThatIsWrong() throws Exception {
        var node = node(NodeSpec.Os.EXISTING);

        assertThat(failure("a\nb [=node.rolle]\n", node).render())
                .startsWith(folder.resolve("cloud-init/vendor-data.ftl") + ":2:5: in a template: ")
                .contains("\n    2 | b [=node.rolle]\n");
        assertThat(failure("<#if>\n", node).render()).startsWith(folder.resolve("cloud-init/vendor-data.ftl") + ":1:");
        assertThat(failure("<#include \"/gone.ftl\">", node).what()).contains("gone.ftl");
    }

    @Test
    void givesTemplatesNoWayToJava() throws Exception {
        var node = node(NodeSpec.Os.EXISTING, spec -> spec.extra = Map.of("text", "x"));

        assertThat(failure("[=\"freemarker.template.utility.Execute\"?new()(\"id\")]", node)
                        .what())
                .contains("freemarker.template.utility.Execute");
        assertThat(failure("[=node.extra?api.getClass()]", node).what()).contains("api");
        assertThat(failure("[=node.extra.text.class]", node).what()).startsWith("in a template: ");
        assertThat(failure("<#include \"/../../etc/passwd\">", node).what()).isNotEmpty();
    }

    @Test
    void saysWhichFolderOfTemplatesIsMissing() {
        assertThatThrownBy(() -> new Renderer(List.of(folder.resolve("none"))))
                .isInstanceOf(UserError.class)
                .hasMessage("there is no folder of templates '" + folder.resolve("none") + "'");
    }

    @Test
    void refusesASpecWithFindings() {
        var node = node(NodeSpec.Os.DEBIAN12, spec -> spec.mac = "52:54:00");

        assertThatThrownBy(() -> renderer.node(Specs.cluster(node), node))
                .hasMessage("node 'n1': muster_mac: '52:54:00' is no MAC address");
        assertThatThrownBy(() -> renderer.cluster(Specs.cluster(node)))
                .hasMessage("node 'n1': muster_mac: '52:54:00' is no MAC address");
    }
}
