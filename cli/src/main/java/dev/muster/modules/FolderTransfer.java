package dev.muster.modules;

import dev.muster.modules.Controller.LocalFile;
import dev.muster.modules.Module.Outcome;
import dev.muster.step.Result;
import dev.muster.step.Script;
import dev.muster.step.Script.Library;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings a folder of the controller to a node. The first trip carries the checksums of all files, makes folders and links, and
 * tells which files are wanted; those follow, many in one trip.
 */
final class FolderTransfer {

    private static final List<Library> LIBRARIES = Libraries.ofFiles("copy");
    private static final int BATCH = 1 << 20;

    private final Invocation call;
    private final LocalFile folder;
    private final int prefix;
    private final String source;

    /**
     * @param contents whether the name ended with a slash, so that what is in the folder is meant, not the folder itself
     */
    FolderTransfer(Invocation call, LocalFile folder, boolean contents) {
        this.call = call;
        this.folder = folder;
        var path = folder.path().replaceAll("/+$", "");
        this.prefix = contents ? path.length() + 1 : path.lastIndexOf('/') + 1;
        this.source = contents ? path + "/" : path;
    }

    Outcome start() {
        var words = new ArrayList<>(words());
        var files = new ArrayList<LocalFile>();
        for (var entry : LocalTree.tree(folder, follow())) {
            var link = LocalTree.link(entry);
            if (link != null) {
                words.addAll(List.of("l", link, name(entry), ""));
            } else if (entry.isDirectory()) {
                words.addAll(List.of("d", "", name(entry), ""));
            } else {
                files.add(entry);
                words.addAll(List.of("f", Digests.hex("SHA-1", bytes(entry)), name(entry), mode(entry)));
            }
        }
        return new Outcome.Ask(Script.call(LIBRARIES, "m_copy_tree", List.copyOf(words)), answer -> {
            var fields = Fields.of(answer);
            var wanted = fields.all("wanted");
            return fields.failed() || wanted.isEmpty()
                    ? Module.done(result(fields, false))
                    : send(
                            files.stream()
                                    .filter(file -> wanted.contains(name(file)))
                                    .toList(),
                            0);
        });
    }

    private boolean follow() {
        var follow = call.arguments().boolOrNull("local_follow");
        return follow == null || follow;
    }

    /** Sends files from an index on, as many as make up a batch, and goes on until there are none. */
    private Outcome send(List<LocalFile> files, int from) {
        var words = new ArrayList<>(words());
        var content = new ByteArrayOutputStream();
        int next = from;
        while (next < files.size() && (next == from || content.size() < BATCH)) {
            var file = files.get(next++);
            var bytes = bytes(file);
            content.writeBytes(bytes);
            words.addAll(List.of("f", Digests.hex("SHA-1", bytes) + ":" + bytes.length, name(file), mode(file)));
        }
        int then = next;
        var script = Script.call(LIBRARIES, "m_copy_some", List.copyOf(words)).withInput(content.toByteArray());
        return new Outcome.Ask(script, answer -> {
            var fields = Fields.of(answer);
            return fields.failed() || then == files.size() ? Module.done(result(fields, true)) : send(files, then);
        });
    }

    private Result result(Fields fields, boolean sent) {
        if (fields.failed()) {
            return fields.failure();
        }
        return fields.warned(Result.done(sent || fields.flag("changed"))
                .with("dest", fields.str("dest"))
                .with("src", source));
    }

    private List<String> words() {
        var arguments = call.arguments();
        var words = FileAttributes.words(call)
                .put("dest", arguments.str("dest"))
                .put("content", false)
                .put("expected", "")
                .put("backup", arguments.bool("backup"))
                .put("force", arguments.bool("force"))
                .put("follow", arguments.bool("follow"))
                .put("directory_mode", FileAttributes.mode(arguments.raw("directory_mode")))
                .put("diff", false)
                .put(Validation.words(arguments.strOrNull("validate")));
        var all = new ArrayList<>(words.list());
        all.add("--");
        return all;
    }

    private byte[] bytes(LocalFile file) {
        return call.arguments().bool("decrypt") ? file.bytes() : LocalTree.stored(file);
    }

    private String name(LocalFile file) {
        return file.path().substring(prefix);
    }

    private static String mode(LocalFile file) {
        return "0" + Integer.toOctalString(file.mode());
    }
}
