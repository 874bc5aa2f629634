package dev.muster.doc;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The documentation of all things of one kind. */
interface Shelf {

    String BUILTIN = "ansible.builtin.";

    /** What each is, in a few words, under its full name and in the order of the alphabet. */
    Map<String, String> list();

    /** All that is known of one in the shape of {@code ansible-doc --json}, by its short or its full name. */
    Optional<Map<String, @Nullable Object>> find(String name);
}
