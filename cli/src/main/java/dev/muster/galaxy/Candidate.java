package dev.muster.galaxy;

import dev.muster.galaxy.CollectionRequirement.Kind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One version of a collection that can be had.
 *
 * @param name null only for one that stands for others
 * @param version {@code *} where it is not known
 * @param source the file, folder or address; the empty text for a server
 * @param server where it is, for one of a server
 */
record Candidate(
        @Nullable CollectionName name,
        String version,
        String source,
        @Nullable GalaxyServer server,
        Kind kind) {

    boolean isVirtual() {
        return kind == Kind.GIT || kind == Kind.SUBDIRS;
    }

    /** The name of one that can be put into place. */
    CollectionName fullName() {
        return Objects.requireNonNull(name, "what stands for others has no name");
    }

    CollectionRequirement asRequirement() {
        return new CollectionRequirement(name, version, source, server, kind);
    }

    String shown() {
        return asRequirement().shown();
    }
}
