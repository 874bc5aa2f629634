package dev.muster.playbook;

import dev.muster.source.Nearest;
import dev.muster.source.Position;
import dev.muster.source.UserError;
import dev.muster.value.Binding;
import dev.muster.value.Template;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks the names in {@code module_defaults}, and puts in the place of each group the actions that are in it, under
 * {@code group/ACTION}. The rules are those of ansible-core's {@code Base._validate_module_defaults} and {@code _resolve_group}.
 */
final class ModuleDefaults {

    private static final String GROUP = "group/";
    private static final List<String> RUNTIME = List.of("meta/runtime.yml", "meta/runtime.yaml");

    private final Reading reading;

    ModuleDefaults(Reading reading) {
        this.reading = reading;
    }

    /** The keywords with the names of actions alone in their {@code module_defaults}. */
    Keywords resolved(Keywords keywords) {
        var said = keywords.get(Keyword.MODULE_DEFAULTS);
        if (said == null || said.value() == null || said.value() instanceof Template) {
            return keywords;
        }
        var all = new ArrayList<@Nullable Object>();
        for (var item : said.value() instanceof List<?> list ? list : List.of(said.value())) {
            all.add(item instanceof Map<?, ?> map ? resolved(map, said.at()) : item);
        }
        var changed = new EnumMap<Keyword, Binding>(keywords.said());
        changed.put(Keyword.MODULE_DEFAULTS, new Binding(all, said.at()));
        return new Keywords(changed, keywords.vars(), keywords.when(), keywords.tags());
    }

    private Map<String, @Nullable Object> resolved(Map<?, ?> written, Position at) {
        var resolved = new LinkedHashMap<String, @Nullable Object>();
        written.forEach((key, arguments) -> {
            var name = String.valueOf(key);
            if (name.startsWith(GROUP)) {
                for (var action : actions(name.substring(GROUP.length()), at)) {
                    resolved.merge(GROUP + ModuleNames.shortName(action), arguments, ModuleDefaults::merged);
                }
            } else if (isKnown(name)) {
                resolved.put(name, arguments);
            } else {
                throw new UserError("could not resolve action " + (name.contains(".") ? name : "ansible.legacy." + name)
                                + " in module_defaults")
                        .at(at)
                        .hint(Nearest.hint(name, reading.modules()));
            }
        });
        return resolved;
    }

    /** What a collection that is not there would have is meant for another machine, and no mistake. */
    private boolean isKnown(String name) {
        return switch (reading.names().of(name, List.of())) {
            case ModuleNames.Meaning.BuiltIn _, ModuleNames.Meaning.Foreign _ -> true;
            case ModuleNames.Meaning.Unknown(var absent) -> !absent.isEmpty();
        };
    }

    private static Object merged(Object earlier, Object later) {
        if (earlier instanceof Map<?, ?> first && later instanceof Map<?, ?> second) {
            var both = new LinkedHashMap<Object, @Nullable Object>(first);
            both.putAll(second);
            return both;
        }
        return later;
    }

    private List<String> actions(String group, Position at) {
        var full = CollectionName.parse(group).isPresent() ? group : "ansible.builtin." + group;
        var actions = new LinkedHashSet<String>();
        if (!add(full, actions, new LinkedHashSet<>())) {
            throw new UserError("error loading module_defaults: could not resolve the module_defaults group " + full)
                    .at(at)
                    .hint("groups are listed under 'action_groups' in the 'meta/runtime.yml' of a collection");
        }
        return List.copyOf(actions);
    }

    /** @return whether there is such a group */
    private boolean add(String group, Set<String> actions, Set<String> seen) {
        var name = CollectionName.parse(group).orElse(null);
        if (name == null || !seen.add(group)) {
            return false;
        }
        var members = members(name, group);
        if (members == null) {
            return false;
        }
        for (var member : members) {
            if (member instanceof String action) {
                actions.add(action);
            } else if (member instanceof Map<?, ?> map
                    && map.get("metadata") instanceof Map<?, ?> metadata
                    && metadata.get("extend_group") instanceof List<?> more) {
                for (var other : more) {
                    var text = String.valueOf(other);
                    add(CollectionName.parse(text).isPresent() ? text : name.collection() + "." + text, actions, seen);
                }
            }
        }
        return true;
    }

    private @Nullable List<?> members(CollectionName name, String group) {
        if (name.collection().equals("ansible.builtin")) {
            // Ansible has this one to test itself, and playbooks of its tests name it.
            return name.resource().equals("testgroup") ? List.of("ping") : null;
        }
        var groups = name.folder(reading.collectionsPath()).stream()
                .flatMap(folder -> RUNTIME.stream().map(folder::resolve))
                .filter(Files::isRegularFile)
                .flatMap(this::groups)
                .findFirst()
                .orElse(Map.of());
        return groups.get(group) instanceof List<?> list
                ? list
                : groups.get(name.resource()) instanceof List<?> list ? list : null;
    }

    private Stream<Map<?, ?>> groups(Path runtime) {
        return reading.document(runtime).stream()
                .map(node -> node.untrusted() instanceof Map<?, ?> map ? map.get("action_groups") : null)
                .filter(Map.class::isInstance)
                .map(Map.class::cast);
    }
}
