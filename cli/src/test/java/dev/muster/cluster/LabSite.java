package dev.muster.cluster;

import dev.muster.Command;
import dev.muster.engine.Engine;
import dev.muster.engine.EngineOptions;
import dev.muster.engine.Lookups;
import dev.muster.event.Event;
import dev.muster.inventory.InventoryLoader;
import dev.muster.jinja.JinjaEngine;
import dev.muster.jinja.Limits;
import dev.muster.lab.Lab;
import dev.muster.modules.ModuleCatalog;
import dev.muster.playbook.LoaderSettings;
import dev.muster.playbook.PlaybookLoader;
import dev.muster.remote.Connections;
import dev.muster.source.Source;
import dev.muster.value.Secrets;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The inventory of a lab of its own, bootstrapped in this process or by the real command line in one of its own. */
final class LabSite {

    final Lab lab;
    final Path inventory;
    final List<Event> events = new ArrayList<>();
    private final Path folder;
    private final Map<String, String> roles = new LinkedHashMap<>();
    private final Map<String, String> more = new LinkedHashMap<>();

    /** @param folder an empty one */
    LabSite(Path folder, Lab lab) {
        this.folder = folder;
        this.lab = lab;
        this.inventory = folder.resolve("lab");
    }

    /** Adds a node, or gives one another role. */
    LabSite node(String name, String role) {
        roles.put(name, role);
        return this;
    }

    /** Adds variables to a node's own, as a flow mapping has them. */
    LabSite with(String name, String variables) {
        more.put(name, variables);
        return this;
    }

    /** Writes the inventory, makes the trust, starts the lab with it, and writes the inventory again with the real ports. */
    LabSite start() throws IOException, InterruptedException {
        int port = 2201;
        var ports = new LinkedHashMap<String, Integer>();
        for (var name : roles.keySet()) {
            ports.put(name, port++);
        }
        write(ports);
        var trust = run(request().phases(null, "render"));
        if (trust.outcome() != Summary.Outcome.OK) {
            throw new IllegalStateException(String.valueOf(trust.failures()));
        }
        lab.up(
                "--nodes",
                String.valueOf(
                        roles.keySet().stream().filter(name -> !isModern(name)).count()),
                "--modern",
                String.valueOf(roles.keySet().stream().filter(LabSite::isModern).count()),
                "--state",
                inventory.resolve(".muster").toString());
        rewrite();
        // The names of the nodes now have other ports, and known_hosts goes by them.
        run(request().phases(null, "render"));
        return this;
    }

    private static boolean isModern(String name) {
        return name.startsWith("m");
    }

    /** Writes the inventory as it is now meant to be. */
    void rewrite() throws IOException, InterruptedException {
        var ports = new LinkedHashMap<String, Integer>();
        for (var name : roles.keySet()) {
            ports.put(name, lab.port(name));
        }
        write(ports);
    }

    private void write(Map<String, Integer> ports) throws IOException, InterruptedException {
        Files.createDirectories(inventory.resolve("group_vars"));
        var hosts = new StringBuilder("nodes:\n  hosts:\n");
        int number = 0;
        for (var role : roles.entrySet()) {
            number++;
            hosts.append(
                    "    %s: {ansible_port: %d, muster_mac: '52:54:00:77:00:%02d', muster_ip: %s.%s, muster_role: %s%s}\n"
                            .formatted(
                                    role.getKey(),
                                    ports.get(role.getKey()),
                                    number,
                                    lab.net(),
                                    isModern(role.getKey())
                                            ? "2." + role.getKey().substring(1)
                                            : "0." + (10 + number),
                                    role.getValue(),
                                    more.containsKey(role.getKey()) ? ", " + more.get(role.getKey()) : ""));
        }
        Files.writeString(inventory.resolve("hosts.yml"), hosts);
        var group = Files.readString(Lab.repository().resolve("inventories/lab/group_vars/all.yml"))
                .replaceAll("(?m)^lab_net:.*", "lab_net: '" + lab.net() + "'")
                .replaceAll("(?m)^ansible_ssh_private_key_file:.*", "ansible_ssh_private_key_file: " + Lab.clientKey())
                .replace("[controller, worker, db]", "[controller, worker, db, wrong]")
                .replaceAll("(?ms)^muster_then:.*", "");
        Files.writeString(inventory.resolve("group_vars/all.yml"), group);
    }

    BootstrapRequest request() {
        return BootstrapRequest.of(inventory, Lab.repository());
    }

    /** Runs in this process; what happened is in {@link #events}. */
    Summary run(BootstrapRequest request) {
        events.clear();
        var loaded = InventoryLoader.load(List.of(inventory.toString()), null, Source::of, warning -> {});
        var lookups = new Lookups(Source::of, pattern -> List.of(), _ -> {});
        var jinja = new JinjaEngine(lookups, new Environment.NoYaml(), Limits.DEFAULT);
        var connections = new Connections(notice -> {}, file -> Optional.empty());
        var modules = new HashSet<>(ModuleCatalog.all().names());
        modules.addAll(Engine.actions());
        var secrets = new Secrets();
        var options = EngineOptions.DEFAULT;
        var plays = new EnginePlays(
                options,
                new PlaybookLoader(LoaderSettings.of(modules).with(PlaybookFolder::read)),
                connections,
                Source::of,
                secrets);
        var fleet = new InventoryFleet(loaded, Map.of(), jinja, connections, options.login(), plays, warning -> {});
        return new Bootstrap(Clock.systemUTC(), secrets).run(request, fleet, this::hear);
    }

    private synchronized void hear(Event event) {
        events.add(event);
    }

    /** What changed in the last run, as {@code node: task}. */
    List<String> changes() {
        return events.stream()
                .filter(event -> event instanceof Event.HostFinished finished
                        && finished.result().changed())
                .map(event -> ((Event.HostFinished) event).host() + ": "
                        + ((Event.HostFinished) event).task().name())
                .toList();
    }

    /** The tasks that a node has reached in the last run. */
    List<String> reached(String node) {
        var names = new LinkedHashSet<String>();
        for (var event : events) {
            if (event instanceof Event.HostFinished finished && finished.host().equals(node)) {
                names.add(finished.task().name());
            }
        }
        return List.copyOf(names);
    }

    /** What a shell line prints on a node, past SSH. */
    String sh(String node, String line) throws IOException, InterruptedException {
        return lab.sh(node, line).output().strip();
    }

    /** Runs the real command line in a process of its own, to its end. */
    Command muster(String... words) throws IOException, InterruptedException {
        var output = Files.createTempFile(folder, "muster", ".out");
        var process = start(output, words);
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("no end after ten minutes: " + List.of(words));
        }
        return new Command(process.exitValue(), Files.readString(output));
    }

    /** Starts the real command line; it heeds a Ctrl-C even when this process was started in the background. */
    Process start(Path output, String... words) throws IOException {
        var command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-Dmuster.home=" + Lab.repository(),
                "-cp",
                classPath(),
                "dev.muster.cli.Main"));
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
    }

    /** The classes that run here, however the tests were started. */
    private static String classPath() {
        if (dev.muster.cli.Main.class.getClassLoader() instanceof URLClassLoader loader) {
            return Arrays.stream(loader.getURLs())
                    .map(url -> Path.of(URI.create(url.toString())).toString())
                    .collect(Collectors.joining(File.pathSeparator));
        }
        return System.getProperty("java.class.path");
    }
}
