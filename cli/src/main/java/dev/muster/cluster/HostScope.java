package dev.muster.cluster;

import dev.muster.cluster.NodeVariables.Variable;
import dev.muster.inventory.Host;
import dev.muster.inventory.Inventory;
import dev.muster.jinja.Jinja;
import dev.muster.jinja.Variables;
import dev.muster.source.Position;
import dev.muster.source.UserError;
import dev.muster.value.Lazy;
import dev.muster.value.Omit;
import dev.muster.value.Template;
import dev.muster.value.Undefined;
import dev.muster.value.UndefinedUse;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a host before any play: the inventory's, with those of the command line above them. There are no facts yet,
 * for nobody has asked the node. Used by one thread at a time.
 */
final class HostScope implements Variables {

    private final Inventory inventory;
    private final Host host;
    private final Map<String, ? extends @Nullable Object> extra;
    private final Jinja jinja;
    private final Map<String, @Nullable Object> seen = new HashMap<>();
    private final Map<Template, Boolean> open = new IdentityHashMap<>();

    HostScope(Inventory inventory, Host host, Map<String, ? extends @Nullable Object> extra, Jinja jinja) {
        this.inventory = inventory;
        this.host = host;
        this.extra = extra;
        this.jinja = jinja;
    }

    @Override
    public @Nullable Object get(String name) {
        if (seen.containsKey(name)) {
            return seen.get(name);
        }
        var value = fresh(name);
        seen.put(name, value);
        return value;
    }

    private @Nullable Object fresh(String name) {
        switch (name) {
            case "inventory_hostname" -> {
                return host.name();
            }
            case "inventory_hostname_short" -> {
                return host.shortName();
            }
            case "group_names" -> {
                return inventory.groupNames(host);
            }
            case "groups" -> {
                return inventory.groupMembers();
            }
            case "hostvars" -> {
                return hostvars();
            }
            case "omit" -> {
                return Omit.OMIT;
            }
            default -> {
                if (extra.containsKey(name)) {
                    return Lazy.of(extra.get(name), this::rendered);
                }
                var binding = inventory.variables(host).get(name);
                return binding == null ? Undefined.name(name) : Lazy.of(binding.value(), this::rendered);
            }
        }
    }

    /** Each host's raw variables, rendered in that host's own scope when they are used. */
    private Map<String, Object> hostvars() {
        var all = new LinkedHashMap<String, Object>();
        for (var other : inventory.hosts()) {
            var scope = other.name().equals(host.name()) ? this : new HostScope(inventory, other, extra, jinja);
            var raw = new LinkedHashMap<String, @Nullable Object>();
            inventory.variables(other).forEach((name, binding) -> raw.put(name, binding.value()));
            raw.putAll(extra);
            raw.put("inventory_hostname", other.name());
            var view = Lazy.of(raw, scope::rendered);
            if (view != null) {
                all.put(other.name(), view);
            }
        }
        return all;
    }

    private @Nullable Object rendered(Template template) {
        if (open.put(template, true) != null) {
            throw new UserError("'" + template.text() + "' leads back to itself").at(template.at());
        }
        try {
            return jinja.valueOrUndefined(template, this);
        } finally {
            open.remove(template);
        }
    }

    @Override
    public Collection<String> names() {
        var names = new LinkedHashSet<String>(inventory.variables(host).keySet());
        names.addAll(extra.keySet());
        return names;
    }

    /** A variable with its place, fully rendered, or with the error that it is. */
    Variable variable(String name) {
        Position at = null;
        if (extra.get(name) instanceof Template template) {
            at = template.at();
        } else if (!extra.containsKey(name)) {
            var binding = inventory.variables(host).get(name);
            at = binding == null ? null : binding.at();
        }
        try {
            var value = Lazy.forced(get(name));
            if (value instanceof Undefined undefined) {
                return new Variable(
                        null, at, new UserError(undefined.message()).at(at).hint(undefined.hint()));
            }
            return new Variable(value, at, null);
        } catch (UserError e) {
            return new Variable(null, at, e);
        } catch (UndefinedUse e) {
            return new Variable(null, at, new UserError(String.valueOf(e.getMessage())).at(at));
        }
    }
}
