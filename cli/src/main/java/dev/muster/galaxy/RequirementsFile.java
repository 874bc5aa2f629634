package dev.muster.galaxy;

import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Types;
import dev.muster.yaml.Node;
import dev.muster.yaml.Yaml;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A file of requirements: a list of roles, or a dictionary with {@code roles} and {@code collections}.
 *
 * @param collections entries as they stand there
 */
public record RequirementsFile(List<RoleSpec> roles, List<Map<?, ?>> collections) {

    /**
     * Reads one.
     *
     * @param galaxy for the paths of what it includes
     * @param listAllowed whether it may be a list of roles
     */
    public static RequirementsFile read(Path file, Galaxy galaxy, boolean listAllowed) {
        if (!Files.exists(file)) {
            throw new UserError("The requirements file '" + file + "' does not exist.");
        }
        galaxy.voice().detail(3, "Reading requirement file at '" + file + "'");
        Object read;
        try {
            read = Yaml.parse(Source.of(file), _ -> {}).map(Node::untrusted).orElse(null);
        } catch (UserError e) {
            throw new UserError(
                    "Failed to parse the requirements yml at '" + file + "' with the following error:\n" + e.render());
        }
        return switch (read) {
            case null -> throw new UserError("No requirements found in file '" + file + "'");
            case List<?> roles when listAllowed -> new RequirementsFile(roles(roles, file, galaxy), List.of());
            case List<?> _ ->
                throw new UserError(
                        "Expecting requirements file to be a dict with the key 'collections' that contains a"
                                + " list of collections to install");
            case Map<?, ?> map -> ofDictionary(map, file, galaxy);
            default ->
                throw new UserError(
                        "Expecting requirements yaml to be a list or dictionary but got " + Types.name(read));
        };
    }

    private static RequirementsFile ofDictionary(Map<?, ?> map, Path file, Galaxy galaxy) {
        var unknown = new TreeSet<String>();
        map.keySet().forEach(key -> unknown.add(Printing.str(key)));
        unknown.removeAll(List.of("roles", "collections"));
        if (!unknown.isEmpty()) {
            throw new UserError(
                    "Expecting only 'roles' and/or 'collections' as base keys in the requirements file. Found: "
                            + String.join(", ", unknown));
        }
        var collections = new ArrayList<Map<?, ?>>();
        for (var each : list(map.get("collections"), "collections")) {
            collections.add(each instanceof Map<?, ?> entry ? entry : Map.of("name", Printing.str(each)));
        }
        return new RequirementsFile(roles(list(map.get("roles"), "roles"), file, galaxy), collections);
    }

    private static List<?> list(@org.jspecify.annotations.Nullable Object value, String key) {
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw new UserError("'" + key + "' in the requirements file must be a list, not " + Types.name(value));
    }

    private static List<RoleSpec> roles(List<?> entries, Path file, Galaxy galaxy) {
        var all = new ArrayList<RoleSpec>();
        for (var entry : entries) {
            if (entry instanceof Map<?, ?> map && map.containsKey("include")) {
                all.addAll(included(Printing.str(map.get("include")), file, galaxy));
            } else {
                all.add(RoleSpec.of(entry));
            }
        }
        return all;
    }

    private static List<RoleSpec> included(String name, Path file, Galaxy galaxy) {
        var included = galaxy.plainPath(name);
        if (!Files.isRegularFile(included)) {
            throw new UserError("Failed to find include requirements file '" + name + "' in '" + file + "'");
        }
        try {
            var read = Yaml.parse(Source.of(included), _ -> {})
                    .map(Node::untrusted)
                    .orElse(null);
            return list(read, "include").stream().map(RoleSpec::of).toList();
        } catch (UserError e) {
            throw new UserError("Unable to load data from include requirements file: " + file + " " + e.render());
        }
    }
}
