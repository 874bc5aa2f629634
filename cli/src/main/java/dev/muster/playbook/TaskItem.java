package dev.muster.playbook;

import dev.muster.source.Position;
import org.jspecify.annotations.Nullable;

/** What a list of tasks holds: a {@link Task} or a {@link Block} of them. */
public sealed interface TaskItem permits Task, Block {

    /** Where it begins. */
    Position at();

    /** The role whose file it stands in, or null. */
    @Nullable
    RoleRef role();

    /** What it says of the keywords that are shared with what stands around and in it. */
    Keywords keywords();
}
