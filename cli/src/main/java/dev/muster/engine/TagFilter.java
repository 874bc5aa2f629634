package dev.muster.engine;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Which tasks {@code --tags} and {@code --skip-tags} leave (ansible-core's {@code Taggable.evaluate_tags}). */
record TagFilter(Set<String> only, Set<String> skip) {

    static TagFilter of(List<String> tags, List<String> skipTags) {
        return new TagFilter(tags.isEmpty() ? Set.of("all") : Set.copyOf(tags), Set.copyOf(skipTags));
    }

    boolean admits(Collection<String> given) {
        Set<String> tags = given.isEmpty() ? Set.of("untagged") : Set.copyOf(given);
        boolean runs = only.isEmpty()
                || tags.contains("always")
                || only.contains("all") && !tags.contains("never")
                || tags.stream().anyMatch(only::contains)
                || only.contains("tagged") && !tags.contains("untagged") && !tags.contains("never");
        if (!runs || skip.isEmpty()) {
            return runs;
        }
        if (skip.contains("all")) {
            return tags.contains("always") && !skip.contains("always");
        }
        return tags.stream().noneMatch(skip::contains) && !(skip.contains("tagged") && !tags.contains("untagged"));
    }
}
