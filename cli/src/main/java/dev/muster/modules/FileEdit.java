package dev.muster.modules;

import dev.muster.modules.Module.Outcome;
import dev.muster.source.UserError;
import dev.muster.step.Diff;
import dev.muster.step.Result;
import dev.muster.step.Script;
import dev.muster.step.Script.Library;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Changes a part of a file on a node, for {@code lineinfile} and {@code blockinfile}. Their regular expressions are Python's,
 * so that the controller edits: the first trip reads the file, and a second writes it if there is anything to change. The second
 * names the checksum of what was read; when somebody else was quicker, all begins anew.
 *
 * <p>Content is a text with one character for each byte, so that any file survives.
 */
final class FileEdit {

    /** The arguments that both modules have. */
    static final Parameters PARAMETERS = Parameters.builder()
            .path("path")
            .required()
            .aliases("dest", "destfile", "name")
            .str("state")
            .byDefault("present")
            .choices("absent", "present")
            .str("insertafter")
            .str("insertbefore")
            .bool("create", false)
            .bool("backup", false)
            .str("validate")
            .rule(new Parameters.Rule.MutuallyExclusive(List.of("insertbefore", "insertafter")))
            .build();

    private static final List<Library> LIBRARIES = Libraries.ofFiles("edit");
    private static final String ATTRIBUTES = "ownership, perms or SE linux context changed";
    private static final int ATTEMPTS = 3;

    private final Invocation call;
    private final Function<Old, Edited> editor;
    private int attempts;

    /**
     * The file as it was read.
     *
     * @param path with {@code ~} and variables expanded
     * @param content null when there is no file
     */
    record Old(String path, @Nullable String content) {}

    /**
     * What becomes of it.
     *
     * @param done the result when there is nothing more to do, or null
     * @param content the new content
     * @param changed whether it differs
     * @param data the keys of the result beside {@code msg}
     */
    record Edited(@Nullable Result done, String content, boolean changed, String msg, Map<String, Object> data) {

        static Edited finished(Result result) {
            return new Edited(result, "", false, "", Map.of());
        }
    }

    FileEdit(Invocation call, Function<Old, Edited> editor) {
        this.call = call;
        this.editor = editor;
    }

    static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String text(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    Outcome start() {
        var script = Script.call(LIBRARIES, "m_edit_read", words().list());
        return new Outcome.Ask(script, answer -> {
            try {
                return edit(Fields.of(answer));
            } catch (UserError e) {
                return Module.done(Result.failed(e.what()));
            }
        });
    }

    private Words words() {
        return FileAttributes.words(call).put("path", call.arguments().str("path"));
    }

    private Outcome edit(Fields read) {
        if (read.failed()) {
            return Module.done(read.failure());
        }
        var path = read.str("path");
        if (read.flag("directory")) {
            return Module.done(
                    Result.failed("Path " + path + " is a directory !").with("rc", 256L));
        }
        boolean exists = read.flag("exists");
        var old = new Old(path, exists ? new String(read.body(), StandardCharsets.ISO_8859_1) : null);
        var edited = editor.apply(old);
        if (edited.done() != null) {
            return Module.done(read.warned(edited.done()));
        }
        boolean attributes = read.flag("changed");
        boolean nothing = !edited.changed() && !attributes;
        if (call.check() || nothing) {
            return Module.done(result(old, edited, read, attributes && exists));
        }
        var words = words().put("sum", exists ? Digests.hex("SHA-1", read.body()) : "")
                .put("write", edited.changed())
                .put("backup", call.arguments().bool("backup"))
                .put(Validation.words(call.arguments().strOrNull("validate")));
        var script = Script.call(LIBRARIES, "m_edit_write", words.list());
        var content = edited.content().getBytes(StandardCharsets.ISO_8859_1);
        // Nothing follows it unless somebody else writes the file between.
        return new Outcome.Ask(edited.changed() ? script.withInput(content) : script, true, answer -> {
            var written = Fields.of(answer);
            if (written.flag("moved")) {
                return ++attempts < ATTEMPTS
                        ? start()
                        : Module.done(Result.failed("'" + path + "' keeps changing while it is edited"));
            }
            return Module.done(
                    written.failed() ? written.failure() : result(old, edited, written, written.flag("changed")));
        });
    }

    private Result result(Old old, Edited edited, Fields fields, boolean attributes) {
        var message = edited.msg();
        if (attributes) {
            message += (edited.changed() ? " and " : "") + ATTRIBUTES;
        }
        var result = Result.done(edited.changed() || attributes).with("msg", message);
        result = result.withAll(edited.data());
        if (fields.has("backup")) {
            result = result.with(edited.data().containsKey("backup") ? "backup" : "backup_file", fields.str("backup"));
        }
        // Ansible tells where a difference would be, even where nobody wants to see it.
        result = result.withDiff(new Diff(
                call.diff() ? text(old.content() == null ? "" : old.content()) : "",
                call.diff() ? text(edited.content()) : "",
                old.path() + " (content)",
                old.path() + " (content)",
                null));
        if (!call.check() || old.content() != null) {
            result = result.withDiff(attributes(old, fields));
        }
        return fields.warned(result);
    }

    private static Diff attributes(Old old, Fields fields) {
        var header = old.path() + " (file attributes)";
        var diff = FileAttributes.diff(fields, Map.of(), Map.of());
        boolean same = diff.before() instanceof Map<?, ?> map && map.isEmpty();
        return new Diff(same ? null : diff.before(), same ? null : diff.after(), header, header, null);
    }
}
