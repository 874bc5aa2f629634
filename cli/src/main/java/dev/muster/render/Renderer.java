package dev.muster.render;

import dev.muster.source.UserError;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns nodes into artifacts. The same cluster and the same templates give the same bytes, on every machine and at any time.
 *
 * <p>Of a node, below its name: {@code pxelinux.cfg/01-MAC}, {@code ipxe/MAC.ipxe}, {@code grub/grub.cfg-01-MAC} (the MAC in
 * lower case with hyphens, as firmware asks for it), {@code cloud-init/} with the four files of the NoCloud source and
 * {@code cidata.iso} with the same, and what its installer reads: {@code debian12/preseed.cfg} or
 * {@code flatcar/ignition.json}. Of the cluster, beside the nodes: {@code dnsmasq.conf}, {@code grub/grub.cfg},
 * {@code ipxe/boot.ipxe}, {@code pxelinux.cfg/default}.
 */
public final class Renderer {

    /** Any moment will do, as long as it is always the same one. */
    private static final Instant ISO_TIME = Instant.parse("2000-01-01T00:00:00Z");

    private static final List<String> SEED = List.of("meta-data", "network-config", "user-data", "vendor-data");

    private final Templates templates;

    /**
     * @param folders where templates are, the first that has one winning: the user's own, then the built-in ones
     */
    public Renderer(List<Path> folders) {
        this.templates = new Templates(folders);
    }

    /** The artifacts of one node of the cluster. The first finding about it is a {@link UserError}. */
    public List<Artifact> node(Cluster cluster, NodeSpec node) {
        refuse(SpecCheck.of(node));
        var model = Model.of(cluster, node);
        var artifacts = new ArrayList<Artifact>();
        if (node.mac() != null && node.boot().server() != null) {
            var mac = Model.hyphens(node.mac());
            artifacts.add(fill("pxelinux/node", node, "pxelinux.cfg/01-" + mac, model, false));
            artifacts.add(fill("ipxe/node", node, "ipxe/" + mac + ".ipxe", model, false));
            artifacts.add(fill("grub/node", node, "grub/grub.cfg-01-" + mac, model, false));
        }
        var seed = new LinkedHashMap<String, byte[]>();
        for (var file : SEED) {
            boolean secret = file.equals("user-data");
            var artifact = fill("cloud-init/" + file, node, "cloud-init/" + file, model, secret);
            artifacts.add(artifact);
            seed.put(file, artifact.content());
        }
        artifacts.add(new Artifact(node.name() + "/cidata.iso", SeedIso.write("cidata", seed, ISO_TIME), true));
        switch (node.os()) {
            case DEBIAN12 -> artifacts.add(fill("debian12/preseed", node, "debian12/preseed.cfg", model, true));
            case FLATCAR -> {
                var ignition = fill("flatcar/ignition", node, "flatcar/ignition.json", model, true);
                artifacts.add(ignition);
                if (node.boot().disk() != null) {
                    // The installer carries the file for the installed system within its own.
                    var outer = new LinkedHashMap<>(model);
                    outer.put("installed", new String(ignition.content(), java.nio.charset.StandardCharsets.UTF_8));
                    artifacts.add(fill("flatcar/install", node, "flatcar/install.json", outer, true));
                }
            }
            case EXISTING -> {
                // Firmware starts the system that is there, and cloud-init does the rest.
            }
        }
        return artifacts;
    }

    /** The artifacts that belong to the cluster; none when no node boots from the network. */
    public List<Artifact> cluster(Cluster cluster) {
        refuse(cluster.check());
        boolean boots = cluster.nodes().stream()
                .anyMatch(node -> node.mac() != null && node.boot().server() != null);
        if (!boots) {
            return List.of();
        }
        var model = Model.of(cluster);
        var artifacts = new ArrayList<Artifact>();
        artifacts.add(fill("dnsmasq/dnsmasq.conf", cluster, "dnsmasq.conf", model));
        artifacts.add(fill("grub/grub.cfg", cluster, "grub/grub.cfg", model));
        artifacts.add(fill("ipxe/boot.ipxe", cluster, "ipxe/boot.ipxe", model));
        artifacts.add(fill("pxelinux/default", cluster, "pxelinux.cfg/default", model));
        return artifacts;
    }

    private static void refuse(List<SpecFinding> findings) {
        if (!findings.isEmpty()) {
            var first = findings.getFirst();
            throw new UserError("node '" + first.node() + "': " + first.variable() + ": " + first.what())
                    .hint(first.hint());
        }
    }

    private Artifact fill(String template, NodeSpec node, String path, Map<String, Object> model, boolean secret) {
        try {
            var text = templates.fill(template, model);
            return new Artifact(node.name() + "/" + path, Model.bytes(text), secret);
        } catch (Refused refused) {
            var variable = Model.variableOf(node, refused.value());
            var named = variable == null ? "" : variable + " ";
            throw new UserError("node '" + node.name() + "': " + named + Shown.of(refused.value()) + " cannot be in '"
                    + path + "': it " + refused.getMessage());
        }
    }

    private Artifact fill(String template, Cluster cluster, String path, Map<String, Object> model) {
        try {
            return new Artifact(path, Model.bytes(templates.fill(template, model)), false);
        } catch (Refused refused) {
            for (var node : cluster.nodes()) {
                var variable = Model.variableOf(node, refused.value());
                if (variable != null) {
                    throw new UserError("node '" + node.name() + "': " + variable + " " + Shown.of(refused.value())
                            + " cannot be in '" + path + "': it " + refused.getMessage());
                }
            }
            throw new UserError(Shown.of(refused.value()) + " cannot be in '" + path + "': it " + refused.getMessage());
        }
    }
}
