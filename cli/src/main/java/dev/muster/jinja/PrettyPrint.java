package dev.muster.jinja;

import dev.muster.value.Compare;
import dev.muster.value.Printing;
import dev.muster.value.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's {@code pprint.pformat} at its width of 80. */
final class PrettyPrint {

    private static final int WIDTH = 80;

    private final StringBuilder out = new StringBuilder();

    private PrettyPrint() {}

    static String of(@Nullable Object value) {
        if (value instanceof Map && !(value instanceof FreshMap)
                || value instanceof List && !(value instanceof FreshList || value instanceof Tuple)) {
            // What variables hold is of types of Ansible's own, which Python's printer does not know: it writes them as
            // they are.
            return Printing.repr(value);
        }
        var printer = new PrettyPrint();
        printer.print(value, 0, 0);
        return printer.out.toString();
    }

    private static @Nullable Object sorted(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            var keys = new ArrayList<@Nullable Object>(map.keySet());
            try {
                keys.sort(Compare.ascending());
            } catch (dev.muster.source.UserError _) {
                // Keys of several types have no order, and stay as they stand.
                keys = new ArrayList<>(map.keySet());
            }
            var copy = new FreshMap();
            keys.forEach(key -> copy.put(key, sorted(map.get(key))));
            return copy;
        }
        if (value instanceof List<?> list) {
            var copy = list.stream().map(PrettyPrint::sorted).toArray();
            return value instanceof Tuple ? Tuple.of(copy) : new FreshList(java.util.Arrays.asList(copy));
        }
        return value;
    }

    /** @param after how many characters follow on the last line */
    private void print(@Nullable Object value, int indent, int after) {
        var flat = Printing.repr(sorted(value));
        if (indent + flat.length() + after <= WIDTH || !(value instanceof Map || value instanceof List)) {
            out.append(flat);
            return;
        }
        if (value instanceof Map<?, ?> map) {
            var ordered = (Map<?, ?>) java.util.Objects.requireNonNull(sorted(map));
            out.append('{');
            var separator = "";
            int left = map.size();
            for (var key : ordered.keySet()) {
                out.append(separator);
                var name = Printing.repr(key) + ": ";
                out.append(name);
                print(map.get(key), indent + 1 + name.length(), --left == 0 ? after + 1 : 1);
                separator = ",\n" + " ".repeat(indent + 1);
            }
            out.append('}');
            return;
        }
        var list = (List<?>) value;
        boolean tuple = list instanceof Tuple;
        out.append(tuple ? '(' : '[');
        var separator = "";
        int left = list.size();
        for (var item : list) {
            out.append(separator);
            print(item, indent + 1, --left == 0 ? after + 1 : 1);
            separator = ",\n" + " ".repeat(indent + 1);
        }
        out.append(tuple ? (list.size() == 1 ? ",)" : ")") : "]");
    }
}
