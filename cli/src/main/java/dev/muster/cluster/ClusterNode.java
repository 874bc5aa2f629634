package dev.muster.cluster;

import dev.muster.pki.NodeIdentity;
import dev.muster.render.NodeSpec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One node, read and checked.
 *
 * @param name the inventory name
 * @param identity who it is to be
 * @param spec what its artifacts are made from; its host key is empty until trust has made one
 * @param address where it is reached, as in {@code 127.0.0.1:2201}, for messages
 * @param waitTimeout how long phase "wait" gives it
 */
public record ClusterNode(
        String name,
        NodeIdentity identity,
        NodeSpec spec,
        @Nullable String address,
        Duration waitTimeout) {

    /** Nothing yet: the renderer only ever sees the real one. */
    static final NodeSpec.HostKey NO_HOST_KEY = new NodeSpec.HostKey("", "");

    /** The spec with the host key that trust has made. */
    NodeSpec spec(NodeSpec.HostKey key) {
        return new NodeSpec(
                spec.name(),
                spec.fqdn(),
                spec.cluster(),
                spec.role(),
                spec.os(),
                spec.mac(),
                spec.ip(),
                spec.network(),
                spec.boot(),
                spec.admin(),
                spec.puppet(),
                key,
                spec.extra());
    }
}
