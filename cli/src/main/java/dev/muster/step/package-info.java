/**
 * One step on one node: the script that is asked, the answer that is given, the result that is made of it.
 *
 * <p>These records are the words that {@code modules} (which think of scripts) and {@code remote} (which carries them) have in
 * common, so that neither needs to know the other. Nothing here does I/O.
 */
@NullMarked
package dev.muster.step;

import org.jspecify.annotations.NullMarked;
