/**
 * Ansible's modules, made of POSIX sh: arguments in, a script out; output in, a result out.
 *
 * <p>One class and one {@code modules/NAME.sh} a module, under the module's own name. A module is pure: it does no I/O, knows no
 * connection and no clock; what it needs of the controller (a file, a rendered template, an expression) it asks of the
 * {@link dev.muster.modules.Controller} it is given. The same code path serves real runs, check mode and diff; the last step is
 * what check mode leaves out.
 */
@NullMarked
package dev.muster.modules;

import org.jspecify.annotations.NullMarked;
