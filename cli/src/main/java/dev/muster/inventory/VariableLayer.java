package dev.muster.inventory;

import dev.muster.value.Binding;
import java.util.Map;

/**
 * Variables of one level from one group, host or file. A layer is made once and shared by all hosts it applies to.
 *
 * @param level its precedence
 * @param owner the name of the group or host that the variables are given to
 * @param variables by name, in the order they are written
 */
public record VariableLayer(Level level, String owner, Map<String, Binding> variables) {}
