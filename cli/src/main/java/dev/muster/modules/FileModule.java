package dev.muster.modules;

import dev.muster.step.Result;
import dev.muster.step.Script;
import dev.muster.step.Script.Library;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Module {@code file}: files, folders, links and their attributes. */
final class FileModule implements Module {

    private static final List<Library> LIBRARIES = Libraries.ofFiles("file");
    private static final String TIME_FORMAT = "%Y%m%d%H%M.%S";
    static final Parameters PARAMETERS = Parameters.builder()
            .str("state")
            .choices("absent", "directory", "file", "hard", "link", "touch")
            .path("path")
            .required()
            .aliases("dest", "name")
            .str("_original_basename")
            .bool("recurse", false)
            .bool("force", false)
            .bool("follow", true)
            .add("_diff_peek", Parameters.Type.BOOL)
            .path("src")
            .str("modification_time")
            .str("modification_time_format")
            .byDefault(TIME_FORMAT)
            .str("access_time")
            .str("access_time_format")
            .byDefault(TIME_FORMAT)
            .with(FileAttributes.PARAMETERS)
            .build();

    @Override
    public String name() {
        return "file";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Map<String, @Nullable Object> invocation(
            Map<String, @Nullable Object> given, Map<String, @Nullable Object> told, Result result) {
        if (Invoked.isRefused(result)) {
            return Map.of("module_args", told);
        }
        var arguments = new LinkedHashMap<>(told);
        if (told.get("state") == null) {
            var found = Invoked.text(result, "state");
            var other = Boolean.TRUE.equals(told.get("recurse")) ? "directory" : "file";
            arguments.put("state", found == null || found.equals("absent") ? other : found);
        }
        // What is in a folder is named by its source.
        var place = Invoked.text(result, result.data().containsKey("path") ? "path" : "dest");
        if (told.get("src") != null && place != null && place.startsWith(told.get("path") + "/")) {
            arguments.put("path", place);
        }
        return Map.of("module_args", arguments);
    }

    @Override
    public Outcome start(Invocation call) {
        var arguments = call.arguments();
        String modified;
        String accessed;
        try {
            modified = time(arguments, "modification_time");
            accessed = time(arguments, "access_time");
        } catch (IllegalArgumentException e) {
            return Module.done(Result.failed(String.valueOf(e.getMessage())));
        }
        var words = FileAttributes.words(call)
                .put("path", arguments.str("path"))
                .put("src", arguments.strOrNull("src"))
                .put("state", arguments.strOrNull("state"))
                .put("_original_basename", arguments.strOrNull("_original_basename"))
                .put("recurse", arguments.bool("recurse"))
                .put("force", arguments.bool("force"))
                .put("follow", arguments.bool("follow"))
                .put("mtime", modified)
                .put("atime", accessed)
                .put("diff", call.diff());
        if (arguments.has("_diff_peek")) {
            return Module.ask(Script.call(LIBRARIES, "m_file_peek", words.list()), answer -> peek(Fields.of(answer)));
        }
        return Module.ask(Script.call(LIBRARIES, "m_file", words.list()), answer -> read(call, Fields.of(answer)));
    }

    /** A time as the node's tools read it, or {@code now}, {@code preserve}, or nothing. */
    private static String time(Arguments arguments, String name) {
        var given = arguments.str(name, "");
        if (given.isEmpty() || given.equals("now") || given.equals("preserve") || absent(arguments)) {
            return given;
        }
        var format = arguments.str(name + "_format");
        try {
            return TimeText.read(given, format);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Error while obtaining timestamp for time " + given + " using format " + format + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static boolean absent(Arguments arguments) {
        return arguments.str("state", "").equals("absent");
    }

    private static Result peek(Fields fields) {
        if (fields.failed()) {
            return fields.failure();
        }
        var result = Result.ok().with("path", fields.str("path")).with("appears_binary", fields.flag("binary"));
        return FileAttributes.info(result, fields);
    }

    private static Result read(Invocation call, Fields fields) {
        if (fields.failed()) {
            return fields.failure();
        }
        var result = Result.done(fields.flag("changed"));
        for (var key : List.of("path", "dest")) {
            result = fields.has(key) ? result.with(key, fields.str(key)) : result;
        }
        if (fields.has("src")) {
            result = result.with("src", fields.str("src").isEmpty() ? null : fields.str("src"));
        }
        result = FileAttributes.info(result, fields);
        if (call.diff() && fields.has("diff")) {
            result = result.withDiff(FileAttributes.diff(fields, before(fields), path(fields)));
        }
        return fields.warned(result);
    }

    private static Map<String, @Nullable Object> path(Fields fields) {
        var side = new LinkedHashMap<String, @Nullable Object>();
        side.put("path", fields.str("diff"));
        return side;
    }

    private static Map<String, @Nullable Object> before(Fields fields) {
        var side = path(fields);
        if (fields.flag("content")) {
            side.put(
                    "path_content",
                    Map.of("directories", fields.all("content.directory"), "files", fields.all("content.file")));
        }
        return side;
    }
}
