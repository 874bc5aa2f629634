package dev.muster.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a run has learnt of one host. Readers get maps that do not change; safe for use by several threads. */
final class HostMemory {

    private static final String PREFIX = "ansible_";

    /** Variables that say how a host is reached: a host itself must never set them (ansible-core's {@code clean_facts}). */
    private static final Set<String> CONNECTION = Set.of(
            "ansible_host",
            "ansible_port",
            "ansible_user",
            "ansible_password",
            "ansible_connection",
            "ansible_shell_type",
            "ansible_shell_executable",
            "ansible_private_key_file",
            "ansible_pipelining",
            "ansible_timeout",
            "ansible_remote_user",
            "ansible_delegated_vars",
            "ansible_module_compression",
            "ansible_host_key_checking",
            "hostvars",
            "groups",
            "group_names",
            "inventory_hostname",
            "vars",
            "omit",
            "ansible_facts");

    private static final List<String> CONNECTION_PREFIXES = List.of(
            "ansible_become",
            "ansible_ssh_",
            "ansible_docker_",
            "ansible_podman_",
            "ansible_local_",
            "ansible_chroot_",
            "ansible_sudo_",
            "ansible_su_",
            "ansible_doas_",
            "ansible_paramiko_");

    private volatile Map<String, @Nullable Object> facts = Map.of();
    private volatile Map<String, @Nullable Object> injected = Map.of();
    private volatile Map<String, @Nullable Object> stripped = Map.of();
    private volatile Map<String, @Nullable Object> included = Map.of();
    private volatile Map<String, @Nullable Object> set = Map.of();

    private final Consumer<Map<String, @Nullable Object>> kept;

    /** Of a host of which nothing is known, and which is forgotten at the end of the run. */
    HostMemory() {
        this(Map.of(), _ -> {});
    }

    /**
     * @param known facts of an earlier run
     * @param kept takes all facts when there are others
     */
    HostMemory(Map<String, @Nullable Object> known, Consumer<Map<String, @Nullable Object>> kept) {
        this.kept = kept;
        if (!known.isEmpty()) {
            know(known);
        }
    }

    /** Facts under the names that variables have. */
    Map<String, @Nullable Object> injected() {
        return injected;
    }

    /** Facts as {@code ansible_facts} has them, without the prefix. */
    Map<String, @Nullable Object> facts() {
        return stripped;
    }

    /** What {@code include_vars} brought. */
    Map<String, @Nullable Object> included() {
        return included;
    }

    /** Results that were registered, and what {@code set_fact} set. */
    Map<String, @Nullable Object> set() {
        return set;
    }

    synchronized void learn(Map<String, ? extends @Nullable Object> more) {
        know(more);
        kept.accept(facts);
    }

    private void know(Map<String, ? extends @Nullable Object> more) {
        facts = joined(facts, more);
        var clean = new LinkedHashMap<String, @Nullable Object>();
        var named = new LinkedHashMap<String, @Nullable Object>();
        facts.forEach((name, value) -> {
            boolean local = name.equals("ansible_local");
            if (!CONNECTION.contains(name)
                    && !name.endsWith("_interpreter")
                    && CONNECTION_PREFIXES.stream().noneMatch(name::startsWith)) {
                clean.put(name, value);
            }
            named.put(!local && name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name, value);
            if (local) {
                named.put("local", value);
            }
        });
        injected = Collections.unmodifiableMap(clean);
        stripped = Collections.unmodifiableMap(named);
    }

    synchronized void include(Map<String, ? extends @Nullable Object> more) {
        included = joined(included, more);
    }

    synchronized void set(Map<String, ? extends @Nullable Object> more) {
        set = joined(set, more);
    }

    synchronized void forgetFacts() {
        facts = Map.of();
        injected = Map.of();
        stripped = Map.of();
        kept.accept(facts);
    }

    private static Map<String, @Nullable Object> joined(
            Map<String, ? extends @Nullable Object> old, Map<String, ? extends @Nullable Object> more) {
        var all = new LinkedHashMap<String, @Nullable Object>(old);
        all.putAll(more);
        return Collections.unmodifiableMap(all);
    }
}
