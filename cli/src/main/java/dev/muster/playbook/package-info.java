/**
 * Plays, blocks, tasks, handlers and roles as records, read from YAML; nothing is rendered yet.
 *
 * <p>{@link dev.muster.playbook.PlaybookLoader} reads files and checks their shape: which keyword may stand where, that a
 * task has one action, that imported files exist. Values stay as they are written; a {@link dev.muster.value.Template} among
 * them is rendered by the engine. This package knows no host, no scope of variables and no module but by its name.
 *
 * <p>The rules are those of ansible-core 2.19 ({@code lib/ansible/playbook}).
 */
@NullMarked
package dev.muster.playbook;

import org.jspecify.annotations.NullMarked;
