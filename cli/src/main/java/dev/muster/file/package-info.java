/**
 * Files on the controller that are never half-written.
 *
 * <p>{@link dev.muster.file.SafeFile} writes beside the target with the final mode, flushes and renames;
 * {@link dev.muster.file.RunLock} keeps two runs out of the same folder. This package knows nothing of what it writes.
 */
@NullMarked
package dev.muster.file;

import org.jspecify.annotations.NullMarked;
