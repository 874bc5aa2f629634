/**
 * Where a thing was written, and what is said to a user when it is wrong.
 *
 * <p>{@link dev.muster.source.Source} is a text with a name, {@link dev.muster.source.Position} a place in it,
 * {@link dev.muster.source.UserError} what is wrong there and what to type instead. Every layer above throws the last and
 * only {@code report} prints it. This package knows no format and does no I/O but reading a file whole.
 */
@NullMarked
package dev.muster.source;

import org.jspecify.annotations.NullMarked;
