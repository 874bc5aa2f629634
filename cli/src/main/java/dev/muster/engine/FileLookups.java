package dev.muster.engine;

import dev.muster.jinja.Jinja;
import dev.muster.jinja.Variables;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.Types;
import dev.muster.value.Undefined;
import dev.muster.value.UndefinedUse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The lookups that look for files of the controller: {@code file}, {@code template}, {@code fileglob}, {@code first_found}. */
final class FileLookups {

    private final Function<Path, Source> reader;
    private final Function<String, List<String>> glob;

    FileLookups(Function<Path, Source> reader, Function<String, List<String>> glob) {
        this.reader = reader;
        this.glob = glob;
    }

    /** The folders where the files of the play or role that renders are searched, the nearest first. */
    static List<Path> folders(Variables variables) {
        return variables.get("ansible_search_path") instanceof List<?> list
                ? list.stream().map(item -> Path.of(String.valueOf(item))).toList()
                : List.of(Path.of("").toAbsolutePath());
    }

    /** The folder of the play itself. */
    static Path base(Variables variables) {
        return folders(variables).getLast();
    }

    static Path find(Variables variables, String kind, String name) {
        return SearchPath.find(folders(variables), kind, name);
    }

    /** @param missing what is said of a file that is not there */
    private static Path found(Variables variables, String kind, String name, String missing) {
        var path = SearchPath.findOrNull(folders(variables), kind, name);
        if (path == null) {
            var places = SearchPath.candidates(folders(variables), kind, name);
            throw new UserError(missing)
                    .hint("searched in:\n  "
                            + String.join(
                                    "\n  ", places.stream().map(Path::toString).toList()));
        }
        return path;
    }

    /** A file's text, decrypted where it is a vault. */
    String unvault(String name, Variables variables) {
        return TextFile.text(reader, found(variables, "files", name, "Unable to find file matching \"" + name + "\""));
    }

    String file(String name, GivenOptions options, Variables variables) {
        var path = found(variables, "files", name, "Unable to access the file '" + name + "': File not found.");
        var text = TextFile.text(reader, path);
        text = options.truth("lstrip", false) ? text.stripLeading() : text;
        return options.truth("rstrip", true) ? text.stripTrailing() : text;
    }

    @Nullable
    Object template(String name, GivenOptions options, Variables variables) {
        var path =
                found(variables, "templates", name, "the template file " + name + " could not be found for the lookup");
        var scope = Scope.CURRENT.get();
        var more = TemplateVariables.of(path, name, null, scope);
        if (options.get("template_vars") instanceof Map<?, ?> map) {
            map.forEach((key, value) -> more.put(String.valueOf(key), value));
        }
        var standard = Jinja.FileOptions.DEFAULT;
        var how = new Jinja.FileOptions(
                standard.blockStart(),
                standard.blockEnd(),
                options.text("variable_start_string", standard.variableStart()),
                options.text("variable_end_string", standard.variableEnd()),
                options.text("comment_start_string", standard.commentStart()),
                options.text("comment_end_string", standard.commentEnd()),
                options.truth("trim_blocks", true),
                standard.lstripBlocks(),
                standard.newline(),
                standard.keepTrailingNewline());
        try {
            return scope.with("variables of the template", more).fileValue(TextFile.template(reader, path), how);
        } catch (UserError e) {
            // What goes wrong in the template is no fault of the lookup: its result cannot be used, and may be
            // defaulted.
            return new Undefined(e.what(), e.hint(), e.where());
        }
    }

    List<String> fileglob(String pattern, Variables variables) {
        var path = Path.of(pattern);
        var places = new ArrayList<Path>();
        if (path.getParent() == null) {
            for (var folder : folders(variables)) {
                places.add(folder.resolve("files").resolve(path));
                places.add(folder.resolve(path));
            }
        } else {
            var parent = SearchPath.findOrNull(
                    folders(variables), "files", path.getParent().toString());
            if (parent != null) {
                places.add(parent.resolve(path.getFileName()));
            }
        }
        for (var place : places) {
            var found = glob.apply(place.toString()).stream()
                    .filter(each -> Files.isRegularFile(Path.of(each)))
                    .toList();
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    /**
     * The first of some files that there is.
     *
     * @param kind the folder that files are in beside the play or role, or empty
     * @param drops whether undefined terms are passed over, as behind {@code with_first_found}; otherwise they are errors
     */
    List<@Nullable Object> firstFound(
            List<?> terms, Map<String, @Nullable Object> given, Variables variables, String kind, boolean drops) {
        var search = new FirstFound(drops);
        search.options(given);
        search.add(terms.isEmpty() ? Values.texts(given.get("files")) : terms);
        for (var name : search.names) {
            var found = SearchPath.findOrNull(folders(variables), kind, name);
            if (found != null) {
                var list = new ArrayList<@Nullable Object>();
                list.add(found.toString());
                return list;
            }
        }
        if (search.skip) {
            return List.of();
        }
        throw new UserError("No file was found when using first_found.")
                .hint("searched for " + String.join(", ", search.names));
    }

    private static final class FirstFound {

        private final boolean drops;
        private final List<String> names = new ArrayList<>();
        private List<String> paths = List.of();
        private boolean skip;

        FirstFound(boolean drops) {
            this.drops = drops;
        }

        /** Options count from here on: those of one term for the terms behind it too, as Ansible has it. */
        void options(Map<?, ?> given) {
            paths = split(given.get("paths"), "[,:;]");
            skip = given.get("skip") != null && Values.truth(java.util.Objects.requireNonNull(given.get("skip")));
        }

        private List<String> split(@Nullable Object value, String at) {
            return Values.texts(used(value)).stream()
                    .flatMap(text -> List.of(text.split(at)).stream())
                    .toList();
        }

        private @Nullable Object used(@Nullable Object value) {
            if (value instanceof Undefined undefined) {
                if (drops) {
                    return null;
                }
                throw new UndefinedUse(undefined);
            }
            return value instanceof List<?> list
                    ? list.stream().filter(item -> used(item) != null).toList()
                    : value;
        }

        void add(List<?> terms) {
            for (var term : terms) {
                switch (used(term)) {
                    case null -> {
                        if (!drops) {
                            throw invalid(null);
                        }
                    }
                    case Map<?, ?> map -> {
                        options(map);
                        split(map.get("files"), "[,;]").forEach(this::name);
                    }
                    case String text -> List.of(text.split("[,;]")).forEach(this::name);
                    case List<?> list -> add(list);
                    case Object other -> throw invalid(other);
                }
            }
        }

        private static UserError invalid(@Nullable Object term) {
            return new UserError(
                    "Invalid term supplied. A string, dict or list is required, not '" + Types.name(term) + "').");
        }

        private void name(String file) {
            if (paths.isEmpty()) {
                names.add(file);
            }
            paths.forEach(path -> names.add(
                    path.isEmpty() ? file : Path.of(path).resolve(file).toString()));
        }
    }
}
