package dev.muster.playbook;

import dev.muster.source.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Where modules are now that once were ansible-core's: the table {@code moved.txt}. */
final class MovedModules {

    private final Map<String, String> moved = new HashMap<>();
    private final Map<String, UserError> removed = new HashMap<>();

    private MovedModules(String table) {
        var collection = "";
        for (var line : table.lines().filter(line -> !line.startsWith("#")).toList()) {
            if (line.startsWith("removed ")) {
                removed(line.substring("removed ".length()).split("; ", -1));
                continue;
            }
            for (var word : line.strip().split("\\s+")) {
                if (word.endsWith(":")) {
                    collection = word.substring(0, word.length() - 1);
                } else {
                    int equals = word.indexOf('=');
                    moved.put(
                            equals < 0 ? word : word.substring(0, equals),
                            collection + "." + word.substring(equals + 1));
                }
            }
        }
    }

    private void removed(String[] fields) {
        var name = fields[0];
        removed.put(
                name,
                new UserError("The 'ansible.builtin." + name + "' " + fields[1] + " has been removed. " + fields[3]
                        + " This feature was removed from ansible-core in a release after " + fields[2] + "."));
    }

    /** Reads the table. */
    static MovedModules read() {
        try (var stream = Objects.requireNonNull(
                MovedModules.class.getResourceAsStream("/playbook/moved.txt"), "the table is packed")) {
            return new MovedModules(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The full name of what a short name means now.
     *
     * @throws UserError when it is gone
     */
    Optional<String> target(String name) {
        var gone = removed.get(name);
        if (gone != null) {
            throw gone.general();
        }
        return Optional.ofNullable(moved.get(name));
    }
}
