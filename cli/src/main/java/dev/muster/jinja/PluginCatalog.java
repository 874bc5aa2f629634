package dev.muster.jinja;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The filters and tests that there are, and what each may be given, for documentation. Names without a dot are Ansible's own;
 * those of collections are full.
 */
public final class PluginCatalog {

    /**
     * Something that a filter or test takes; the first is the value that it stands behind.
     *
     * @param byDefault the value where it is not given, null also where it is required
     */
    public record Option(
            String name, boolean required, @Nullable Object byDefault) {}

    private PluginCatalog() {}

    /** Filters by name. */
    public static Map<String, List<Option>> filters() {
        return of(Filters.ALL);
    }

    /** Tests by name. */
    public static Map<String, List<Option>> tests() {
        return of(Tests.ALL);
    }

    /** The name of {@link #filters} that another name means, such as {@code ansible.builtin.bool} or {@code ipaddr}. */
    public static Optional<String> filter(String name) {
        return Optional.of(PluginNames.filter(name)).filter(Filters.ALL::containsKey);
    }

    /** The name of {@link #tests} that another name means. */
    public static Optional<String> test(String name) {
        return Optional.of(PluginNames.test(name)).filter(Tests.ALL::containsKey);
    }

    private static Map<String, List<Option>> of(Map<String, Filter> table) {
        var all = new TreeMap<String, List<Option>>();
        table.forEach((name, filter) -> all.put(name, filter.signature().options()));
        return all;
    }
}
