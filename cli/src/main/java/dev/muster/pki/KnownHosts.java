package dev.muster.pki;

import dev.muster.file.SafeFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeMap;

/**
 * The {@code known_hosts} file of the nodes (sshd(8)): one line per node, its addresses, its key, and its inventory name as
 * the comment. Lines of nodes that are not asked for are kept, since a run may be limited to a few nodes.
 */
final class KnownHosts {

    private final Path file;

    KnownHosts(Path file) {
        this.file = file;
    }

    /** The whole file with the lines of these nodes put in or replaced, sorted by name. */
    String with(List<NodeIdentity> nodes, java.util.function.Function<NodeIdentity, SshHostKey> key) {
        var lines = new TreeMap<String, String>();
        if (Files.exists(file)) {
            for (var line : SafeFile.readText(file).lines().toList()) {
                var words = line.strip().split(" ");
                if (words.length == 4) {
                    lines.put(words[3], line.strip());
                }
            }
        }
        for (var node : nodes) {
            var patterns = new LinkedHashSet<String>();
            node.sshAddresses().forEach(address -> patterns.add(address.pattern()));
            if (patterns.isEmpty()) {
                patterns.add(node.certname());
            }
            lines.put(
                    node.name(),
                    String.join(",", patterns) + " " + key.apply(node).typeAndKey() + " " + node.name());
        }
        var text = new StringBuilder();
        lines.values().forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /** Whether the file says already what it is to say. */
    boolean holds(String text) {
        return Files.exists(file) && SafeFile.readText(file).equals(text);
    }
}
