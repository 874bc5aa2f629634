package dev.muster.inventory;

import dev.muster.value.Binding;
import java.util.List;
import java.util.Map;

/**
 * A group of the inventory. Groups form an acyclic graph under {@code all}.
 *
 * @param name its name
 * @param hosts names of the hosts that are in this very group, in the order they were put there
 * @param children names of its child groups, in the order they were put there
 * @param parents names of its parent groups
 * @param depth the length of the longest way from {@code all}, which has 0
 * @param priority {@code ansible_group_priority}: of groups of the same depth the one with the higher priority wins; 1 unless set
 * @param variables those of the inventory source itself, in the order they are written
 */
public record Group(
        String name,
        List<String> hosts,
        List<String> children,
        List<String> parents,
        int depth,
        int priority,
        Map<String, Binding> variables) {

    /** The name of the group of all hosts. */
    public static final String ALL = "all";

    /** The name of the group of the hosts that are in no other. */
    public static final String UNGROUPED = "ungrouped";
}
