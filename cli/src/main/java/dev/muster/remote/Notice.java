package dev.muster.remote;

/**
 * Something the user should know that is no error, such as a host key that is trusted at first sight.
 *
 * @param target the name of the node, empty when it is about no single one
 * @param text one sentence, lower case, without full stop
 */
public record Notice(String target, String text) {}
