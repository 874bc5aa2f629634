package dev.muster.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The settings of a node's agent: which of them cannot work together. */
final class AgentCheck {

    private final NodeReader node;
    private final Path folder;
    private final boolean flatcar;

    private AgentCheck(NodeReader node, Path folder, boolean flatcar) {
        this.node = node;
        this.folder = folder;
        this.flatcar = flatcar;
    }

    /**
     * @param folder what paths of the inventory are relative to
     * @param flatcar whether the node gets Flatcar
     */
    static void of(NodeReader node, Path folder, boolean flatcar) {
        var check = new AgentCheck(node, folder, flatcar);
        if (node.word("muster_agent", List.of("puppet", "none"), "puppet").equals("puppet")) {
            check.server();
            check.engine();
            check.image();
        }
        check.paths();
    }

    private void server() {
        if (!node.has("muster_puppet_server")) {
            node.add(
                    "muster_puppet_server",
                    "the agent has no server: 'muster_puppet_server' is missing",
                    "write 'muster_puppet_server: puppet.example.org', or 'muster_agent: none' for a node without agent");
        }
        node.word("muster_puppet_layout", List.of("debian", "aio"), "debian");
        node.number("muster_puppet_version", 5, 8);
        node.number("muster_puppet_port", 1, 65535);
    }

    private void engine() {
        var engine = node.word("muster_agent_engine", List.of("docker", "podman", "auto"), "auto");
        if (flatcar && engine.equals("podman")) {
            node.add(
                    "muster_agent_engine",
                    "flatcar has docker and no podman",
                    "write 'muster_agent_engine: docker' or 'auto'");
        }
    }

    private void image() {
        if (!node.has("muster_agent_image")) {
            node.add(
                    "muster_agent_image",
                    "the agent has no image: 'muster_agent_image' is missing",
                    "write its name and tag, as in 'muster_agent_image: lab/puppet-agent:1'");
        }
        var source = node.word("muster_agent_image_source", List.of("present", "tar", "registry"), "registry");
        var tar = node.text("muster_agent_image_tar");
        if (!source.equals("tar")) {
            return;
        }
        if (tar == null) {
            node.add(
                    "muster_agent_image_tar",
                    "the agent's image is to come from a tar: 'muster_agent_image_tar' is missing",
                    "write the path of what 'docker save' wrote on this machine");
        } else if (!Files.isRegularFile(folder.resolve(tar))) {
            node.add(
                    "muster_agent_image_tar",
                    "there is no file '" + folder.resolve(tar) + "'",
                    "write the path of what 'docker save' wrote on this machine");
        }
    }

    private void paths() {
        for (var mount : node.texts("muster_agent_mounts")) {
            if (!mount.matches("[^:\\s]+:/[^:\\s]*(:[a-zA-Z,]+)?")) {
                node.add(
                        "muster_agent_mounts",
                        "'" + mount + "' is no mount",
                        "write it as 'docker run -v' takes it: '/on/the/node:/in/the/container:ro'");
            }
        }
        var proof = node.text("muster_proof_file");
        if (proof != null && !proof.startsWith("/")) {
            node.add("muster_proof_file", "'" + proof + "' is no path on a node", "begin it with '/'");
        }
    }
}
