/**
 * What there is and how it is used: modules, filters, tests, lookups, keywords, other plugins, and the user's own roles.
 *
 * <p>What a thing takes comes from the code that takes it, and what that means from texts that are packed with the program. It
 * knows nothing of runs, and prints nothing.
 */
@NullMarked
package dev.muster.doc;

import org.jspecify.annotations.NullMarked;
