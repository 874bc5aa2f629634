package dev.muster.render;

/**
 * Something in a {@link NodeSpec} that cannot be rendered.
 *
 * @param node the node's inventory name
 * @param variable the variable that is wrong, as in {@code muster_mac}
 * @param what one sentence without full stop
 * @param hint what to write instead
 */
public record SpecFinding(String node, String variable, String what, String hint) {}
