package dev.muster.modules;

import dev.muster.modules.Module.Outcome;
import dev.muster.step.Answer;
import dev.muster.step.Diff;
import dev.muster.step.Result;
import dev.muster.step.Script;
import dev.muster.step.Script.Library;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings one file to a node, for {@code copy} and {@code template}. A small one is sent with the question whether it is needed;
 * a large one only when the node says that what it has is different.
 *
 * @param bytes the content
 * @param base the name that the file gets where the target is a folder
 * @param source where the content is from, or null when it is from the task itself
 * @param content whether it is from the task's argument {@code content}
 * @param mode the permissions asked for, or null
 */
record FileTransfer(
        Invocation call,
        byte[] bytes,
        String base,
        @Nullable String source,
        boolean content,
        @Nullable String mode) {

    private static final List<Library> LIBRARIES = Libraries.ofFiles("copy");
    private static final int SMALL = 64 * 1024;

    Outcome start() {
        boolean small = bytes.length <= SMALL;
        var script = script(words(!small && !call.check()));
        return new Outcome.Ask(small && !call.check() ? script.withInput(bytes) : script, this::answered);
    }

    private Outcome answered(Answer answer) {
        var fields = Fields.of(answer);
        if (!fields.flag("wanted")) {
            return Module.done(result(fields));
        }
        var script = script(words(false)).withInput(bytes);
        return Module.ask(script, second -> result(Fields.of(second)));
    }

    private Script script(Words words) {
        var script = Script.call(LIBRARIES, "m_copy", words.list());
        return content ? script.asSecret() : script;
    }

    private Words words(boolean probe) {
        var arguments = call.arguments();
        return FileAttributes.words(call, mode)
                .put("dest", arguments.str("dest"))
                .put("base", base)
                .put("content", content)
                .put("sum", Digests.hex("SHA-1", bytes))
                .put("expected", arguments.strOrNull("checksum"))
                .put("probe", probe)
                .put("backup", arguments.bool("backup"))
                .put("force", arguments.bool("force"))
                .put("follow", arguments.bool("follow"))
                .put("directory_mode", FileAttributes.mode(arguments.raw("directory_mode")))
                .put("diff", call.diff())
                .put("largest", (long) call.controller().largestDiff())
                .put(Validation.words(arguments.strOrNull("validate")));
    }

    /** The registered differences are a list, even when there are none. */
    private Result result(Fields fields) {
        var told = told(fields);
        return told.isFailed() ? told : told.with(Result.LISTED, true);
    }

    private Result told(Fields fields) {
        if (fields.failed()) {
            var failure = fields.failure();
            return failure.data().containsKey("exit_status")
                    ? failure.with("checksum", Digests.hex("SHA-1", bytes))
                    : failure;
        }
        if (fields.has("kept")) {
            return Result.ok().with("dest", fields.str("kept")).with("src", source);
        }
        var result = Result.done(fields.flag("changed"));
        if (fields.flag("same")) {
            result = FileAttributes.info(result.with("path", fields.str("path")), fields)
                    .with("dest", fields.str("dest"))
                    .with("checksum", Digests.hex("SHA-1", bytes));
            return call.diff() ? result.withDiff(attributes(fields)) : result;
        }
        if (fields.has("dest")) {
            result = result.with("dest", fields.str("dest"))
                    .with("src", source)
                    .with("md5sum", Digests.hex("MD5", bytes))
                    .with("checksum", Digests.hex("SHA-1", bytes));
            if (fields.has("backup_file")) {
                result = result.with("backup_file", fields.str("backup_file"));
            }
            result = FileAttributes.info(result, fields);
        }
        return call.diff() ? result.withDiff(diff(fields)) : result;
    }

    private static Diff attributes(Fields fields) {
        var path = new LinkedHashMap<String, @Nullable Object>();
        path.put("path", fields.str("diff"));
        return FileAttributes.diff(fields, path, path);
    }

    /** Before and after as {@code --diff} shows them; what is binary or too large is said to be, not shown. */
    private Diff diff(Fields fields) {
        var target = fields.str("target");
        var skipped = new StringBuilder();
        int largest = call.controller().largestDiff();
        switch (fields.str("before")) {
            case "binary" -> skipped.append("diff skipped: destination file appears to be binary\n");
            case "larger" ->
                skipped.append("diff skipped: destination file size is greater than ")
                        .append(largest)
                        .append('\n');
            default -> {}
        }
        if (largest > 0 && bytes.length > largest) {
            skipped.append("diff skipped: source file size is greater than ")
                    .append(largest)
                    .append('\n');
        } else if (binary()) {
            skipped.append("diff skipped: source file appears to be binary\n");
        }
        if (!skipped.isEmpty()) {
            return new Diff(null, null, null, null, skipped.toString());
        }
        boolean existed = fields.str("before").equals("text");
        return new Diff(
                existed ? new String(fields.body(), StandardCharsets.UTF_8) : "",
                new String(bytes, StandardCharsets.UTF_8),
                existed ? target : null,
                content || source == null ? target : source,
                null);
    }

    private boolean binary() {
        for (byte b : bytes) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }
}
