/**
 * What OpenSSH's client would do for a host: its arguments and its configuration files, read as ssh_config(5) says and as
 * {@code ssh -G} shows.
 *
 * <p>{@link dev.muster.sshconfig.SshResolver} turns the name of a host and {@link dev.muster.sshconfig.SshArguments} into
 * {@link dev.muster.sshconfig.SshOptions}. It connects to nothing, runs nothing and asks no name service; whoever makes
 * connections follows what it says.
 */
@NullMarked
package dev.muster.sshconfig;

import org.jspecify.annotations.NullMarked;
