/**
 * YAML text to values and back, with positions: YAML 1.1 as PyYAML reads and writes it [snakeyaml].
 *
 * <p>A document becomes a tree of {@link dev.muster.yaml.Node}s that know where they stand; a tree becomes plain values, trusted
 * or not. Depth, aliases and size are limited. Nothing here knows what the values mean.
 */
@NullMarked
package dev.muster.yaml;

import org.jspecify.annotations.NullMarked;
