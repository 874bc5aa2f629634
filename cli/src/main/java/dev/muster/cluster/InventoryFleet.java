package dev.muster.cluster;

import dev.muster.engine.EngineOptions;
import dev.muster.event.Event;
import dev.muster.inventory.Host;
import dev.muster.inventory.HostPatterns;
import dev.muster.inventory.Inventory;
import dev.muster.inventory.LiveInventory;
import dev.muster.jinja.Jinja;
import dev.muster.remote.Connections;
import dev.muster.remote.SshRequest;
import dev.muster.remote.Target;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fleet of an inventory. */
public final class InventoryFleet implements Fleet {

    private static final String GROUP = "nodes";
    private static final Duration LOGIN = Duration.ofSeconds(30);

    /** What says how a node is reached; everything else that is Muster's begins with its prefix. */
    private static final Set<String> CONNECTION = Set.of(
            "ansible_connection",
            "ansible_host",
            "ansible_password",
            "ansible_port",
            "ansible_private_key_file",
            "ansible_shell_executable",
            "ansible_ssh_pass",
            "ansible_ssh_password",
            "ansible_ssh_private_key_file",
            "ansible_ssh_user",
            "ansible_user");

    private final Inventory inventory;
    private final Map<String, ? extends @Nullable Object> extra;
    private final Jinja jinja;
    private final Connections connections;
    private final EngineOptions.Login login;
    private final Plays plays;
    private final Consumer<String> warnings;

    /**
     * @param inventory with no playbook's variables in it
     * @param extra the variables of {@code -e}, parsed
     * @param jinja renders the inventory's templates
     * @param connections for phase "wait"
     * @param login the command line's, for phase "wait": what counts where no variable says otherwise
     * @param plays runs playbooks
     * @param warnings takes what is worth a warning
     */
    public InventoryFleet(
            Inventory inventory,
            Map<String, ? extends @Nullable Object> extra,
            Jinja jinja,
            Connections connections,
            EngineOptions.Login login,
            Plays plays,
            Consumer<String> warnings) {
        this.inventory = inventory;
        this.extra = extra;
        this.jinja = jinja;
        this.connections = connections;
        this.login = login;
        this.plays = plays;
        this.warnings = warnings;
    }

    @Override
    public List<NodeVariables> nodes() {
        var members = inventory.members(GROUP);
        var hosts = members.isEmpty() ? List.copyOf(inventory.hosts()) : members;
        return hosts.stream().map(this::variables).toList();
    }

    private NodeVariables variables(Host host) {
        var scope = new HostScope(inventory, host, extra, jinja);
        var variables = new LinkedHashMap<String, NodeVariables.Variable>();
        for (var name : scope.names()) {
            if (CONNECTION.contains(name) || name.startsWith(VariableNames.PREFIX)) {
                variables.put(name, scope.variable(name));
            }
        }
        return new NodeVariables(host.name(), variables);
    }

    @Override
    public Set<String> select(String pattern) {
        return new HostPatterns(inventory, warnings)
                .select(HostPatterns.limit(pattern)).stream()
                        .map(Host::name)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public Target target(ClusterNode node, Path knownHosts) {
        var scope = new HostScope(inventory, host(node), extra, jinja);
        var shell = text(scope, "ansible_shell_executable", "/bin/sh");
        var connection = text(scope, "ansible_connection", login.connection());
        var kind = connection.substring(connection.lastIndexOf('.') + 1);
        var addresses = node.identity().sshAddresses();
        if (kind.equals("local")) {
            return new Target.Local(node.name(), shell);
        }
        if (kind.equals("docker") || kind.equals("podman")) {
            var container = text(scope, "ansible_host", node.name());
            return new Target.Container(node.name(), kind, container, optional(scope, "ansible_user"), shell);
        }
        if (addresses.isEmpty()) {
            throw new UserError("phase 'wait' does not know the connection '" + connection + "'")
                    .hint("the connections are ssh, local, docker and podman");
        }
        var user = first(scope, login.user(), "ansible_user", "ansible_ssh_user");
        var key = first(scope, null, "ansible_private_key_file", "ansible_ssh_private_key_file");
        var keyFile = key != null ? expanded(key) : login.keyFile();
        var knownHostsFiles = new ArrayList<Path>();
        knownHostsFiles.add(knownHosts);
        // Where Muster made the host keys, no other file can vouch for a node that shows another one.
        if (!Files.exists(knownHosts)) {
            knownHostsFiles.addAll(login.hostKeys().files());
        }
        return connections.ssh(new SshRequest(
                node.name(),
                addresses.getFirst().host(),
                addresses.getFirst().port(),
                user,
                keyFile,
                first(scope, login.password(), "ansible_password", "ansible_ssh_password", "ansible_ssh_pass"),
                LOGIN,
                new Target.HostKeys(knownHostsFiles, login.hostKeys().policy()),
                shell,
                arguments(scope)));
    }

    private SshRequest.Arguments arguments(HostScope scope) {
        var usual = login.arguments();
        return new SshRequest.Arguments(
                text(scope, "ansible_ssh_args", usual.first()),
                text(scope, "ansible_ssh_common_args", usual.common()),
                text(scope, "ansible_ssh_extra_args", usual.extra()));
    }

    /** The first of these variables that the node has, as the engine looks for them; otherwise what the command line says. */
    private static @Nullable String first(HostScope scope, @Nullable String otherwise, String... names) {
        for (var name : names) {
            var text = optional(scope, name);
            if (text != null) {
                return text;
            }
        }
        return otherwise;
    }

    private Host host(ClusterNode node) {
        return inventory
                .host(node.name())
                .orElseThrow(() -> new UserError("there is no host '" + node.name() + "' in the inventory"));
    }

    private static Path expanded(String path) {
        return Path.of(path.startsWith("~/") ? System.getProperty("user.home") + path.substring(1) : path);
    }

    private static @Nullable String optional(HostScope scope, String name) {
        if (!scope.names().contains(name)) {
            return null;
        }
        var variable = scope.variable(name);
        if (variable.error() != null) {
            throw variable.error();
        }
        var value = variable.value();
        return value == null ? null : String.valueOf(value);
    }

    private static String text(HostScope scope, String name, String otherwise) {
        var text = optional(scope, name);
        return text == null ? otherwise : text;
    }

    @Override
    public Connections connections() {
        return connections;
    }

    @Override
    public PhaseResult play(String phase, Path playbook, PhaseInput input, Consumer<Event> events)
            throws InterruptedException {
        var watch = new PlayWatch(phase, events);
        var more = new LinkedHashMap<String, Object>();
        more.put("muster_state", input.state().path().toString());
        var order = new Plays.Order(
                playbook,
                withNodes(input),
                input.nodes().stream().map(ClusterNode::name).toList(),
                more,
                input.state().pki().resolve("known_hosts"),
                input.request().check(),
                input.request().diff());
        try (var steps = new LongSteps(watch, events, System::nanoTime).start()) {
            boolean broken = plays.run(order, steps);
            return watch.result(input.nodes(), broken);
        }
    }

    /** The inventory with what the bootstrap has worked out for each node, also for those that only others talk about. */
    private Inventory withNodes(PhaseInput input) {
        var live = new LiveInventory(inventory);
        var at = Source.ofText("<bootstrap>", "").at(1, 1);
        for (var node : input.reading().nodes()) {
            var computed = new LinkedHashMap<String, Object>();
            computed.put("muster_fqdn", node.spec().fqdn());
            computed.put("muster_certname", node.identity().certname());
            var known = inventory.variables(host(node));
            if (!known.containsKey("ansible_host")
                    && !node.identity().sshAddresses().isEmpty()) {
                computed.put(
                        "ansible_host",
                        node.identity().sshAddresses().getFirst().host());
            }
            var tar = variables(host(node)).variables().get("muster_agent_image_tar");
            if (tar != null && tar.value() instanceof String path) {
                // A role would look for it beside its own files.
                computed.put(
                        "muster_agent_image_tar",
                        StateFolder.inventoryFolder(input.request().inventory())
                                .resolve(path)
                                .toString());
            }
            live.addHost(node.name(), List.of(), computed, at);
        }
        return live.now();
    }
}
