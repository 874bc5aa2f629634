package dev.muster.cluster;

import dev.muster.pki.Pki;
import dev.muster.render.Artifact;
import dev.muster.render.ArtifactTree;
import dev.muster.render.Cluster;
import dev.muster.render.NodeSpec;
import dev.muster.render.Renderer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is rendered for the nodes of a run.
 *
 * @param ofNodes by node name
 * @param ofCluster what belongs to no node alone
 * @param withoutTrust nodes that have no host key yet, so that nothing can be rendered for them
 * @param scope which files on disk that nobody rendered are leftovers
 */
record Artifacts(
        Map<String, List<Artifact>> ofNodes,
        List<Artifact> ofCluster,
        List<String> withoutTrust,
        ArtifactTree.Scope scope) {

    static Artifacts render(PhaseInput input, Pki pki) {
        var specs = new LinkedHashMap<String, NodeSpec>();
        var without = new ArrayList<String>();
        for (var node : input.reading().nodes()) {
            var file = input.state().pki().resolve("ssh").resolve(node.name()).resolve("ssh_host_ed25519_key");
            if (Files.exists(file)) {
                var key = pki.sshHostKey(node.name());
                specs.put(node.name(), node.spec(new NodeSpec.HostKey(key.privateText(), key.publicText())));
            } else {
                specs.put(node.name(), node.spec());
            }
        }
        var cluster = new Cluster(input.reading().cluster(), List.copyOf(specs.values()));
        var renderer = new Renderer(input.request().templateFolders());
        var ofNodes = new LinkedHashMap<String, List<Artifact>>();
        for (var node : input.nodes()) {
            var spec = specs.get(node.name());
            if (spec == null || spec.hostKey().equals(ClusterNode.NO_HOST_KEY)) {
                without.add(node.name());
            } else {
                ofNodes.put(node.name(), renderer.node(cluster, spec));
            }
        }
        return new Artifacts(
                ofNodes,
                renderer.cluster(cluster),
                List.copyOf(without),
                input.isLimited() ? ArtifactTree.Scope.NODES : ArtifactTree.Scope.CLUSTER);
    }

    /** All of them, those of the cluster last. */
    List<Artifact> all() {
        var all = new ArrayList<Artifact>();
        ofNodes.values().forEach(all::addAll);
        all.addAll(ofCluster);
        return all;
    }
}
