/**
 * What happens in a run, as records that go up through a {@code Consumer<Event>}: the engine and the bootstrap tell, reports
 * listen. Nothing here prints, and nothing below {@code report} does.
 */
@NullMarked
package dev.muster.event;

import org.jspecify.annotations.NullMarked;
