package dev.muster.engine;

import dev.muster.source.Position;
import dev.muster.value.Unsafe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Texts of the project's files that a template has come by, so that its value can be told apart from what a node, a lookup or a
 * filter made: a text is one of them when it is the very same object, never because it reads the same. This is what
 * ansible-core's tag {@code TrustedAsTemplate} does, which a text keeps where it is handed on and loses where a new one is made.
 * Used by one thread, but for those of a run.
 */
final class WrittenTexts {

    private final Set<String> read;
    private final Map<String, Position> made = new IdentityHashMap<>();

    WrittenTexts() {
        this(Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private WrittenTexts(Set<String> read) {
        this.read = read;
    }

    /** Those of a whole run, which several threads may use. */
    static WrittenTexts ofRun() {
        return new WrittenTexts(Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>())));
    }

    /** Takes in those texts of a final value that others know as written. */
    void take(WrittenTexts others, @Nullable Object value) {
        switch (value) {
            case String text -> {
                if (others.has(text)) {
                    read.add(text);
                }
            }
            case Map<?, ?> map -> map.values().forEach(item -> take(others, item));
            case List<?> list -> list.forEach(item -> take(others, item));
            case null, default -> {
                // Nothing else can be an expression.
            }
        }
    }

    /** Takes in the texts of a value as it is written; what stands in templates, and what is {@code !unsafe}, is none. */
    void read(@Nullable Object written) {
        switch (written) {
            case String text -> read.add(text);
            case Map<?, ?> map -> map.values().forEach(this::read);
            case List<?> list -> list.forEach(this::read);
            case null, default -> {
                // Nothing else can be an expression.
            }
        }
    }

    /** Takes in which template made a text; the innermost one counts. */
    void made(@Nullable Object value, Position by) {
        if (value instanceof String text && !read.contains(text)) {
            made.putIfAbsent(text, by);
        }
    }

    /** Where a text that does not stand in the project was made, or else came to light. */
    Position origin(String text, Position otherwise) {
        return made.getOrDefault(text, otherwise);
    }

    boolean has(String text) {
        return read.contains(text);
    }

    /** Whether any text in a final value is one that was written. */
    boolean isIn(@Nullable Object value) {
        return !read.isEmpty() && isWithin(value);
    }

    private boolean isWithin(@Nullable Object value) {
        return switch (value) {
            case String text -> read.contains(text);
            case Map<?, ?> map -> map.values().stream().anyMatch(this::isWithin);
            case List<?> list -> list.stream().anyMatch(this::isWithin);
            case null, default -> false;
        };
    }

    /**
     * The item of a loop as a variable.
     *
     * @param kept takes the written texts in it, since the results of the loop hold the item
     */
    @Nullable
    Object item(@Nullable Object value, Position at, WrittenTexts kept) {
        if (!isIn(value)) {
            return value;
        }
        kept.take(this, value);
        return new Layer.Item(value, marked(value, at));
    }

    /**
     * A final value in the form of one that is written: every text in it that does not stand in a file of the project is
     * {@link Unsafe}.
     *
     * @param at where the value comes from
     */
    @Nullable
    Object marked(@Nullable Object value, Position at) {
        return switch (value) {
            case String text -> read.contains(text) ? text : new Unsafe(text, origin(text, at));
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<@Nullable Object, @Nullable Object>();
                map.forEach((key, item) -> copy.put(key, marked(item, at)));
                yield copy;
            }
            case List<?> list -> {
                var copy = new ArrayList<@Nullable Object>(list.size());
                list.forEach(item -> copy.add(marked(item, at)));
                yield copy;
            }
            case null, default -> value;
        };
    }
}
