package dev.muster.jinja;

import dev.muster.value.Undefined;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All tests, under their short names. */
final class Tests {

    static final Map<String, Filter> ALL = all();

    private Tests() {}

    private static Map<String, Filter> all() {
        var tests = new LinkedHashMap<String, Filter>();
        var table = new Filter.Table(tests);
        table.lenient("defined", "value", call -> !(call.get(0) instanceof Undefined))
                .lenient("undefined", "value", call -> call.get(0) instanceof Undefined)
                .add("none", "value", call -> call.get(0) == null)
                .add("string", "value", call -> call.get(0) instanceof String)
                .add("mapping", "value", call -> call.get(0) instanceof Map)
                .add(
                        "sequence",
                        "value",
                        call -> call.get(0) instanceof List
                                || call.get(0) instanceof String
                                || call.get(0) instanceof Map);
        return java.util.Collections.unmodifiableMap(tests);
    }
}
