package dev.muster.value;

import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Views of maps and lists that render the templates and open the encrypted texts inside them when, and only when, they are asked for. This is what lets
 * {@code {{ site.name }}} work though {@code site.port} beside it is a template that cannot be rendered yet.
 */
public final class Lazy {

    private Lazy() {}

    /**
     * The value as a reader sees it: a {@link Template} rendered, a container with templates somewhere inside as a view of it,
     * anything else as it is. The renderer's results are final values, and are not looked into again.
     */
    public static @Nullable Object of(@Nullable Object raw, Function<Template, @Nullable Object> renderer) {
        return switch (raw) {
            case Template template -> renderer.apply(template);
            case Encrypted encrypted -> encrypted.text();
            case Unsafe unsafe -> unsafe.text();
            case Tuple tuple -> tuple;
            case Map<?, ?> map when hasTemplates(map) -> new LazyMap(map, renderer);
            case List<?> list when hasTemplates(list) -> new LazyList(list, renderer);
            case null, default -> raw;
        };
    }

    /** Whether a template or an encrypted text stands anywhere in a raw value. Views answer no: what they give is rendered. */
    public static boolean hasTemplates(@Nullable Object raw) {
        return switch (raw) {
            case Template _, Encrypted _, Unsafe _ -> true;
            case LazyMap _ -> false;
            case LazyList _ -> false;
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .anyMatch(entry -> hasTemplates(entry.getKey()) || hasTemplates(entry.getValue()));
            case List<?> list -> list.stream().anyMatch(Lazy::hasTemplates);
            case null, default -> false;
        };
    }

    /** A plain copy with everything rendered, for whoever keeps a value longer than the scope that renders it. */
    public static @Nullable Object forced(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var copy = new java.util.LinkedHashMap<@Nullable Object, @Nullable Object>();
                map.forEach((key, item) -> copy.put(key, forced(item)));
                yield copy;
            }
            case Tuple tuple -> Tuple.of(tuple.stream().map(Lazy::forced).toArray());
            case List<?> list -> {
                var copy = new java.util.ArrayList<@Nullable Object>(list.size());
                list.forEach(item -> copy.add(forced(item)));
                yield copy;
            }
            case null, default -> value;
        };
    }

    private static final class LazyMap extends AbstractMap<@Nullable Object, @Nullable Object> {

        private final Map<?, ?> raw;
        private final Function<Template, @Nullable Object> renderer;
        private final java.util.HashMap<@Nullable Object, @Nullable Object> rendered = new java.util.HashMap<>();
        private @Nullable Map<@Nullable Object, @Nullable Object> byRenderedKey;

        LazyMap(Map<?, ?> raw, Function<Template, @Nullable Object> renderer) {
            this.raw = raw;
            this.renderer = renderer;
        }

        /** The raw items under their rendered keys; Ansible renders keys too. */
        private Map<@Nullable Object, @Nullable Object> keyed() {
            if (byRenderedKey == null) {
                var keyed = new java.util.LinkedHashMap<@Nullable Object, @Nullable Object>();
                raw.forEach((key, item) -> keyed.put(of(key, renderer), item));
                byRenderedKey = keyed;
            }
            return byRenderedKey;
        }

        @Override
        public @Nullable Object get(@Nullable Object key) {
            if (rendered.containsKey(key)) {
                return rendered.get(key);
            }
            if (!keyed().containsKey(key)) {
                return null;
            }
            var item = of(keyed().get(key), renderer);
            rendered.put(key, item);
            return item;
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return keyed().containsKey(key);
        }

        @Override
        public int size() {
            return raw.size();
        }

        @Override
        public Set<Entry<@Nullable Object, @Nullable Object>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public Iterator<Entry<@Nullable Object, @Nullable Object>> iterator() {
                    var keys = keyed().keySet().iterator();
                    return new Iterator<>() {
                        @Override
                        public boolean hasNext() {
                            return keys.hasNext();
                        }

                        @Override
                        public Entry<@Nullable Object, @Nullable Object> next() {
                            return new LazyEntry(keys.next());
                        }
                    };
                }

                @Override
                public int size() {
                    return raw.size();
                }
            };
        }

        /** An entry whose value is rendered when it is read, so that going over the keys alone renders none. */
        private final class LazyEntry implements Entry<@Nullable Object, @Nullable Object> {

            private final @Nullable Object key;

            LazyEntry(@Nullable Object key) {
                this.key = key;
            }

            @Override
            public @Nullable Object getKey() {
                return key;
            }

            @Override
            public @Nullable Object getValue() {
                return get(key);
            }

            @Override
            public @Nullable Object setValue(@Nullable Object value) {
                throw new IllegalStateException("values do not change");
            }

            @Override
            public boolean equals(@Nullable Object other) {
                return other instanceof Entry<?, ?> entry
                        && java.util.Objects.equals(key, entry.getKey())
                        && java.util.Objects.equals(getValue(), entry.getValue());
            }

            @Override
            public int hashCode() {
                return java.util.Objects.hashCode(key) ^ java.util.Objects.hashCode(getValue());
            }
        }
    }

    private static final class LazyList extends AbstractList<@Nullable Object> {

        private static final Object UNSEEN = new Object();

        private final List<?> raw;
        private final Function<Template, @Nullable Object> renderer;
        private final @Nullable Object[] rendered;

        LazyList(List<?> raw, Function<Template, @Nullable Object> renderer) {
            this.raw = raw;
            this.renderer = renderer;
            this.rendered = new Object[raw.size()];
            java.util.Arrays.fill(rendered, UNSEEN);
        }

        @Override
        public @Nullable Object get(int index) {
            if (rendered[index] == UNSEEN) {
                rendered[index] = of(raw.get(index), renderer);
            }
            return rendered[index];
        }

        @Override
        public int size() {
            return raw.size();
        }
    }
}
