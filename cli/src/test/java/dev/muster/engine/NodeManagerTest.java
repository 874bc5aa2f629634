package dev.muster.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Expectations are those of ansible-core's actions {@code service} and {@code package}. */
final class NodeManagerTest {

    private static NodeManager of(String module, Map<String, Object> given, Map<String, Object> variables) {
        Map<String, Map<String, Object>> defaults =
                Map.of("systemd", Map.of("name", "from defaults", "enabled", true), "apt", Map.of("state", "latest"));
        return NodeManager.of(
                module, new HashMap<>(given), variables::get, other -> new HashMap<>(defaults.get(other)));
    }

    private static final Map<String, Object> FACTS =
            Map.of("ansible_facts", Map.of("service_mgr", "systemd", "pkg_mgr", "apt"));

    @Test
    void servicesAreSystemdsWhereTheFactsSaySo() {
        assertEquals(
                new NodeManager("systemd", Map.of("name", "from defaults", "enabled", false), List.of()),
                of("service", Map.of("enabled", false), FACTS));
    }

    @Test
    void argumentsThatSystemdDoesNotUseAreWarnedOf() {
        assertEquals(
                new NodeManager(
                        "systemd",
                        Map.of("name", "x", "enabled", true),
                        List.of("Ignoring \"pattern\" as it is not used in \"systemd\"")),
                of("service", Map.of("name", "x", "pattern", "y", "use", "auto"), FACTS));
    }

    @Test
    void packagesAreAptsWhereTheFactsSaySo() {
        assertEquals(
                new NodeManager("apt", Map.of("name", "x", "state", "latest"), List.of()),
                of("package", Map.of("name", "x"), FACTS));
    }

    @Test
    void aVariableIsStrongerThanTheFacts() {
        assertEquals(
                new NodeManager("package", Map.of("name", "x", "use", "lola"), List.of()),
                of(
                        "package",
                        Map.of("name", "x"),
                        Map.of("ansible_facts", Map.of("pkg_mgr", "apt"), "ansible_package_use", "lola")));
    }

    @Test
    void withoutFactsTheNodeIsAsked() {
        assertEquals(
                new NodeManager("service", Map.of("name", "x"), List.of()),
                of("service", Map.of("name", "x"), Map.of()));
    }
}
