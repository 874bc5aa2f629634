package dev.muster.modules;

import dev.muster.modules.Controller.LocalFile;
import dev.muster.modules.Parameters.Type;
import dev.muster.source.UserError;
import dev.muster.step.Result;
import dev.muster.value.Undefined;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** {@code include_vars}: variables from a YAML or JSON file of the controller, or from all such files below a folder. */
public final class IncludeVarsModule implements Module {

    private static final List<String> FOLDER_ONLY =
            List.of("dir", "depth", "files_matching", "ignore_files", "ignore_unknown_extensions");

    private static final Parameters PARAMETERS = Parameters.builder()
            .str("file")
            .str("dir")
            .str("_raw_params")
            .str("name")
            .add("depth", Type.INT)
            .byDefault(0L)
            .str("files_matching")
            .list("ignore_files", Type.STR)
            .list("extensions", Type.STR)
            .byDefault(List.of("yaml", "yml", "json"))
            .bool("ignore_unknown_extensions", false)
            .str("hash_behaviour")
            .choices("replace", "merge")
            .freeForm("_raw_params")
            .build();

    @Override
    public String name() {
        return "include_vars";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Outcome start(Invocation call) {
        var arguments = call.arguments();
        var file = arguments.str("file", arguments.str("_raw_params", "").stripTrailing());
        var ofFolder = FOLDER_ONLY.stream()
                .anyMatch(name -> arguments.has(name)
                        && !Boolean.FALSE.equals(arguments.raw(name))
                        && !Long.valueOf(0).equals(arguments.raw(name)));
        if (ofFolder && !file.isEmpty()) {
            throw new UserError("You are mixing file only and dir only arguments, these are incompatible");
        }
        var included = new ArrayList<String>();
        var facts = new LinkedHashMap<String, @Nullable Object>();
        var error = arguments.has("dir")
                ? folder(call, arguments.str("dir"), facts, included)
                : single(call.controller(), file, facts, included);
        Map<String, @Nullable Object> variables = arguments.has("name") ? Map.of(arguments.str("name"), facts) : facts;
        if (error == null && arguments.str("hash_behaviour", "replace").equals("merge")) {
            variables = merged(call.controller(), variables);
        }
        var result = error == null
                ? Result.ok()
                : Result.ok()
                        .as(Result.Status.FAILED)
                        .with("ansible_facts", Map.of())
                        .with("message", error)
                        .with("msg", "Task failed: Action failed: Unknown error.");
        return Module.done(
                result.with("ansible_included_var_files", List.copyOf(included)).withFacts(variables));
    }

    private static @Nullable String single(
            Controller controller, String name, Map<String, @Nullable Object> facts, List<String> included) {
        if (name.isEmpty()) {
            return MissingFile.WITHOUT_NAME;
        }
        try {
            var file = controller.find("vars", name);
            facts.putAll(controller.variables(file));
            included.add(file.path());
            return null;
        } catch (UserError e) {
            if (MissingFile.is(e)) {
                return MissingFile.text(e);
            }
            return e.where() == null ? e.what() : e.render();
        }
    }

    private static @Nullable String folder(
            Invocation call, String name, Map<String, @Nullable Object> facts, List<String> included) {
        var arguments = call.arguments();
        LocalFile folder;
        try {
            folder = call.controller().find("vars", name);
        } catch (UserError e) {
            // A role's folder is meant below its vars/, a playbook's beside it.
            var places = MissingFile.places(e);
            boolean inRole = call.controller().variable("role_path") instanceof String;
            var place = places.isEmpty() ? name : inRole ? places.getFirst() : places.getLast();
            return place + " directory does not exist";
        }
        if (!folder.isDirectory()) {
            return folder.path() + " is not a directory";
        }
        var matching = arguments.has("files_matching") ? regex(arguments.str("files_matching")) : null;
        var ignored = arguments.strings("ignore_files").stream()
                .map(pattern -> regex("(?:" + pattern + ")$"))
                .toList();
        var extensions = arguments.strings("extensions");
        for (var file : inOrder(folder)) {
            var below = relative(folder, file);
            long depth = below.chars().filter(c -> c == '/').count() + 1;
            var base = below.substring(below.lastIndexOf('/') + 1);
            if ((arguments.integer("depth") > 0 && depth > arguments.integer("depth"))
                    || (matching != null && !matching.matcher(base).find())
                    || ignored.stream()
                            .anyMatch(pattern -> pattern.matcher(base).find())) {
                continue;
            }
            if (!extensions.contains(extension(base))) {
                if (arguments.bool("ignore_unknown_extensions")) {
                    continue;
                }
                return folder.path() + "/" + below + " does not have a valid extension: "
                        + String.join(", ", extensions);
            }
            try {
                facts.putAll(call.controller().variables(file));
                included.add(folder.path() + "/" + below);
            } catch (UserError e) {
                return e.where() == null ? e.what() : e.render();
            }
        }
        return null;
    }

    /** The files below a folder as Ansible walks: folder by folder in the order of their paths, files by name. */
    private static List<LocalFile> inOrder(LocalFile folder) {
        Comparator<LocalFile> byFolder = Comparator.comparing(file -> parent(relative(folder, file)));
        return folder.tree().stream()
                .filter(file -> !file.isDirectory())
                .sorted(byFolder.thenComparing(file -> relative(folder, file)))
                .toList();
    }

    private static String relative(LocalFile folder, LocalFile file) {
        return file.path().startsWith(folder.path() + "/")
                ? file.path().substring(folder.path().length() + 1)
                : file.path();
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? "" : name.substring(dot + 1);
    }

    private static Pattern regex(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new UserError("Invalid regular expression: " + text).hint(e.getDescription());
        }
    }

    private static Map<String, @Nullable Object> merged(Controller controller, Map<String, @Nullable Object> more) {
        var merged = new LinkedHashMap<String, @Nullable Object>();
        more.forEach((name, value) -> {
            var existing = controller.variable(name);
            merged.put(name, existing instanceof Undefined ? value : merge(existing, value));
        });
        return merged;
    }

    /** Ansible's {@code hash_behaviour: merge}: dictionaries into one another, anything else replaced. */
    private static @Nullable Object merge(@Nullable Object low, @Nullable Object high) {
        if (!(low instanceof Map<?, ?> lower) || !(high instanceof Map<?, ?> upper)) {
            return high;
        }
        var merged = new LinkedHashMap<@Nullable Object, @Nullable Object>(lower);
        upper.forEach((key, value) -> merged.put(key, lower.containsKey(key) ? merge(lower.get(key), value) : value));
        return merged;
    }
}
