package dev.muster.modules;

import dev.muster.step.Answer;
import dev.muster.step.Result;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a module's script answered, in the format that {@code modules/lib.sh} writes: lines {@code key value}, where {@code \n} and
 * {@code \\} in a value stand for a line end and a backslash; then, where there is a body, an empty line and the body's bytes as
 * they are. A key may come more than once. A script that gave up says {@code failed MESSAGE}.
 */
public final class Fields {

    private static final Set<String> NUMBERS = Set.of("rc", "exit_status", "status_code", "elapsed");
    private static final byte[] NOTHING = new byte[0];

    private final Map<String, List<String>> values;
    private final byte[] body;
    private final @Nullable String broken;

    private Fields(Map<String, List<String>> values, byte[] body, @Nullable String broken) {
        this.values = values;
        this.body = body;
        this.broken = broken;
    }

    /** Reads an answer. One that is not of the format is a failure whose message quotes what the shell had to say. */
    public static Fields of(Answer answer) {
        var bytes = answer.out();
        var values = new LinkedHashMap<String, List<String>>();
        int at = 0;
        while (at < bytes.length) {
            int end = at;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            if (end == at) {
                return new Fields(values, Arrays.copyOfRange(bytes, end + 1, bytes.length), broken(answer, values));
            }
            var line = new String(bytes, at, end - at, StandardCharsets.UTF_8);
            int blank = line.indexOf(' ');
            var key = blank < 0 ? line : line.substring(0, blank);
            values.computeIfAbsent(key, _ -> new ArrayList<>()).add(blank < 0 ? "" : plain(line.substring(blank + 1)));
            at = end + 1;
        }
        return new Fields(values, NOTHING, broken(answer, values));
    }

    /** A script ends with status 0 and with {@code done} or {@code failed}; anything else means that the shell broke off. */
    private static @Nullable String broken(Answer answer, Map<String, List<String>> values) {
        if (values.containsKey("failed") || (answer.code() == 0 && values.containsKey("done"))) {
            return null;
        }
        var said = answer.errorText().strip();
        return "the module's script broke off with status " + answer.code() + (said.isEmpty() ? "" : ": " + said);
    }

    private static String plain(String value) {
        if (value.indexOf('\\') < 0) {
            return value;
        }
        var out = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length()) {
                char escaped = value.charAt(++i);
                out.append(escaped == 'n' ? '\n' : escaped);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** The value that came last under a key, or the empty string. */
    public String str(String key) {
        return values.containsKey(key) ? values.get(key).getLast() : "";
    }

    public @Nullable String strOrNull(String key) {
        return values.containsKey(key) ? values.get(key).getLast() : null;
    }

    /** Every value under a key, in order. */
    public List<String> all(String key) {
        return values.getOrDefault(key, List.of());
    }

    /** Whether a key's value is {@code 1}. */
    public boolean flag(String key) {
        return str(key).equals("1");
    }

    public long integer(String key) {
        return Long.parseLong(str(key));
    }

    /** The keys in the order in which they first came. */
    public List<String> keys() {
        return List.copyOf(values.keySet());
    }

    /** The bytes behind the empty line. */
    public byte[] body() {
        return body;
    }

    /** Whether the script gave up or broke off. */
    public boolean failed() {
        return broken != null || values.containsKey("failed");
    }

    /** The failed result that goes with {@link #failed}: the message, and what the script said beside it ({@code with.KEY}). */
    public Result failure() {
        var result = Result.failed(broken != null ? broken : str("failed"));
        for (var key : values.keySet()) {
            if (key.startsWith("with.")) {
                var value = str(key);
                var name = key.substring("with.".length());
                result = result.with(name, NUMBERS.contains(name) ? (Object) Long.valueOf(value) : value);
                if (name.equals("stdout") || name.equals("stderr")) {
                    result = result.with(name + "_lines", value.lines().toList());
                }
            }
        }
        return warned(FileAttributes.info(result, this));
    }

    /** The result with the warnings that the script gave. */
    public Result warned(Result result) {
        for (var warning : all("warning")) {
            result = result.warn(warning);
        }
        return result;
    }
}
