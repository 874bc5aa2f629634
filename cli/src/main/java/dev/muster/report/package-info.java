/**
 * What a user sees of a run: listeners that make text of events, and the one {@link dev.muster.report.Terminal} that text goes
 * through, where secrets are masked. The only code that prints. It knows no engine and decides nothing.
 */
@NullMarked
package dev.muster.report;

import org.jspecify.annotations.NullMarked;
