package dev.muster.cluster;

import dev.muster.engine.EngineOptions;
import dev.muster.event.Event;
import dev.muster.inventory.HostPatterns;
import dev.muster.inventory.Inventory;
import dev.muster.inventory.InventoryLoader;
import dev.muster.jinja.JinjaEngine;
import dev.muster.jinja.Limits;
import dev.muster.remote.Connections;
import dev.muster.remote.SshRequest;
import dev.muster.remote.Target;
import dev.muster.source.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A real inventory in a folder, read without an engine: playbooks are only noted, and fail as they are told to. */
final class Site implements Fleet {

    static final String GROUP = """
            muster_cluster: lab
            muster_domain: lab
            muster_roles: [controller, worker, db]
            muster_network: {cidr: 172.30.0.0/16, gateway: 172.30.0.1, dns: [172.30.0.1]}
            muster_boot_server: 172.30.0.1
            muster_agent: none
            ansible_host: 127.0.0.1
            ansible_user: admin
            """;

    static final String HOSTS = """
            nodes:
              hosts:
                n1: {ansible_port: 2201, muster_mac: "52:54:00:77:00:01", muster_ip: 172.30.0.11, muster_role: controller}
                n2: {ansible_port: 2202, muster_mac: "52:54:00:77:00:02", muster_ip: 172.30.0.12, muster_role: worker}
            """;

    final Path folder;
    final List<String> played = new ArrayList<>();
    final Map<String, NodeFailure> failing = new LinkedHashMap<>();
    final List<Path> playbooks = new ArrayList<>();
    EngineOptions.Login login = EngineOptions.Login.DEFAULT;
    boolean interrupting;
    String ssh = "";

    Site(Path folder, String hosts, String group) {
        this.folder = folder.resolve("lab");
        write("hosts.yml", hosts);
        write("group_vars/all.yml", group);
    }

    void write(String path, String text) {
        var file = folder.resolve(path);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The checkout, which has templates and playbooks. */
    static Path home() {
        for (var at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("templates/cloud-init"))) {
                return at;
            }
        }
        throw new IllegalStateException("no templates above " + Path.of("").toAbsolutePath());
    }

    BootstrapRequest request() {
        return BootstrapRequest.of(folder, home());
    }

    Path state() {
        return folder.resolve(".muster");
    }

    private Inventory inventory() {
        return InventoryLoader.load(List.of(folder.toString()), null, Source::of, warning -> {});
    }

    @Override
    public List<NodeVariables> nodes() {
        return fleet(Map.of()).nodes();
    }

    InventoryFleet fleet(Map<String, Object> extra) {
        var jinja = new JinjaEngine(new Environment(), new Environment.NoYaml(), Limits.DEFAULT);
        return new InventoryFleet(
                inventory(), extra, jinja, connections(), login, (order, events) -> false, warning -> {});
    }

    @Override
    public Set<String> select(String pattern) {
        return new HostPatterns(inventory(), warning -> {})
                .select(pattern).stream().map(host -> host.name()).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public Target target(ClusterNode node, Path knownHosts) {
        var address = node.identity().sshAddresses().getFirst();
        return connections()
                .ssh(new SshRequest(
                        node.name(),
                        address.host(),
                        address.port(),
                        "admin",
                        null,
                        "wrong",
                        Duration.ofSeconds(5),
                        new Target.HostKeys(List.of(knownHosts), Target.HostKeys.Policy.STRICT),
                        "/bin/sh",
                        new SshRequest.Arguments("", ssh, "")));
    }

    @Override
    public Connections connections() {
        return new Connections(notice -> {}, file -> Optional.empty());
    }

    @Override
    public PhaseResult play(String phase, Path playbook, PhaseInput input, Consumer<Event> events)
            throws InterruptedException {
        if (interrupting) {
            throw new InterruptedException();
        }
        var names = input.nodes().stream().map(ClusterNode::name).toList();
        playbooks.add(real(playbook));
        played.add(phase + " " + playbook.getParent().getParent().relativize(playbook) + " " + String.join(",", names));
        var failures = names.stream()
                .map(failing::get)
                .filter(failure -> failure != null && failure.phase().equals(phase))
                .toList();
        return new PhaseResult(Set.of(), failures);
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
