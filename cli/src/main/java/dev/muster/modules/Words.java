package dev.muster.modules;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The words {@code name=value} that a module's shell function takes. What is absent is sent as empty, so that no name stays unset. */
final class Words {

    private final List<String> all = new ArrayList<>();

    Words put(String name, @Nullable String value) {
        all.add(name + "=" + (value == null ? "" : value));
        return this;
    }

    Words put(String name, boolean value) {
        return put(name, value ? "1" : "0");
    }

    Words put(String name, long value) {
        return put(name, Long.toString(value));
    }

    Words put(Words others) {
        all.addAll(others.all);
        return this;
    }

    List<String> list() {
        return List.copyOf(all);
    }
}
