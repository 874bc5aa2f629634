/**
 * Jinja2 as Ansible speaks it: lexer, parser, compiled evaluator, filters, tests.
 *
 * <p>Fidelity to CPython's Jinja2 is the product here, and safety is in the types: it touches only the values that
 * {@code value} describes, never a Java object's members, and it reads no file, clock or chance but through the
 * {@link dev.muster.jinja.Outside} it is given. Only a {@link dev.muster.value.Template} can be compiled.
 */
@NullMarked
package dev.muster.jinja;

import org.jspecify.annotations.NullMarked;
