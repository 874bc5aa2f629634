package dev.muster.modules;

import dev.muster.modules.Parameters.Type;
import dev.muster.step.Diff;
import dev.muster.step.Result;
import dev.muster.value.Printing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Owner, group, permissions and so on of a file: the arguments that all file modules share, and the keys of their results. */
final class FileAttributes {

    /** Ansible's {@code FILE_COMMON_ARGUMENTS}. */
    static final Parameters PARAMETERS = Parameters.builder()
            .add("mode", Type.RAW)
            .str("owner")
            .str("group")
            .str("seuser")
            .str("serole")
            .str("selevel")
            .str("setype")
            .str("attributes")
            .aliases("attr")
            .bool("unsafe_writes", false)
            .build();

    private static final List<String> TEXTS =
            List.of("owner", "group", "seuser", "serole", "selevel", "setype", "attributes");

    private static final Set<String> NUMBERS = Set.of("uid", "gid", "size");
    private static final List<String> INFO =
            List.of("uid", "gid", "owner", "group", "mode", "state", "secontext", "size");

    private FileAttributes() {}

    /** The words for {@code m_attributes} and {@code m_place}. */
    static Words words(Invocation call) {
        return words(call, mode(call.arguments().raw("mode")));
    }

    /** The same with another mode, or none. */
    static Words words(Invocation call, @Nullable String mode) {
        var words = new Words().put("check", call.check()).put("mode", mode);
        TEXTS.forEach(name -> words.put(name, call.arguments().strOrNull(name)));
        return words.put("unsafe_writes", call.arguments().bool("unsafe_writes"));
    }

    /** A mode as the shell reads it: YAML's octal numbers are numbers by now, texts are octal or symbolic. */
    static @Nullable String mode(@Nullable Object mode) {
        return switch (mode) {
            case null -> null;
            case Boolean truth -> Printing.str(truth);
            case Long number -> "0" + Long.toOctalString(number);
            case String text when text.startsWith("0o") -> "0" + text.substring(2);
            default -> Printing.str(mode).strip();
        };
    }

    /** Adds what {@code m_info} said: uid, gid, owner, group, mode, state, secontext, size. */
    static Result info(Result result, Fields fields) {
        var with = result;
        for (var key : INFO) {
            if (fields.has(key)) {
                with = with.with(key, NUMBERS.contains(key) ? (Object) fields.integer(key) : fields.str(key));
            }
        }
        return with;
    }

    /** The difference that the lines {@code before.KEY} and {@code after.KEY} tell, with Ansible's types. */
    static Diff diff(Fields fields, Map<String, @Nullable Object> before, Map<String, @Nullable Object> after) {
        return new Diff(side(fields, "before.", before), side(fields, "after.", after), null, null, null);
    }

    private static Map<String, @Nullable Object> side(
            Fields fields, String prefix, Map<String, @Nullable Object> beginning) {
        var side = new LinkedHashMap<>(beginning);
        fields.keys().stream().filter(key -> key.startsWith(prefix)).forEach(key -> {
            var name = key.substring(prefix.length());
            side.put(name, typed(name, fields.str(key)));
        });
        return side;
    }

    private static Object typed(String name, String value) {
        return switch (name) {
            case "owner", "group" -> Long.valueOf(value);
            case "mtime", "atime" -> Double.valueOf(value);
            default -> value;
        };
    }
}
