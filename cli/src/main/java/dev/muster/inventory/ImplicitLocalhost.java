package dev.muster.inventory;

import dev.muster.source.Source;
import dev.muster.value.Binding;
import java.util.Map;

/** The {@code localhost} that every inventory has: reached without a network. */
final class ImplicitLocalhost {

    private ImplicitLocalhost() {}

    static Host named(String name) {
        var connection =
                new Binding("local", Source.ofText("<implicit localhost>", "").at(1, 1));
        return new Host(name, null, true, Map.of("ansible_connection", connection));
    }
}
