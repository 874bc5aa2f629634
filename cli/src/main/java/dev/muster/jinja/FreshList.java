package dev.muster.jinja;

import java.util.ArrayList;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** A list that a template made, and may therefore change: nobody else holds it. */
final class FreshList extends ArrayList<@Nullable Object> {

    private static final long serialVersionUID = 1L;

    FreshList(int size) {
        super(size);
    }

    FreshList(Collection<? extends @Nullable Object> items) {
        super(items);
    }
}
