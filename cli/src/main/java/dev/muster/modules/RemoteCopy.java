package dev.muster.modules;

import dev.muster.modules.Module.Outcome;
import dev.muster.step.Result;
import dev.muster.step.Script;
import dev.muster.step.Script.Library;
import java.util.List;

/** {@code copy} with {@code remote_src}: from one place on the node to another. */
final class RemoteCopy {

    private static final List<Library> LIBRARIES = Libraries.ofFiles("copy_remote");

    private RemoteCopy() {}

    static Outcome start(Invocation call) {
        var arguments = call.arguments();
        var words = FileAttributes.words(call)
                .put("src", arguments.str("src"))
                .put("dest", arguments.str("dest"))
                .put("backup", arguments.bool("backup"))
                .put("force", arguments.bool("force"))
                .put("follow", arguments.bool("follow"))
                .put("local_follow", arguments.bool("local_follow"))
                .put("expected", arguments.strOrNull("checksum"))
                .put("directory_mode", FileAttributes.mode(arguments.raw("directory_mode")))
                .put(Validation.words(arguments.strOrNull("validate")));
        return Module.ask(Script.call(LIBRARIES, "m_remote", words.list()), answer -> result(Fields.of(answer)));
    }

    private static Result result(Fields fields) {
        if (fields.failed()) {
            return fields.failure();
        }
        var result = Result.done(fields.flag("changed"));
        if (fields.has("msg")) {
            result = result.with("msg", fields.str("msg"));
        }
        for (var key : List.of("dest", "src", "md5sum", "checksum")) {
            if (fields.has(key)) {
                result = result.with(key, fields.str(key).isEmpty() ? null : fields.str(key));
            }
        }
        if (fields.has("backup_file")) {
            result = result.with("backup_file", fields.str("backup_file"));
        }
        return fields.warned(FileAttributes.info(result, fields));
    }
}
