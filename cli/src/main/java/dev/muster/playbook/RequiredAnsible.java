package dev.muster.playbook;

import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.yaml.Node;
import dev.muster.yaml.Yaml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Whether collections are for this version of Ansible: {@code requires_ansible} in their {@code meta/runtime.yml}, a list of
 * version specifiers (PEP 440). What becomes of one that is not is the setting {@code COLLECTIONS_ON_ANSIBLE_VERSION_MISMATCH}.
 */
final class RequiredAnsible {

    /** The version whose behaviour is kept. */
    static final String VERSION = "2.19.14";

    private static final Pattern SPECIFIER =
            Pattern.compile("(~=|===?|!=|<=|>=|<|>)\\s*v?([0-9]+(?:\\.[0-9]+)*)(\\.\\*|[a-z.+-].*)?");

    private final LoaderSettings settings;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    RequiredAnsible(LoaderSettings settings) {
        this.settings = settings;
    }

    /**
     * Looks at a collection when something of it is used for the first time.
     *
     * @throws UserError when it is for other versions and that is an error
     */
    void check(String collection, Path folder) {
        var mismatch = settings.notices().mismatch();
        if (mismatch.equals("ignore") || !seen.add(collection)) {
            return;
        }
        var file = folder.resolve("meta").resolve("runtime.yml");
        if (!Files.isRegularFile(file)
                || !(Yaml.parse(Source.of(file), _ -> {}).orElse(null) instanceof Node.Mapping document)
                || !(document.get("requires_ansible").orElse(null) instanceof Node.Scalar scalar)
                || !(scalar.value() instanceof String wanted)) {
            return;
        }
        boolean fits;
        try {
            fits = admits(wanted);
        } catch (IllegalArgumentException e) {
            settings.warnings()
                    .accept(new UserError("Error parsing collection metadata requires_ansible value from collection "
                            + collection + ": " + e.getMessage()));
            return;
        }
        if (!fits) {
            var error = new UserError("Collection " + collection + " does not support Ansible version " + VERSION);
            if (mismatch.equals("error")) {
                throw error.general();
            }
            settings.warnings().accept(error);
        }
    }

    /**
     * Whether version specifiers with commas between them admit {@link #VERSION}.
     *
     * @throws IllegalArgumentException for what is none
     */
    static boolean admits(String specifiers) {
        return Arrays.stream(specifiers.split(","))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .allMatch(RequiredAnsible::one);
    }

    private static boolean one(String text) {
        var matcher = SPECIFIER.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("Invalid specifier: '" + text + "'");
        }
        var bound = numbers(matcher.group(2));
        var rest = matcher.group(3) == null ? "" : matcher.group(3);
        boolean family = rest.equals(".*");
        // What is before a release, such as 2.19.0b1, is older than the release itself.
        int order = compared(numbers(VERSION), bound);
        boolean before = order == 0 && rest.matches("[.-]?(a|b|c|rc|dev|alpha|beta|pre).*");
        int whole = before ? 1 : order;
        return switch (matcher.group(1)) {
            case "==", "===" -> family ? begins(bound) : whole == 0;
            case "!=" -> family ? !begins(bound) : whole != 0;
            case "<=" -> whole <= 0;
            case ">=" -> whole >= 0;
            case "<" -> whole < 0;
            case ">" -> whole > 0;
            default -> whole >= 0 && begins(bound.subList(0, bound.size() - 1));
        };
    }

    private static boolean begins(List<Integer> family) {
        var own = numbers(VERSION);
        return own.subList(0, Math.min(own.size(), family.size())).equals(family);
    }

    private static List<Integer> numbers(String version) {
        return Arrays.stream(version.split("\\.")).map(Integer::valueOf).toList();
    }

    private static int compared(List<Integer> one, List<Integer> other) {
        for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
            int order = Integer.compare(i < one.size() ? one.get(i) : 0, i < other.size() ? other.get(i) : 0);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
