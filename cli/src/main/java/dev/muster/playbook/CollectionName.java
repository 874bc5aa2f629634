package dev.muster.playbook;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The full name of something in a collection, such as {@code acme.web.proxy}: namespace, collection, and a resource, which may
 * lie in subfolders that stand between dots (ansible-core's {@code AnsibleCollectionRef}).
 *
 * @param collection namespace and name, {@code acme.web}
 * @param resource the path of the resource below the folder of its kind, {@code proxy} or {@code sub/proxy}
 */
public record CollectionName(String collection, String resource) {

    private static final Pattern FULL =
            Pattern.compile("([a-zA-Z_]\\w*\\.[a-zA-Z_]\\w*)\\.((?:[a-zA-Z_]\\w*\\.)*)(\\w+)");

    /** Collections that are Ansible itself, and no folders. */
    private static final Set<String> BUILT_IN = Set.of("ansible.builtin", "ansible.legacy");

    /** A full name; empty for anything else. */
    public static Optional<CollectionName> parse(String text) {
        var match = FULL.matcher(text);
        return match.matches()
                ? Optional.of(new CollectionName(match.group(1), match.group(2).replace('.', '/') + match.group(3)))
                : Optional.empty();
    }

    /** What a name means where some collections are searched: itself when it is full, else one candidate a collection. */
    static List<CollectionName> candidates(String text, List<String> searched) {
        var full = parse(text);
        if (full.isPresent()) {
            return List.of(full.get());
        }
        var all = new ArrayList<CollectionName>();
        for (var collection : searched) {
            if (!BUILT_IN.contains(collection) && !text.isEmpty() && !text.contains("/")) {
                all.add(new CollectionName(collection, text));
            }
        }
        return all;
    }

    /** The name without the collection and without subfolders. */
    public String shortName() {
        return resource.substring(resource.lastIndexOf('/') + 1);
    }

    /** How Ansible names a role of a collection: the subfolders do not count. */
    String title() {
        return collection + "." + shortName();
    }

    /** The folder of a role. */
    Optional<Path> role(List<Path> roots) {
        return folder(roots)
                .map(folder -> folder.resolve("roles").resolve(resource))
                .filter(Files::isDirectory);
    }

    /** The file of a playbook. */
    public Optional<Path> playbook(List<Path> roots) {
        return folder(roots)
                .map(folder -> folder.resolve("playbooks"))
                .flatMap(folder -> List.of(".yml", ".yaml").stream()
                        .map(ending -> folder.resolve(resource + ending))
                        .filter(Files::isRegularFile)
                        .findFirst());
    }

    /** The collection that a file is of, when it is found there by its name. */
    static Optional<String> around(Path file, List<Path> roots) {
        var path = file.toAbsolutePath().normalize();
        for (int i = path.getNameCount() - 4; i > 0; i--) {
            if (path.getName(i).toString().equals("ansible_collections")) {
                var name = path.getName(i + 1) + "." + path.getName(i + 2);
                var folder = path.getRoot().resolve(path.subpath(0, i + 3));
                return new CollectionName(name, "")
                                .folder(roots)
                                .filter(folder::equals)
                                .isPresent()
                        ? Optional.of(name)
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** A collection is where it is found first; a second one of its name behind that does not count. */
    Optional<Path> folder(List<Path> roots) {
        return roots.stream()
                .map(root -> root.endsWith("ansible_collections") ? root : root.resolve("ansible_collections"))
                .map(root -> root.resolve(collection.replace('.', '/'))
                        .toAbsolutePath()
                        .normalize())
                .filter(Files::isDirectory)
                .findFirst();
    }
}
