package dev.muster.render;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Nodes for tests. */
final class Specs {

    static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIF7tbjQ7FkOb0V1lqfG9o8n5mQ0mDq9PpXw8Yq3yqQ1s ops@lab";

    /** What a comment of a key may hold: all that is special to some syntax, but for line ends. */
    static final String HOSTILE =
            "it's \"a\" \\b\\ $(x) `y` ${z} ${net0/mac} <% w %> <#if> [=v] {{ u }} # t; s && r || q % é ☃ 😀 \\";

    static final String PRIVATE =
            "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA+/=\nYWJj\n-----END OPENSSH PRIVATE KEY-----\n";

    private Specs() {}

    /** The templates of the checkout, wherever the tests are started in it. */
    static Path templates() {
        for (var at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("templates/cloud-init"))) {
                return at.resolve("templates");
            }
        }
        throw new IllegalStateException("no templates above " + Path.of("").toAbsolutePath());
    }

    static Spec spec(String name, NodeSpec.Os os) {
        return new Spec(name, os);
    }

    static Cluster cluster(NodeSpec... nodes) {
        return new Cluster("lab", List.of(nodes));
    }

    /** A spec whose parts a test changes one by one. */
    static final class Spec {
        private final String name;
        private final NodeSpec.Os os;
        String fqdn;
        String cluster = "lab";
        String role = "worker";
        String mac;
        String ip;
        NodeSpec.Network network = new NodeSpec.Network("172.30.0.0/16", "172.30.0.1", List.of("172.30.0.1"), null);
        String server = "172.30.0.1";
        String networkInterface;
        List<String> kernelArguments = List.of();
        String disk;
        String mirror = "http://mirror.example/debian";
        String user = "admin";
        List<String> keys = List.of(KEY);
        Map<String, Object> extra = Map.of();

        private Spec(String name, NodeSpec.Os os) {
            this.name = name;
            this.os = os;
            this.fqdn = name + ".lab";
            int number = Math.floorMod(name.hashCode(), 200) + 10;
            this.mac = "52:54:00:77:00:%02X".formatted(number);
            this.ip = "172.30.0." + number;
        }

        Spec with(java.util.function.Consumer<Spec> change) {
            change.accept(this);
            return this;
        }

        NodeSpec make() {
            return new NodeSpec(
                    name,
                    fqdn,
                    cluster,
                    role,
                    os,
                    mac,
                    ip,
                    network,
                    new NodeSpec.Boot(server, networkInterface, kernelArguments, disk, mirror),
                    new NodeSpec.Admin(user, keys),
                    new NodeSpec.Puppet("puppet.lab", "172.30.0.10"),
                    new NodeSpec.HostKey(PRIVATE, KEY.replace("ops@lab", name)),
                    extra);
        }
    }
}
