package dev.muster.playbook;

import dev.muster.value.Binding;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one play, role, block or task says of the keywords that are shared.
 *
 * @param said the keywords that are written here, with the values as they are written; what is absent is not said, which is
 *     not the same as being said to be null
 * @param vars the variables of {@code vars:}, in the order they are written
 * @param when the conditions of {@code when:}, all of which must hold; each a String or Template (an expression without braces),
 *     or a Boolean
 * @param tags the tags, each a String or Template, split at commas
 */
public record Keywords(Map<Keyword, Binding> said, Map<String, Binding> vars, List<Binding> when, List<Binding> tags) {

    /** Nothing is said. */
    public static final Keywords NONE = new Keywords(Map.of(), Map.of(), List.of(), List.of());

    public Keywords {
        said = said.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(said));
    }

    /** What is said under a keyword, or null when nothing is. */
    public @Nullable Binding get(Keyword keyword) {
        return said.get(keyword);
    }

    public boolean says(Keyword keyword) {
        return said.containsKey(keyword);
    }
}
