package dev.muster.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How YAML is read and written. Templates need it for {@code from_yaml} and {@code to_yaml}, but know no YAML themselves. */
public interface YamlText {

    /** The value of a document; plain values, never templates, since the text may come from anywhere. */
    @Nullable
    Object load(String text);

    /** The values of all documents of a text. */
    List<@Nullable Object> loadAll(String text);

    /** A value as text, laid out as PyYAML does it. */
    String dump(@Nullable Object value, Style style);

    /**
     * The layout of a text.
     *
     * @param indent spaces a level
     * @param width the column that lines are folded at
     * @param flow true for braces and brackets throughout, false for blocks throughout, null for blocks of flow leaves
     * @param sorted whether the keys of dictionaries are sorted
     * @param unicode whether characters beyond ASCII stand as they are
     * @param explicitStart whether the text begins with {@code ---}
     * @param explicitEnd whether the text ends with {@code ...}
     * @param defaultStyle the quotes of every scalar, or null
     */
    record Style(
            int indent,
            int width,
            @Nullable Boolean flow,
            boolean sorted,
            boolean unicode,
            boolean explicitStart,
            boolean explicitEnd,
            @Nullable String defaultStyle) {}
}
