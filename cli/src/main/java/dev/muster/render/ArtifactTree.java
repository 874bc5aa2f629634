package dev.muster.render;

import dev.muster.file.SafeFile;
import dev.muster.source.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The folder of artifacts. Files are written whole or not at all, and only those that differ; leftovers are removed, since a
 * file for a MAC address that a node no longer has would still boot whoever has it now.
 *
 * @param folder where the artifacts lie; made when something is written
 */
public record ArtifactTree(Path folder) {

    /** Which of the files that nobody rendered are leftovers. */
    public enum Scope {
        /** Every one: what was rendered is the whole cluster. */
        CLUSTER,
        /** Those below the nodes that were rendered: the run was limited to them. */
        NODES
    }

    /** How the disk differs from these artifacts, by path. Empty when it does not. */
    public List<Difference> compare(List<Artifact> artifacts, Scope scope) {
        var differences = new ArrayList<Difference>();
        for (var artifact : artifacts) {
            var file = folder.resolve(artifact.path());
            if (!Files.exists(file)) {
                differences.add(new Difference(Difference.Kind.MISSING, artifact.path(), ""));
            } else {
                var bytes = SafeFile.read(file);
                if (artifact.secret() && SafeFile.isReadableByOthers(file)) {
                    differences.add(new Difference(
                            Difference.Kind.CHANGED,
                            artifact.path(),
                            "holds a private key and can be read by others\n"));
                } else if (!Arrays.equals(bytes, artifact.content())) {
                    differences.add(new Difference(Difference.Kind.CHANGED, artifact.path(), diff(artifact, bytes)));
                }
            }
        }
        for (var path : leftovers(artifacts, scope)) {
            differences.add(new Difference(Difference.Kind.EXTRA, path, ""));
        }
        differences.sort(Comparator.comparing(Difference::path));
        return differences;
    }

    private static String diff(Artifact artifact, byte[] bytes) {
        if (artifact.secret()) {
            return "holds a private key; the difference is not shown\n";
        }
        var before = new String(bytes, StandardCharsets.UTF_8);
        var after = new String(artifact.content(), StandardCharsets.UTF_8);
        var diff = UnifiedDiff.of(before, after, artifact.path() + " (on disk)", artifact.path() + " (rendered)");
        return diff.isEmpty() ? "differs in its line ends alone\n" : diff;
    }

    /** Makes the disk agree with the artifacts. Answers what differed before, which is what was changed. */
    public List<Difference> write(List<Artifact> artifacts, Scope scope) {
        var differences = compare(artifacts, scope);
        var byPath = new HashMap<String, Artifact>();
        artifacts.forEach(artifact -> byPath.put(artifact.path(), artifact));
        for (var difference : differences) {
            var file = folder.resolve(difference.path());
            var artifact = byPath.get(difference.path());
            if (artifact == null) {
                SafeFile.remove(file);
                removeEmptyFolders(file.getParent());
            } else {
                SafeFile.makeFolder(file.getParent());
                var mode = artifact.secret() ? SafeFile.Mode.SECRET : SafeFile.Mode.PUBLIC;
                SafeFile.write(file, artifact.content(), mode);
            }
        }
        return differences;
    }

    private void removeEmptyFolders(Path from) {
        for (var at = from; at != null && at.startsWith(folder) && !at.equals(folder); at = at.getParent()) {
            try (var inside = Files.list(at)) {
                if (inside.findAny().isPresent()) {
                    return;
                }
            } catch (IOException e) {
                throw new UserError("cannot read '" + at + "': " + SafeFile.reason(e));
            }
            SafeFile.remove(at);
        }
    }

    private List<String> leftovers(List<Artifact> artifacts, Scope scope) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        var paths = new HashSet<String>();
        var tops = new HashSet<String>();
        for (var artifact : artifacts) {
            paths.add(artifact.path());
            tops.add(artifact.path().replaceFirst("/.*", ""));
        }
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(path -> !paths.contains(path) && (scope == Scope.CLUSTER || isBelow(path, tops)))
                    .toList();
        } catch (IOException e) {
            throw new UserError("cannot read '" + folder + "': " + SafeFile.reason(e));
        }
    }

    private static boolean isBelow(String path, Set<String> tops) {
        int slash = path.indexOf('/');
        return slash > 0 && tops.contains(path.substring(0, slash));
    }
}
