package dev.muster.modules;

import dev.muster.modules.Controller.LocalFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A controller's file or folder that can tell links from what they lead to, and a vaulted file from its content. What
 * {@link LocalFile.Reader} gives is then the content with the vault opened, and the tree with every link followed; the paths
 * in a tree are absolute, below that of its folder.
 */
public interface LocalTree extends LocalFile.Reader {

    /** The file as it is stored, with a vault still closed. */
    byte[] stored();

    /** Where a symbolic link leads to, as it stands; null for anything else. */
    @Nullable
    String link();

    /**
     * All files and folders below a folder, parents before children.
     *
     * @param follow whether a link is given as what it leads to; one that leads to nothing, or into a circle, stays a link
     */
    List<LocalFile> tree(boolean follow);

    /** The file as it is stored, as far as its reader can tell. */
    static byte[] stored(LocalFile file) {
        return file.reader() instanceof LocalTree tree ? tree.stored() : file.bytes();
    }

    /** Where a link leads to, or null. */
    static @Nullable String link(LocalFile file) {
        return file.reader() instanceof LocalTree tree ? tree.link() : null;
    }

    /** What is below a folder. */
    static List<LocalFile> tree(LocalFile folder, boolean follow) {
        return folder.reader() instanceof LocalTree tree ? tree.tree(follow) : folder.tree();
    }
}
