package dev.muster.galaxy;

import dev.muster.file.SafeFile;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** {@code ansible-galaxy init}: the files that a role or a collection begins with. */
public final class Skeleton {

    /** What is begun. */
    public enum Type {
        ROLE(
                "Role",
                List.of("files", "templates"),
                List.of(
                        "README.md",
                        "defaults/main.yml",
                        "handlers/main.yml",
                        "meta/main.yml",
                        "tasks/main.yml",
                        "tests/inventory",
                        "tests/test.yml",
                        "vars/main.yml")),
        COLLECTION(
                "Collection",
                List.of("docs", "roles"),
                List.of("README.md", "galaxy.yml", "meta/runtime.yml", "plugins/README.md"));

        private final String title;
        private final List<String> folders;
        private final List<String> files;

        Type(String title, List<String> folders, List<String> files) {
            this.title = title;
            this.folders = folders;
            this.files = files;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Renders a template of a user's skeleton. */
    public interface Renderer {
        String render(Template template, Map<String, @Nullable Object> variables);
    }

    private static final String TEMPLATE = ".j2";

    private final Galaxy galaxy;
    private final Type type;
    private final boolean force;

    /** @param force whether what is there already is removed */
    public Skeleton(Galaxy galaxy, Type type, boolean force) {
        this.galaxy = galaxy;
        this.type = type;
        this.force = force;
    }

    /** Begins a role or collection of a name below a folder, with the files that Muster has for it. */
    public void own(String name, Path below) {
        var target = prepare(name, below);
        try {
            for (var folder : type.folders) {
                Files.createDirectories(target.resolve(folder));
            }
            for (var file : type.files) {
                Files.createDirectories(target.resolve(file).getParent());
                Files.writeString(target.resolve(file), filled(file, name));
            }
        } catch (IOException e) {
            throw new UserError("cannot write '" + target + "': " + SafeFile.reason(e));
        }
        done(name);
    }

    private void done(String name) {
        galaxy.voice().say("- " + type.title + " " + name + " was created successfully");
    }

    private String filled(String file, String name) {
        int dot = type == Type.COLLECTION ? name.indexOf('.') : -1;
        try (InputStream in = Skeleton.class.getResourceAsStream("/galaxy/" + type.word() + "/" + file)) {
            var text = new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
            return text.replace("@namespace@", name.substring(0, Math.max(0, dot)))
                    .replace("@name@", name.substring(dot + 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder, empty if it is there already. */
    private Path prepare(String name, Path below) {
        var target = below.resolve(type == Type.COLLECTION ? name.replaceFirst("\\.", "/") : name);
        if (Files.isRegularFile(target)) {
            throw new UserError("- the path " + target + " already exists, but is a file - aborting");
        }
        try {
            if (Files.exists(target)) {
                if (!force) {
                    throw new UserError("- the directory " + target + " already exists. You can use --force to"
                            + " re-initialize this directory,\nhowever it will reset any main.yml files that may have\nbeen"
                            + " modified there already.");
                }
                // The folder itself stays, for whoever stands in it.
                for (var each : FileManifest.items(target)) {
                    Beside.remove(each);
                }
            }
            Files.createDirectories(target);
        } catch (IOException e) {
            throw new UserError("cannot write '" + target + "': " + SafeFile.reason(e));
        }
        return target;
    }

    /**
     * Begins one with the files of a user's skeleton: those that end with {@code .j2} are rendered and lose the ending, but for
     * templates of the role itself.
     *
     * @param ignored regular expressions of names that are left out
     * @param variables beside those that every skeleton has
     */
    public void of(
            Path skeleton,
            List<String> ignored,
            String name,
            Path below,
            Map<String, @Nullable Object> variables,
            Renderer renderer) {
        if (!Files.isDirectory(skeleton)) {
            throw new UserError("- the skeleton path '" + skeleton + "' does not exist, cannot init " + type.word());
        }
        var patterns = ignored.stream().map(Skeleton::pattern).toList();
        var all = new LinkedHashMap<>(variablesOf(name));
        all.putAll(variables);
        var target = prepare(name, below);
        try {
            lay(skeleton, new ArrayList<>(), target, patterns, template -> {
                try {
                    return renderer.render(template, all);
                } catch (UserError e) {
                    Beside.remove(target);
                    throw new UserError("Failed to create " + type.title + " " + name + ". Templating "
                            + template.at().source().name() + " failed with the error: " + e.render());
                }
            });
        } catch (IOException e) {
            throw new UserError("cannot write '" + target + "': " + SafeFile.reason(e));
        }
        done(name);
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new UserError("'" + text + "' is not a regular expression: " + e.getDescription());
        }
    }

    private interface Rendering {
        String text(Template template) throws IOException;
    }

    private void lay(Path from, List<String> path, Path to, List<Pattern> ignored, Rendering rendering)
            throws IOException {
        var prefix = path.isEmpty() ? "./" : String.join("/", path) + "/";
        for (var item : FileManifest.items(from)) {
            var name = item.getFileName().toString();
            boolean folder = Files.isDirectory(item);
            var judged = folder ? name : prefix + name;
            if (ignored.stream().anyMatch(each -> each.matcher(judged).lookingAt())) {
                continue;
            }
            var target = to.resolve(name);
            if (Files.isSymbolicLink(item)) {
                Files.createSymbolicLink(target, Files.readSymbolicLink(item));
            } else if (folder) {
                Files.createDirectories(target);
                path.add(name);
                lay(item, path, target, ignored, rendering);
                path.removeLast();
            } else if (name.endsWith(TEMPLATE) && !isBelowTemplates(path)) {
                var source = Source.of(item);
                Files.writeString(
                        to.resolve(name.substring(0, name.length() - TEMPLATE.length())),
                        rendering.text(new Template(source.text(), source.at(1, 1))));
            } else {
                Files.copy(item, target);
            }
        }
    }

    private boolean isBelowTemplates(List<String> path) {
        if (path.isEmpty()) {
            return false;
        }
        return type == Type.ROLE
                ? path.getFirst().equals("templates")
                : List.of("playbooks", "roles").contains(path.getFirst()) && path.contains("templates");
    }

    private Map<String, @Nullable Object> variablesOf(String name) {
        var all = new LinkedHashMap<String, @Nullable Object>();
        all.put("description", "your " + type.word() + " description");
        all.put("ansible_plugin_list_dir", "https://docs.ansible.com/ansible-core/2.19/plugins/plugins.html");
        if (type == Type.ROLE) {
            all.put("author", "your name");
            all.put("company", "your company (optional)");
            all.put("license", "license (GPL-2.0-or-later, MIT, etc)");
            all.put("role_name", name);
            all.put("role_type", "default");
            all.put("issue_tracker_url", "http://example.com/issue/tracker");
            all.put("repository_url", "http://example.com/repository");
            all.put("documentation_url", "http://docs.example.com");
            all.put("homepage_url", "http://example.com");
            all.put("min_ansible_version", "2.1");
            all.put("dependencies", List.of());
            return all;
        }
        int dot = name.indexOf('.');
        all.put("namespace", name.substring(0, dot));
        all.put("collection_name", name.substring(dot + 1));
        all.put("version", "1.0.0");
        all.put("readme", "README.md");
        all.put("authors", List.of("your name <example@domain.com>"));
        all.put("license", List.of("GPL-2.0-or-later"));
        all.put("repository", "http://example.com/repository");
        all.put("documentation", "http://docs.example.com");
        all.put("homepage", "http://example.com");
        all.put("issues", "http://example.com/issue/tracker");
        all.put("build_ignore", List.of());
        return all;
    }
}
