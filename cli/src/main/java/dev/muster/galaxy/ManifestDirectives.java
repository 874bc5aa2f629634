package dev.muster.galaxy;

import dev.muster.file.SafeFile;
import dev.muster.galaxy.FileManifest.Entry;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Types;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code manifest} of {@code galaxy.yml}: directives in the manner of Python's {@code MANIFEST.in} (distlib's) that say
 * which files belong to a collection, carried out one after the other.
 */
final class ManifestDirectives {

    private static final List<String> FIRST = List.of(
            "include meta/*.yml",
            "include *.txt *.md *.rst *.license COPYING LICENSE",
            "recursive-include .reuse **",
            "recursive-include LICENSES **",
            "recursive-include tests **",
            "recursive-include docs **.rst **.yml **.yaml **.json **.j2 **.txt **.license",
            "recursive-include roles **.yml **.yaml **.json **.j2 **.license",
            "recursive-include playbooks **.yml **.yaml **.json **.license",
            "recursive-include changelogs **.yml **.yaml **.license",
            "recursive-include plugins */**.py */**.license");

    /** The kinds of plugins that may have their documentation in files beside them. */
    private static final List<String> DOCUMENTED = List.of(
            "become",
            "cache",
            "callback",
            "cliconf",
            "connection",
            "filter",
            "httpapi",
            "inventory",
            "lookup",
            "netconf",
            "shell",
            "strategy",
            "test",
            "vars");

    private static final List<String> MODULES = List.of(
            "recursive-include plugins/modules **.ps1 **.yml **.yaml **.license",
            "recursive-include plugins/module_utils **.ps1 **.psm1 **.cs **.license");

    private final Path top;
    private final List<String> all;
    private final TreeSet<String> chosen = new TreeSet<>();

    private ManifestDirectives(Path top, List<String> all) {
        this.top = top;
        this.all = all;
    }

    /** What the directives of a collection choose, with the folders that it is in. */
    static List<Entry> entries(Path folder, CollectionMeta meta, Voice voice) {
        var directives = directives(meta);
        voice.detail(3, "Manifest Directives:");
        directives.forEach(line -> voice.detail(3, "    " + line));
        try {
            var files = new ArrayList<String>();
            find(folder, "", files, folder.toRealPath());
            var manifest = new ManifestDirectives(folder, files);
            directives.forEach(manifest::carryOut);
            return manifest.entries();
        } catch (IOException e) {
            throw new UserError("cannot read '" + folder + "': " + SafeFile.reason(e));
        }
    }

    private static List<String> directives(CollectionMeta meta) {
        var control = meta.directives();
        if (control != null && !(control instanceof Map<?, ?>)) {
            throw new UserError("Invalid \"manifest\" provided: it must be a dictionary, not " + Types.name(control));
        }
        var map = control instanceof Map<?, ?> given ? given : Map.of();
        for (var key : map.keySet()) {
            if (!List.of("directives", "omit_default_directives").contains(Printing.str(key))) {
                throw new UserError("Invalid \"manifest\" provided: there is no key '" + Printing.str(key) + "'");
            }
        }
        var own = map.get("directives") == null ? List.of() : map.get("directives");
        if (!(own instanceof List<?> list)) {
            throw new UserError("\"manifest.directives\" must be a list, got: " + Types.name(own));
        }
        var omit = map.get("omit_default_directives") == null ? Boolean.FALSE : map.get("omit_default_directives");
        if (!(omit instanceof Boolean omitted)) {
            throw new UserError(
                    "\"manifest.omit_default_directives\" is expected to be a boolean, got: " + Types.name(omit));
        }
        var given = list.stream().map(Printing::str).toList();
        if (omitted) {
            if (given.isEmpty()) {
                throw new UserError(
                        "\"manifest.omit_default_directives\" was set to True, but no directives were defined"
                                + " in \"manifest.directives\". This would produce an empty collection artifact.");
            }
            return given;
        }
        var name = meta.name();
        var lines = new ArrayList<>(FIRST);
        if (meta.data().get("license_file") instanceof String license && !license.isEmpty()) {
            lines.add("include " + license);
        }
        DOCUMENTED.forEach(kind -> lines.add("recursive-include plugins/" + kind + " **.yml **.yaml"));
        lines.addAll(MODULES);
        lines.addAll(given);
        lines.add("exclude galaxy.yml galaxy.yaml MANIFEST.json FILES.json " + name.namespace() + "-" + name.name()
                + "-*.tar.gz");
        lines.add("recursive-exclude tests/output **");
        lines.add("global-exclude /.* /__pycache__ *.pyc *.pyo *.bak *~ *.swp");
        return lines;
    }

    private static void find(Path folder, String prefix, List<String> files, Path realTop) throws IOException {
        for (var item : FileManifest.items(folder)) {
            var name = prefix + item.getFileName();
            if (Files.isDirectory(item)) {
                if (!Files.isSymbolicLink(item)) {
                    find(item, name + "/", files, realTop);
                }
            } else if (Files.isRegularFile(item)) {
                files.add(name);
            }
        }
    }

    private List<Entry> entries() {
        var folders = new TreeSet<String>();
        for (var file : chosen) {
            for (int slash = file.indexOf('/'); slash > 0; slash = file.indexOf('/', slash + 1)) {
                folders.add(file.substring(0, slash));
            }
        }
        var names = new TreeSet<>(chosen);
        names.addAll(folders);
        return names.stream()
                .map(name -> new Entry(name, folders.contains(name) ? null : FileManifest.hash(top.resolve(name))))
                .toList();
    }

    private void carryOut(String line) {
        var words = Arrays.asList(line.strip().split("\\s+"));
        var action = words.getFirst();
        if (action.isEmpty() || action.startsWith("#")) {
            return;
        }
        boolean recursive = action.startsWith("recursive-");
        boolean single = List.of("graft", "prune").contains(action);
        int from = recursive ? 2 : 1;
        if (words.size() <= (recursive ? 2 : 1) || single && words.size() != 2) {
            throw new UserError("Invalid manifest directive: '" + action + "' expects "
                    + (single ? "a single <dir_pattern>" : recursive ? "<dir> <pattern1> ..." : "<pattern1> ..."));
        }
        var patterns = words.subList(from, words.size());
        switch (action) {
            case "include" -> patterns.forEach(each -> add(pattern(each, true, null)));
            case "exclude" -> patterns.forEach(each -> remove(pattern(each, true, null)));
            case "global-include" -> patterns.forEach(each -> add(pattern(each, false, null)));
            case "global-exclude" -> patterns.forEach(each -> remove(pattern(each, false, null)));
            case "recursive-include" -> patterns.forEach(each -> add(pattern(each, false, words.get(1))));
            case "recursive-exclude" -> patterns.forEach(each -> remove(pattern(each, false, words.get(1))));
            case "graft" -> add(pattern(null, false, words.get(1)));
            case "prune" -> remove(pattern(null, false, words.get(1)));
            default -> throw new UserError("Invalid manifest directive: invalid action '" + action + "'");
        }
    }

    private void add(Predicate<String> wanted) {
        all.stream().filter(wanted).forEach(chosen::add);
    }

    private void remove(Predicate<String> unwanted) {
        chosen.removeIf(unwanted);
    }

    /**
     * What a path below the top matches.
     *
     * @param wildcards null for everything
     * @param anchored whether they are seen from the top, rather than from any folder
     * @param below wildcards of a folder in which it is, however deep; null for none
     */
    private static Predicate<String> pattern(@Nullable String wildcards, boolean anchored, @Nullable String below) {
        if (below != null) {
            // As distlib joins them: the wildcards may begin anywhere below the folder.
            var inner = wildcards == null ? "" : glob(wildcards) + "\\z";
            return Pattern.compile("^" + glob(below) + "/.*" + inner).asPredicate();
        }
        var end = wildcards == null ? "" : glob(wildcards) + "\\z";
        return anchored
                ? Pattern.compile("^" + end).asPredicate()
                // The path begins with the top's own, so that '/.*' finds hidden files there, too.
                : path -> Pattern.compile(end).matcher("/" + path).find();
    }

    /** As {@code fnmatch}, but {@code *} and {@code ?} do not match a slash. */
    private static String glob(String wildcards) {
        var out = new StringBuilder();
        for (int i = 0; i < wildcards.length(); i++) {
            char c = wildcards.charAt(i);
            int close = c == '[' ? wildcards.indexOf(']', i + 2) : -1;
            if (c == '*') {
                out.append("[^/]*");
            } else if (c == '?') {
                out.append("[^/]");
            } else if (close > 0) {
                var inside =
                        wildcards.substring(i + 1, close).replace("\\", "\\\\").replace("[", "\\[");
                out.append('[')
                        .append(inside.startsWith("!") ? "^" + inside.substring(1) : inside)
                        .append(']');
                i = close;
            } else {
                out.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return out.toString();
    }
}
