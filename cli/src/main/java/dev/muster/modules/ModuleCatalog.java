package dev.muster.modules;

import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The modules by name. {@code copy}, {@code ansible.builtin.copy} and {@code ansible.legacy.copy} are one. */
public final class ModuleCatalog {

    private static final List<String> COLLECTIONS = List.of("ansible.builtin.", "ansible.legacy.");

    /**
     * Modules of ansible-core that Muster does not have. A playbook for many systems names them in tasks that are skipped
     * here, so a task may use them, and fails only when it is reached.
     */
    private static final Set<String> ABSENT = Set.of(
            "apt_key",
            "apt_repository",
            "assemble",
            "cron",
            "deb822_repository",
            "debconf",
            "dnf",
            "dnf5",
            "dpkg_selections",
            "expect",
            "fetch",
            "find",
            "git",
            "iptables",
            "known_hosts",
            "mount_facts",
            "package_facts",
            "pip",
            "reboot",
            "replace",
            "rpm_key",
            "service_facts",
            "subversion",
            "sysvinit",
            "unarchive",
            "uri",
            "yum",
            "yum_repository");

    private final Map<String, Module> byName = new LinkedHashMap<>();

    public ModuleCatalog(Collection<? extends Module> modules) {
        modules.forEach(module -> byName.put(module.name(), module));
    }

    /** Every module that Muster has. */
    public static ModuleCatalog all() {
        return new ModuleCatalog(List.of(
                new AptModule(),
                new AssertModule(),
                new AsyncStatusModule(),
                new BlockinfileModule(),
                new CommandModule(),
                new CopyModule(),
                new DebugModule(),
                new FailModule(),
                new FileModule(),
                new GetUrlModule(),
                new GetentModule(),
                new GroupModule(),
                new HostnameModule(),
                new IncludeVarsModule(),
                new LineinfileModule(),
                new PackageModule(),
                new PingModule(),
                new RawModule(),
                new ScriptModule(),
                new ServiceModule(),
                new SetFactModule(),
                new SetStatsModule(),
                new SetupModule(),
                new ShellModule(),
                new SlurpModule(),
                new StatModule(),
                new SystemdModule("systemd_service"),
                new SystemdModule(),
                new TempfileModule(),
                new TemplateModule(),
                new UserModule(),
                new ValidateArgumentSpecModule(),
                new WaitForConnectionModule(),
                new WaitForModule()));
    }

    /** Whether a task may use this name. */
    public boolean has(String name) {
        return byName.containsKey(shortName(name));
    }

    /** Whether an argument of a module, by one of its names, must never be shown. */
    public boolean isSecret(String module, String argument) {
        return has(module)
                && get(module).parameters().all().values().stream()
                        .anyMatch(parameter -> parameter.noLog()
                                && (parameter.name().equals(argument)
                                        || parameter.aliases().contains(argument)));
    }

    /** The short names, in no particular order. */
    public Set<String> names() {
        return Set.copyOf(byName.keySet());
    }

    /** The short names that a task may use: those of {@link #names} and those that ansible-core has beside them. */
    public Set<String> accepted() {
        var all = new HashSet<>(ABSENT);
        all.addAll(byName.keySet());
        return Set.copyOf(all);
    }

    /**
     * The module of a task.
     *
     * @throws UserError when there is none, with the nearest spelling
     */
    public Module get(String name) {
        var module = byName.get(shortName(name));
        if (module != null) {
            return module;
        }
        if (ABSENT.contains(shortName(name))) {
            throw new UserError("Muster does not have the module '" + shortName(name) + "'")
                    .hint("docs/playbooks.md lists those it has; 'command' and 'shell' run anything else");
        }
        throw new UserError("Cannot resolve '" + name + "' to an action or module.")
                .hint(Nearest.hint(shortName(name), byName.keySet()));
    }

    /** What is wrong with a task that names a module of a collection, a role or a playbook, which is a program of its own. */
    public static UserError foreign(String name, String file) {
        return new UserError("Muster does not have the module '" + name + "'")
                .hint("it is '" + file
                        + "', and Muster runs no modules but its own, which docs/playbooks.md lists; 'command' and 'shell' run"
                        + " anything else");
    }

    private static String shortName(String name) {
        return COLLECTIONS.stream()
                .filter(name::startsWith)
                .map(prefix -> name.substring(prefix.length()))
                .findFirst()
                .orElse(name);
    }
}
