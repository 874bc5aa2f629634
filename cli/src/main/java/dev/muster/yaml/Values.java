package dev.muster.yaml;

import dev.muster.value.Encrypted;
import dev.muster.value.Template;
import dev.muster.value.Unsafe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Nodes as plain values. */
final class Values {

    /** The tags of an encrypted text; the second is the older one. */
    private static final Set<String> VAULT = Set.of("!vault", "!vault-encrypted");

    private Values() {}

    static @Nullable Object of(Node node, boolean trusted) {
        return switch (node) {
            case Node.Scalar scalar -> scalar(scalar, trusted);
            case Node.Sequence sequence -> {
                var list = new ArrayList<@Nullable Object>(sequence.items().size());
                sequence.items().forEach(item -> list.add(of(item, trusted)));
                yield list;
            }
            case Node.Mapping mapping -> {
                var map = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                mapping.entries().forEach(entry -> map.put(key(entry.key(), trusted), of(entry.value(), trusted)));
                yield map;
            }
        };
    }

    private static @Nullable Object scalar(Node.Scalar scalar, boolean trusted) {
        if (VAULT.contains(String.valueOf(scalar.tag()))) {
            var opener = scalar.at().source().opener();
            opener.expect(scalar.text());
            return new Encrypted(scalar.text(), scalar.at(), opener);
        }
        if (!trusted || !(scalar.value() instanceof String text)) {
            return scalar.value();
        }
        return isUnsafe(scalar) ? new Unsafe(text, scalar.at()) : Template.trusted(text, scalar.at());
    }

    /** A key is found by its text, whether it is data or not. */
    private static @Nullable Object key(Node.Scalar key, boolean trusted) {
        return scalar(key, trusted && !isUnsafe(key));
    }

    private static boolean isUnsafe(Node.Scalar scalar) {
        return "!unsafe".equals(scalar.tag());
    }
}
