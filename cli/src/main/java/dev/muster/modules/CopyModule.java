package dev.muster.modules;

import dev.muster.modules.Parameters.Type;
import dev.muster.step.Result;
import dev.muster.value.JsonPrinting;
import dev.muster.value.Printing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Module {@code copy}: files and folders of the controller, or given content, onto the node. */
final class CopyModule implements Module {

    static final Parameters PARAMETERS = Parameters.builder()
            .path("src")
            .add("content", Type.RAW)
            .path("dest")
            .bool("backup", false)
            .bool("force", true)
            .str("validate")
            .add("directory_mode", Type.RAW)
            .bool("remote_src", false)
            .add("local_follow", Type.BOOL)
            .str("checksum")
            .bool("follow", false)
            .bool("decrypt", true)
            .with(FileAttributes.PARAMETERS)
            .build();

    @Override
    public String name() {
        return "copy";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Map<String, @Nullable Object> invocation(
            Map<String, @Nullable Object> given, Map<String, @Nullable Object> told, Result result) {
        if (Boolean.TRUE.equals(told.get("remote_src"))) {
            var arguments = Invoked.with(Invoked.without(told, "decrypt"), "_original_basename", null);
            return Map.of("module_args", Invoked.with(arguments, "mode", TransferInvocation.mode(told, result)));
        }
        return TransferInvocation.of(given, told, result);
    }

    @Override
    public Outcome start(Invocation call) {
        var arguments = call.arguments();
        var wrong = wrong(arguments);
        if (wrong != null) {
            return Module.done(Result.failed(wrong));
        }
        if (arguments.has("content")) {
            var bytes = text(arguments.raw("content")).getBytes(StandardCharsets.UTF_8);
            return new FileTransfer(call, bytes, "", null, true, mode(arguments, null)).start();
        }
        if (arguments.bool("remote_src")) {
            return RemoteCopy.start(call);
        }
        var source = arguments.str("src");
        var file = call.controller().find("files", source);
        if (file.isDirectory()) {
            return new FolderTransfer(call, file, source.endsWith("/")).start();
        }
        var bytes = arguments.bool("decrypt") ? file.bytes() : LocalTree.stored(file);
        return new FileTransfer(call, bytes, baseName(file.path()), file.path(), false, mode(arguments, file.mode()))
                .start();
    }

    private static @Nullable String wrong(Arguments arguments) {
        boolean content = arguments.has("content");
        boolean source = !arguments.str("src", "").isEmpty();
        var dest = arguments.str("dest", "");
        if (!source && !content) {
            return "src (or content) is required";
        }
        if (dest.isEmpty()) {
            return "dest is required";
        }
        if (source && content) {
            return "src and content are mutually exclusive";
        }
        return content && dest.endsWith("/") ? "can not use content with a dir as dest" : null;
    }

    /** Ansible writes structures as JSON, anything else as Python prints it. */
    private static String text(@Nullable Object content) {
        return content instanceof Map<?, ?> || content instanceof List<?>
                ? JsonPrinting.write(content, JsonPrinting.Style.PLAIN)
                : Printing.str(content);
    }

    private static @Nullable String mode(Arguments arguments, @Nullable Integer local) {
        var mode = FileAttributes.mode(arguments.raw("mode"));
        return "preserve".equals(mode) && local != null ? "0" + Integer.toOctalString(local) : mode;
    }

    static String baseName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
