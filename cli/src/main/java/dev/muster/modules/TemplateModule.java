package dev.muster.modules;

import dev.muster.modules.Controller.TemplateOptions;
import dev.muster.modules.Parameters.Type;
import dev.muster.source.UserError;
import dev.muster.step.Result;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Module {@code template}: a template of the controller, rendered, as a file of the node. */
final class TemplateModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .path("src")
            .path("dest")
            .str("block_start_string")
            .str("block_end_string")
            .str("variable_start_string")
            .str("variable_end_string")
            .str("comment_start_string")
            .str("comment_end_string")
            .bool("trim_blocks", true)
            .bool("lstrip_blocks", false)
            .str("newline_sequence")
            .byDefault("\n")
            .str("output_encoding")
            .byDefault("utf-8")
            .bool("backup", false)
            .bool("force", true)
            .bool("follow", false)
            .str("validate")
            .str("checksum")
            .add("directory_mode", Type.RAW)
            .str("state")
            .with(FileAttributes.PARAMETERS)
            .build();

    /** The arguments that a copy does not have. */
    private static final Set<String> OWN = Set.of(
            "newline_sequence",
            "block_start_string",
            "block_end_string",
            "variable_start_string",
            "variable_end_string",
            "comment_start_string",
            "comment_end_string",
            "trim_blocks",
            "lstrip_blocks",
            "output_encoding");

    @Override
    public String name() {
        return "template";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Map<String, @Nullable Object> invocation(
            Map<String, @Nullable Object> given, Map<String, @Nullable Object> told, Result result) {
        var args = new LinkedHashMap<>(given);
        OWN.forEach(args::remove);
        args.put("mode", given.get("mode"));
        args.put("follow", told.get("follow"));
        boolean refused = result.isFailed() && !result.data().containsKey("checksum");
        return refused ? Map.of() : TransferInvocation.of(args, told, result);
    }

    @Override
    public Outcome start(Invocation call) {
        var arguments = call.arguments();
        var newline = newline(arguments.str("newline_sequence"));
        var wrong = wrong(arguments, newline);
        if (wrong != null) {
            return Module.done(Result.failed(wrong));
        }
        var file = call.controller().find("templates", arguments.str("src"));
        var text = call.controller()
                .render(
                        file,
                        new TemplateOptions(
                                arguments.strOrNull("block_start_string"),
                                arguments.strOrNull("block_end_string"),
                                arguments.strOrNull("variable_start_string"),
                                arguments.strOrNull("variable_end_string"),
                                arguments.strOrNull("comment_start_string"),
                                arguments.strOrNull("comment_end_string"),
                                arguments.bool("trim_blocks"),
                                arguments.bool("lstrip_blocks"),
                                String.valueOf(newline),
                                arguments.str("src"),
                                arguments.str("dest")));
        var mode = FileAttributes.mode(arguments.raw("mode"));
        return new FileTransfer(
                        call,
                        encoded(text, arguments.str("output_encoding")),
                        CopyModule.baseName(file.path()),
                        file.path(),
                        false,
                        "preserve".equals(mode) ? "0" + Integer.toOctalString(file.mode()) : mode)
                .start();
    }

    private static @Nullable String wrong(Arguments arguments, @Nullable String newline) {
        if (arguments.has("state")) {
            return "'state' cannot be specified on a template";
        }
        if (!arguments.has("src") || !arguments.has("dest")) {
            return "src and dest are required";
        }
        return newline == null ? "newline_sequence needs to be one of: \n, \r or" : null;
    }

    /** The line end, which may be written with backslashes; null when it is none. */
    private static @Nullable String newline(String given) {
        return switch (given) {
            case "\n", "\\n" -> "\n";
            case "\r", "\\r" -> "\r";
            case "\r\n", "\\r\\n" -> "\r\n";
            default -> null;
        };
    }

    private static byte[] encoded(String text, String encoding) {
        try {
            var charset = encoding.isEmpty() ? StandardCharsets.UTF_8 : Charset.forName(javaName(encoding));
            var bytes = charset.newEncoder()
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(text));
            var copy = new byte[bytes.remaining()];
            bytes.get(copy);
            return copy;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new UserError("unknown encoding: " + encoding).hint("for example utf-8, latin-1 or cp1252");
        } catch (CharacterCodingException e) {
            throw new UserError("the rendered template has characters that '" + encoding + "' has not")
                    .hint("leave output_encoding at utf-8");
        }
    }

    /** Python's usual names that Java knows by others. */
    private static String javaName(String encoding) {
        var plain = encoding.toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        if (List.of("latin-1", "latin1", "l1", "iso8859-1").contains(plain)) {
            return "ISO-8859-1";
        }
        return plain.equals("utf8") ? "UTF-8" : plain;
    }
}
