package dev.muster.galaxy;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A collection that is wanted.
 *
 * @param name null where only what is fetched will tell
 * @param version what is said of its version; {@code *} for any
 * @param source the file, folder or address; the empty text for a server
 * @param server the one server to ask; null for all of them
 */
public record CollectionRequirement(
        @Nullable CollectionName name,
        String version,
        String source,
        @Nullable GalaxyServer server,
        Kind kind) {

    /** Where collections come from. */
    public enum Kind {
        GALAXY,
        FILE,
        URL,
        GIT,
        DIR,
        /** A folder with folders of collections. */
        SUBDIRS;

        /** As it stands in a file of requirements. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether it stands for others and is not itself put into place. */
    boolean isVirtual() {
        return kind == Kind.GIT || kind == Kind.SUBDIRS;
    }

    boolean isConcrete() {
        return kind != Kind.GALAXY;
    }

    /** What tells it from others: its name, or where it comes from if it stands for others. */
    String id() {
        return isVirtual() || name == null
                ? "<virtual namespace from " + source + " of type " + kind.word() + ">"
                : name.toString();
    }

    /** As messages call it. */
    String shown() {
        if (name == null || isVirtual()) {
            return kind == Kind.GIT ? "git collection from a Git repo" : kind.word() + " collection from a namespace";
        }
        return name + ":" + version;
    }
}
