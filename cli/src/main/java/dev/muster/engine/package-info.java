/**
 * Runs plays: scopes of variables, conditions, loops, blocks, handlers, facts, check and diff, and the way from a task to the
 * step of a node and back.
 *
 * <p>Nothing here prints; what happens goes up as events, one thread at a time. What a node, a command or a lookup answers is
 * data and is never rendered.
 */
@NullMarked
package dev.muster.engine;

import org.jspecify.annotations.NullMarked;
