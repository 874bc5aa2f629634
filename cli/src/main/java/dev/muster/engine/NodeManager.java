package dev.muster.engine;

import dev.muster.value.Printing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which module does the work of {@code service} and {@code package} on a node whose facts tell what manages its services and
 * packages: it has its own arguments and its own {@code module_defaults}. Source: ansible-core's action plugins of these names.
 *
 * @param module the module's short name
 * @param given its arguments
 * @param warnings for arguments that mean nothing to it
 */
record NodeManager(String module, Map<String, @Nullable Object> given, List<String> warnings) {

    private static final List<String> NOT_FOR_SYSTEMD = List.of("pattern", "runlevel", "sleep", "arguments", "args");

    /**
     * @param module the task's module
     * @param given the task's arguments, rendered
     * @param variable the value of a variable of the host, or null
     * @param defaults the {@code module_defaults} of a module
     */
    static NodeManager of(
            String module,
            Map<String, @Nullable Object> given,
            Function<String, @Nullable Object> variable,
            Function<String, Map<String, @Nullable Object>> defaults) {
        var chosen = switch (module) {
            case "service" -> used(given, fact(variable, "service_mgr")).equals("systemd") ? "systemd" : module;
            case "package" -> {
                var preferred = variable.apply("ansible_package_use");
                var manager = preferred == null ? fact(variable, "pkg_mgr") : Printing.str(preferred);
                yield used(given, manager).equals("apt") ? "apt" : module;
            }
            default -> module;
        };
        if (chosen.equals("package") && variable.apply("ansible_package_use") instanceof String preferred) {
            var own = new LinkedHashMap<>(given);
            own.putIfAbsent("use", preferred);
            return new NodeManager(module, own, List.of());
        }
        if (chosen.equals(module)) {
            return new NodeManager(module, given, List.of());
        }
        var own = new LinkedHashMap<>(given);
        var warnings = new ArrayList<String>();
        own.remove("use");
        if (chosen.equals("systemd")) {
            for (var unused : NOT_FOR_SYSTEMD) {
                if (own.containsKey(unused)) {
                    own.remove(unused);
                    warnings.add("Ignoring \"" + unused + "\" as it is not used in \"systemd\"");
                }
            }
        }
        defaults.apply(chosen).forEach(own::putIfAbsent);
        return new NodeManager(chosen, own, warnings);
    }

    private static String used(Map<String, @Nullable Object> given, String automatic) {
        var use = given.get("use");
        var name = use == null ? "auto" : Printing.str(use).toLowerCase(Locale.ROOT);
        return name.equals("auto") ? automatic : name.substring(name.lastIndexOf('.') + 1);
    }

    private static String fact(Function<String, @Nullable Object> variable, String name) {
        return variable.apply("ansible_facts") instanceof Map<?, ?> facts && facts.get(name) instanceof String text
                ? text
                : "";
    }
}
