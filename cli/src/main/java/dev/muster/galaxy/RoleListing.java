package dev.muster.galaxy;

import dev.muster.file.SafeFile;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code ansible-galaxy role list} and {@code role info}: which roles there are, and what they say of themselves. */
public final class RoleListing {

    /** What is not shown of what a server says. */
    private static final Set<String> LEFT_OUT = Set.of(
            "name",
            "description",
            "readme_html",
            "related",
            "summary_fields",
            "average_aw_composite",
            "average_aw_score",
            "url");

    private static final int BAD_REQUEST = 400;

    private final Galaxy galaxy;
    private final List<Path> paths;

    /** @param paths the folders of roles */
    public RoleListing(Galaxy galaxy, List<Path> paths) {
        this.galaxy = galaxy;
        this.paths = paths;
    }

    /** Shows all roles; whether any of the folders is there. */
    public boolean all() {
        var warnings = new ArrayList<String>();
        for (var path : paths) {
            if (Files.isDirectory(path)) {
                galaxy.voice().say("# " + path);
                names(path).stream()
                        .filter(name -> metadata(name).isPresent())
                        .forEach(name -> show(name, path.resolve(name)));
            } else {
                warnings.add("- the configured path " + path + " does not exist.");
            }
        }
        warnings.forEach(galaxy.voice()::warn);
        return paths.stream().anyMatch(Files::isDirectory);
    }

    /** Shows one role; whether any of the folders is there. */
    public boolean one(String name) {
        var warnings = new ArrayList<String>();
        for (var path : paths) {
            if (!Files.isDirectory(path)) {
                warnings.add("- the configured path " + path + " does not exist.");
                continue;
            }
            var role = RoleInstall.folder(path, new RoleSpec(name, name, "", ""));
            if (Files.isDirectory(role)) {
                galaxy.voice().say("# " + role.getParent());
                show(name, role);
                return true;
            }
            warnings.add("- the role " + name + " was not found");
        }
        warnings.forEach(galaxy.voice()::warn);
        return paths.stream().anyMatch(Files::isDirectory);
    }

    private static List<String> names(Path path) {
        try (var all = Files.list(path)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UserError("cannot list '" + path + "': " + SafeFile.reason(e));
        }
    }

    private Optional<Object> metadata(String name) {
        return paths.stream()
                .map(path -> new InstalledRole(path.resolve(name)).metadata())
                .flatMap(Optional::stream)
                .findFirst();
    }

    private void show(String name, Path folder) {
        var version = new InstalledRole(folder)
                .installInfo()
                .map(InstalledRole::version)
                .filter(text -> !text.isEmpty())
                .orElse("(unknown version)");
        galaxy.voice().say("- " + name + ", " + version);
    }

    /**
     * What there is to know of roles, as one text.
     *
     * @param offline whether no server is asked
     */
    public String info(List<String> names, boolean offline) {
        var text = new StringBuilder();
        for (var name : names) {
            var about = about(name, offline);
            if (about.isEmpty()) {
                return "- the role " + name + " was not found";
            }
            text.append(described(name, about.get()));
        }
        return text.toString();
    }

    private Optional<Map<String, @Nullable Object>> about(String name, boolean offline) {
        var spec = new RoleSpec(name, name, "", "");
        var about = new TreeMap<String, @Nullable Object>();
        about.put("path", Tuple.copyOf(paths.stream().map(Path::toString).toList()));
        new InstalledRole(RoleInstall.folder(paths.getFirst(), spec))
                .installInfo()
                .ifPresent(info -> info.forEach((key, value) -> about.put(
                        Printing.str(key).equals("version") ? "installed_version" : Printing.str(key), value)));
        if (!offline) {
            var remote = remote(name);
            if (remote.isEmpty()) {
                return Optional.empty();
            }
            remote.get().forEach((key, value) -> about.put(Printing.str(key), value));
        } else if (paths.stream().noneMatch(path -> Files.isDirectory(RoleInstall.folder(path, spec)))) {
            return Optional.empty();
        }
        metadata(name).ifPresent(data -> {
            if (data instanceof Map<?, ?> map) {
                map.forEach((key, value) -> about.put(Printing.str(key), value));
            }
        });
        return Optional.of(about);
    }

    private Optional<Map<?, ?>> remote(String name) {
        int dot = name.lastIndexOf('.');
        try {
            return galaxy.servers().getFirst().role(dot < 0 ? "" : name.substring(0, dot), name.substring(dot + 1));
        } catch (ServerError e) {
            if (e.code() == BAD_REQUEST) {
                return Optional.empty();
            }
            throw new UserError("Unable to find info about '" + name + "': " + e.what());
        }
    }

    private static String described(String name, Map<String, @Nullable Object> about) {
        var own = about.get("description");
        var inner = about.get("galaxy_info") instanceof Map<?, ?> info ? info.get("description") : null;
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add("Role: " + name);
        lines.add("\tdescription: " + (own != null ? Printing.str(own) : inner == null ? "" : Printing.str(inner)));
        about.forEach((key, value) -> {
            if (LEFT_OUT.contains(key)) {
                return;
            }
            if (!(value instanceof Map<?, ?> map)) {
                lines.add("\t" + key + ": " + Printing.str(value));
                return;
            }
            lines.add("\t" + key + ":");
            var sorted = new TreeMap<String, @Nullable Object>();
            map.forEach((each, part) -> sorted.put(Printing.str(each), part));
            sorted.forEach((each, part) -> {
                if (!LEFT_OUT.contains(each)) {
                    lines.add("\t\t" + each + ": " + Printing.str(part));
                }
            });
        });
        lines.add("");
        return String.join("\n", lines);
    }
}
