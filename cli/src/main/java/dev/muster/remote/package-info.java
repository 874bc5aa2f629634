/**
 * One way to a node: every connection is a pair of byte streams to a shell, and everything above it is written once.
 *
 * <p>A {@link dev.muster.remote.Connection} carries {@link dev.muster.step.Script}s to a node and brings
 * {@link dev.muster.step.Answer}s back, over one long-lived shell per identity. It knows nothing of modules, variables or
 * playbooks.
 */
@NullMarked
package dev.muster.remote;

import org.jspecify.annotations.NullMarked;
