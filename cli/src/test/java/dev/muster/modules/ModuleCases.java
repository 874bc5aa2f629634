package dev.muster.modules;

import dev.muster.step.Diff;
import dev.muster.step.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/**
 * The cases of {@code cases/modules/NAME.yml} with what ansible-core made of them ({@code NAME.expected.json}, written by
 * {@code oracle/modules.py}), and the masking that lets two runs be compared.
 */
record ModuleCases(String name, List<Case> all) {

    private static final Path FOLDER = Path.of("src", "test", "cases", "modules");
    private static final Set<String> VOLATILE = Set.of(
            "atime", "mtime", "ctime", "inode", "dev", "version", "block_size", "blocks", "device_type", "elapsed");
    private static final Pattern BACKUP =
            Pattern.compile("\\.[0-9]+\\.[0-9]{4}-[0-9]{2}-[0-9]{2}@[0-9]{2}:[0-9]{2}:[0-9]{2}~");
    private static final Set<String> OWNERS = Set.of("owner", "group", "uid", "gid", "pw_name", "gr_name");

    /** One case; {@code expected} holds {@code first}, {@code again}, {@code tree} and {@code tree_again}. */
    record Case(Map<String, Object> given, Map<String, Object> expected) {

        String name() {
            return (String) given.get("name");
        }

        @SuppressWarnings("unchecked")
        Map<String, Object> task() {
            return (Map<String, Object>) given.get("task");
        }

        boolean flag(String name, boolean otherwise) {
            return given.get(name) instanceof Boolean truth ? truth : otherwise;
        }

        @Override
        public String toString() {
            return name();
        }
    }

    @SuppressWarnings("unchecked")
    static ModuleCases read(String name) throws IOException {
        var given = (List<Map<String, Object>>) plain(load(FOLDER.resolve(name + ".yml")));
        var expected = (Map<String, Map<String, Object>>) plain(load(FOLDER.resolve(name + ".expected.json")));
        boolean root = "root".equals(System.getProperty("user.name"));
        var cases = new ArrayList<Case>();
        for (var each : given) {
            var expectation = expected.get(each.get("name"));
            if (expectation == null) {
                throw new AssertionError(
                        "no expectation for '" + each.get("name") + "'; run oracle/modules.py " + name);
            }
            var one = new Case(each, expectation);
            if (root || !one.flag("root", false)) {
                cases.add(one);
            }
        }
        return new ModuleCases(name, cases);
    }

    private static Object load(Path file) throws IOException {
        try (var reader = Files.newBufferedReader(file)) {
            return new Yaml().load(reader);
        }
    }

    /** Numbers as Muster has them. */
    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case Integer number -> (Object) number.longValue();
            case List<?> list -> list.stream().map(ModuleCases::plain).toList();
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                map.forEach((key, item) -> copy.put(plain(key), plain(item)));
                yield copy;
            }
            case null, default -> value;
        };
    }

    /** A value with the words {@code DIR} in it made the folder's name. */
    static @Nullable Object located(@Nullable Object value, Path folder) {
        return switch (value) {
            case String text -> text.replace("DIR", folder.toString());
            case List<?> list ->
                list.stream().map(item -> located(item, folder)).toList();
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                map.forEach((key, item) -> copy.put(key, located(item, folder)));
                yield copy;
            }
            case null, default -> value;
        };
    }

    /** A result as the dictionary that Ansible would print. */
    static Map<String, Object> dictionary(Result result, Path folder) {
        var all = new LinkedHashMap<String, @Nullable Object>(result.data());
        all.keySet().removeIf(key -> key.startsWith("_muster_"));
        all.put("changed", result.changed());
        if (result.isFailed()) {
            all.put("failed", true);
        }
        if (!result.warnings().isEmpty()) {
            all.put("warnings", result.warnings());
        }
        if (!result.diffs().isEmpty()) {
            all.put("diff", result.diffs().stream().map(ModuleCases::dictionary).toList());
        }
        return masked(all, folder.toString());
    }

    private static Map<String, Object> dictionary(Diff diff) {
        var all = new LinkedHashMap<String, Object>();
        put(all, "before", diff.before());
        put(all, "after", diff.after());
        put(all, "before_header", diff.beforeHeader());
        put(all, "after_header", diff.afterHeader());
        put(all, "prepared", diff.prepared());
        return all;
    }

    private static void put(Map<String, Object> all, String key, @Nullable Object value) {
        if (value != null) {
            all.put(key, value);
        }
    }

    /** What two runs cannot have in common, made the same. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> masked(Map<String, ?> result, String folder) {
        var copy = new LinkedHashMap<String, Object>((Map<String, Object>) result);
        if (copy.get("diff") instanceof Map<?, ?> one) {
            copy.put("diff", List.of(one));
        }
        if (copy.get("diff") instanceof List<?> none && none.isEmpty()) {
            copy.remove("diff");
        }
        if (copy.get("diff") instanceof List<?> list) {
            copy.put(
                    "diff",
                    list.stream().map(one -> shown((Map<String, Object>) one)).toList());
        }
        copy.putIfAbsent("failed", false);
        copy.remove("exception");
        // Ansible names a temporary file of its own here.
        if (String.valueOf(copy.get("src")).contains("/.ansible/tmp/") || copy.containsKey("md5sum")) {
            copy.remove("src");
        }
        if (copy.get(Invoked.KEY) instanceof Map<?, ?> invocation) {
            copy.put(Invoked.KEY, invocation((Map<String, Object>) invocation));
        }
        return (Map<String, Object>) mask(copy, folder, "");
    }

    /** What a module was called with, without the temporary file that Ansible's action sent before. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> invocation(Map<String, Object> told) {
        var copy = new LinkedHashMap<>(told);
        var arguments = new LinkedHashMap<>((Map<String, Object>) copy.get("module_args"));
        if (copy.remove("src") != null || arguments.get("_original_basename") != null) {
            arguments.remove("src");
        }
        copy.put("module_args", arguments);
        return copy;
    }

    /** What Ansible's callback says of a difference that it does not show; and no temporary file of Ansible's own. */
    private static Map<String, Object> shown(Map<String, Object> diff) {
        var skipped = (diff.containsKey("dst_binary") ? "diff skipped: destination file appears to be binary\n" : "")
                + (diff.containsKey("src_binary") ? "diff skipped: source file appears to be binary\n" : "");
        if (!skipped.isEmpty()) {
            return Map.of("prepared", skipped);
        }
        var copy = new LinkedHashMap<>(diff);
        copy.computeIfPresent("after_header", (_, header) -> header.toString().replaceAll(".*/", ""));
        return copy;
    }

    private static Object mask(@Nullable Object value, String folder, String key) {
        return switch (value) {
            case Map<?, ?> map -> {
                var sorted = new TreeMap<String, Object>();
                // The size of a folder depends on its file system, that of a link on how long the name of the test
                // folder is.
                boolean noSize = Set.of("directory", "link").contains(String.valueOf(map.get("state")))
                        || Boolean.TRUE.equals(map.get("isdir"))
                        || Boolean.TRUE.equals(map.get("islnk"));
                map.forEach((name, item) -> sorted.put(
                        String.valueOf(name),
                        noSize && "size".equals(name) ? "*" : mask(item, folder, String.valueOf(name))));
                yield sorted;
            }
            case List<?> list ->
                list.stream().map(item -> mask(item, folder, "")).toList();
            case null -> "null";
            case Object _ when VOLATILE.contains(key) -> "*";
            case String text -> owner(key, line(text, folder));
            default -> owner(key, value);
        };
    }

    static String line(String text, String folder) {
        return BACKUP.matcher(text.replace(folder, "DIR")).replaceAll(".BACKUP");
    }

    /** Expectations are made by root; whoever runs the tests stands in for it. */
    private static Object owner(String key, Object value) {
        boolean self = OWNERS.contains(key)
                && (value.equals("root") || value.equals(0L) || value.equals(System.getProperty("user.name")));
        return self ? "self" : value;
    }
}
