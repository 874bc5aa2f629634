package dev.muster.modules;

import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The modules by name. {@code copy}, {@code ansible.builtin.copy} and {@code ansible.legacy.copy} are one. */
public final class ModuleCatalog {

    private static final List<String> COLLECTIONS = List.of("ansible.builtin.", "ansible.legacy.");

    private final Map<String, Module> byName = new LinkedHashMap<>();

    public ModuleCatalog(Collection<? extends Module> modules) {
        modules.forEach(module -> byName.put(module.name(), module));
    }

    /** Every module that Muster has. */
    public static ModuleCatalog all() {
        return new ModuleCatalog(List.of(
                new AptModule(),
                new AssertModule(),
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
                new ServiceModule(),
                new SetFactModule(),
                new SetupModule(),
                new ShellModule(),
                new SlurpModule(),
                new StatModule(),
                new SystemdModule("systemd_service"),
                new SystemdModule(),
                new TempfileModule(),
                new TemplateModule(),
                new UserModule(),
                new WaitForConnectionModule(),
                new WaitForModule()));
    }

    /** Whether a task may use this name. */
    public boolean has(String name) {
        return byName.containsKey(shortName(name));
    }

    /** The short names, in no particular order. */
    public Set<String> names() {
        return Set.copyOf(byName.keySet());
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
        var near = Nearest.hint(shortName(name), byName.keySet());
        throw new UserError("couldn't resolve module/action '" + name + "'")
                .hint(near != null ? near : "Muster has no such module; 'muster doc --list' names those it has");
    }

    private static String shortName(String name) {
        return COLLECTIONS.stream()
                .filter(name::startsWith)
                .map(prefix -> name.substring(prefix.length()))
                .findFirst()
                .orElse(name);
    }
}
