package dev.muster.playbook;

import dev.muster.source.Position;
import dev.muster.value.Binding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block, or what a static import was replaced with: a block that carries the keywords of the import.
 *
 * @param name as it is written, or null
 * @param origin what made this block
 * @param keywords what is inherited by everything in it
 * @param rescue runs when something in {@code block} fails
 * @param always runs in any case
 * @param role the role whose file the block, or the import, stands in
 * @param imported the role that {@code import_role} brought or that this one depends on, or null
 */
public record Block(
        Position at,
        @Nullable Binding name,
        Origin origin,
        Keywords keywords,
        List<TaskItem> block,
        List<TaskItem> rescue,
        List<TaskItem> always,
        @Nullable RoleRef role,
        @Nullable Role imported)
        implements TaskItem {

    /** What a block comes from. */
    public enum Origin {
        /** {@code block:} in a playbook. */
        WRITTEN,
        /** {@code import_tasks}. */
        IMPORT_TASKS,
        /** {@code import_role}. */
        IMPORT_ROLE,
        /** A role that an imported one depends on, within the block of that import. */
        DEPENDENCY
    }

    /** The roles that are imported among these items, in the blocks around them and with nothing else. */
    public static List<TaskItem> importedIn(List<TaskItem> items) {
        return items.stream()
                .filter(Block.class::isInstance)
                .map(Block.class::cast)
                .map(each -> each.imported != null ? each : each.withImportsAlone())
                .filter(each -> each.imported != null
                        || !each.block.isEmpty()
                        || !each.rescue.isEmpty()
                        || !each.always.isEmpty())
                .<TaskItem>map(each -> each)
                .toList();
    }

    private Block withImportsAlone() {
        return new Block(
                at, name, origin, keywords, importedIn(block), importedIn(rescue), importedIn(always), role, null);
    }
}
