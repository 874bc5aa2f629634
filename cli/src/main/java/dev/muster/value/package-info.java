/**
 * Ansible's dynamic values and what Python would do with them: truth, printing (Python's and JSON's), comparison, merging.
 *
 * <p>A value is {@code null}, {@link java.lang.Boolean}, {@link java.lang.Long} or {@link java.math.BigInteger} (never an
 * {@code Integer}), {@link java.lang.Double}, {@link java.lang.String}, {@link java.util.List} (a
 * {@link dev.muster.value.Tuple} where Python has one), {@link java.util.Map} in insertion order, or one of the marks
 * {@link dev.muster.value.Template}, {@link dev.muster.value.Undefined}, {@link dev.muster.value.Omit}. Trust is a type: only
 * a {@code Template} is ever rendered, and only text of the project's own files or the command line becomes one. Nothing
 * here renders, reads, or knows YAML.
 */
@NullMarked
package dev.muster.value;

import org.jspecify.annotations.NullMarked;
