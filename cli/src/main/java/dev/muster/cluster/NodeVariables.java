package dev.muster.cluster;

import dev.muster.source.Position;
import dev.muster.source.UserError;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variables of one node as {@link ClusterReader} judges them: those of Muster and those of the connection.
 *
 * @param name the inventory name
 * @param variables by name; what is not defined is not there
 */
public record NodeVariables(String name, Map<String, Variable> variables) {

    /**
     * A variable in the scope of the node.
     *
     * @param value rendered, without views that render later; null when it is null or could not be rendered
     * @param at where it was written, or null for one that stands in no file
     * @param error why it could not be rendered, or null
     */
    public record Variable(
            @Nullable Object value,
            @Nullable Position at,
            @Nullable UserError error) {}
}
