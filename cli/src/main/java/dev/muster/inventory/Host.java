package dev.muster.inventory;

import dev.muster.value.Binding;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host of the inventory.
 *
 * @param name its {@code inventory_hostname}
 * @param source the first source that names the host ({@code inventory_file}); null when it was given on the command line, added
 *     while a play ran, or is implicit
 * @param implicit whether it is the {@code localhost} that every inventory has without naming it; such a host is in no group
 * @param variables those of the inventory source itself, in the order they are written
 */
public record Host(String name, @Nullable Path source, boolean implicit, Map<String, Binding> variables) {

    /** The names under which a host that no inventory names is this machine. */
    public static final Set<String> LOCAL = Set.of("127.0.0.1", "localhost", "::1");

    private static final Pattern IPV4 = Pattern.compile("(?:[0-9]{1,3}\\.){3}[0-9]{1,3}");

    /** The name up to its first dot, or the whole of an address: {@code inventory_hostname_short}. */
    public String shortName() {
        boolean address = IPV4.matcher(name).matches()
                || name.chars().filter(c -> c == ':').count() > 1;
        int dot = name.indexOf('.');
        return address || dot < 0 ? name : name.substring(0, dot);
    }
}
