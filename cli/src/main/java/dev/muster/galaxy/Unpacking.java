package dev.muster.galaxy;

import dev.muster.file.SafeFile;
import dev.muster.source.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;

/**
 * Unpacks an archive into a folder that is new and that nobody else writes to.
 *
 * <p>No entry can get out of it: names are relative and without {@code ..}; links are judged all together before anything is
 * written, and made when all files are there, so that nothing is ever written through one; a hard link becomes a copy of a
 * file of the archive. Devices and pipes are refused. Of the permissions only reading, writing and executing are kept.
 */
final class Unpacking {

    private static final int LONGEST_NAME = 4096;
    private static final int OWNER_EXECUTES = 0100;

    private final Archive archive;
    private final String what;
    private final Function<String, Optional<String>> place;
    private final IntUnaryOperator mode;
    private final boolean emptyFolders;

    private final LinkGraph graph = new LinkGraph();
    private final Map<String, Archive.Kind> kinds = new HashMap<>();
    private final Map<String, String> links = new LinkedHashMap<>();
    private final Set<String> twice = new LinkedHashSet<>();

    /**
     * @param what what errors say is unpacked, such as {@code role web}
     * @param place where an entry goes below the top, by its name; empty for one that is left out
     * @param mode the permission bits of a file, by those of its entry
     * @param emptyFolders whether a folder without files is made
     */
    Unpacking(
            Archive archive,
            String what,
            Function<String, Optional<String>> place,
            IntUnaryOperator mode,
            boolean emptyFolders) {
        this.archive = archive;
        this.what = what;
        this.place = place;
        this.mode = mode;
        this.emptyFolders = emptyFolders;
    }

    /** The bits that a role's files keep: never write for others, never set-user-id, executable for all or for nobody. */
    static int roleMode(int bits) {
        int kept = (bits & 0755) | 0600;
        return (kept & OWNER_EXECUTES) == 0 ? kept & ~0111 : kept;
    }

    /** The bits of a collection's files: 0644, and executable if the owner may. */
    static int collectionMode(int bits) {
        return (bits & OWNER_EXECUTES) == 0 ? 0644 : 0755;
    }

    /**
     * A name of an archive as a relative path, cleaned of {@code .} and double slashes.
     *
     * @throws UserError for one that leads out
     */
    static String relative(String name, String what) {
        var parts = Arrays.stream(name.split("/"))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .toList();
        if (name.startsWith("/") || parts.contains("..")) {
            throw new UserError("Invalid name for tarfile member: path " + name + " is not a subpath of the " + what);
        }
        if (name.indexOf('\0') >= 0 || name.length() > LONGEST_NAME) {
            throw new UserError("Invalid name for tarfile member of the " + what + ": it cannot be a path");
        }
        return String.join("/", parts);
    }

    /** Does it. */
    void into(Path top) {
        archive.each((entry, _) -> placed(entry).ifPresent(at -> judge(entry, at)));
        links.keySet().forEach(this::mustStayInside);
        twice.forEach(name -> {
            throw new UserError("the " + what + " has '" + name + "' twice, as a link and as something else");
        });
        kinds.keySet().forEach(this::mustNotLeadThroughLink);
        var written = new HashSet<String>();
        archive.each((entry, content) -> {
            var at = placed(entry);
            if (at.isPresent()) {
                write(entry, at.get(), top, content, written);
            }
        });
        try {
            for (var link : links.entrySet()) {
                var at = top.resolve(link.getKey());
                Files.createDirectories(at.getParent());
                Files.createSymbolicLink(at, Path.of(link.getValue()));
            }
        } catch (IOException e) {
            throw cannot(e);
        }
    }

    private Optional<String> placed(Archive.Entry entry) {
        return place.apply(relative(entry.name(), what)).filter(at -> !at.isEmpty());
    }

    private void judge(Archive.Entry entry, String at) {
        if (entry.kind() == Archive.Kind.OTHER) {
            throw new UserError("the " + what + " has '" + entry.name() + "', which is neither a file nor a folder")
                    .hint("devices, pipes and files with holes are not unpacked");
        }
        var before = kinds.put(at, entry.kind());
        boolean link = entry.kind() == Archive.Kind.LINK;
        if (before != null && link != (before == Archive.Kind.LINK)) {
            twice.add(entry.name());
        }
        if (link) {
            graph.add(at, entry.target());
            links.put(at, entry.target());
        }
    }

    private void mustStayInside(String link) {
        if (!graph.staysInside(link)) {
            throw new UserError("Invalid linkname for tarfile member: path " + links.get(link)
                    + " is not a subpath of the " + what);
        }
    }

    private void mustNotLeadThroughLink(String path) {
        if (graph.leadsThroughLink(path)) {
            throw new UserError("the " + what + " has '" + path + "' below a link")
                    .hint("what is unpacked is never written through a link");
        }
    }

    private void write(Archive.Entry entry, String at, Path top, InputStream content, Set<String> written)
            throws IOException {
        var target = top.resolve(at);
        switch (entry.kind()) {
            case FOLDER -> {
                if (emptyFolders) {
                    Files.createDirectories(target);
                }
            }
            case FILE -> {
                Files.createDirectories(target.getParent());
                Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
                allow(target, mode.applyAsInt(entry.mode()));
                written.add(at);
            }
            case HARD_LINK -> {
                var original = place.apply(relative(entry.target(), what)).orElse("");
                if (!written.contains(original)) {
                    throw new UserError("the " + what + " has '" + entry.name() + "', a hard link to '" + entry.target()
                            + "', which is no file before it");
                }
                Files.createDirectories(target.getParent());
                Files.copy(
                        top.resolve(original),
                        target,
                        StandardCopyOption.REPLACE_EXISTING,
                        StandardCopyOption.COPY_ATTRIBUTES);
                written.add(at);
            }
            case LINK, OTHER -> {
                // Links are made when everything else is there; the rest has been refused.
            }
        }
    }

    /** Gives a file exactly these permission bits, of the nine. */
    static void allow(Path file, int bits) throws IOException {
        var all = PosixFilePermission.values();
        var given = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < all.length; i++) {
            if ((bits & (0400 >> i)) != 0) {
                given.add(all[i]);
            }
        }
        Files.setPosixFilePermissions(file, given);
    }

    private UserError cannot(IOException e) {
        return new UserError("cannot unpack the " + what + ": " + SafeFile.reason(e));
    }
}
