/**
 * One way to a node: every connection is a pair of byte streams to a shell, and everything above it is written once.
 *
 * <p>{@link dev.muster.remote.Connections} opens a {@link dev.muster.remote.Connection} to a
 * {@link dev.muster.remote.Target}; it carries {@link dev.muster.step.Script}s to the node and brings
 * {@link dev.muster.step.Answer}s back, over one long-lived shell per identity. It knows nothing of modules, variables or
 * playbooks.
 *
 * <p>From the bottom up: a {@code Transport} (ssh, or a program of this machine: a local shell, a container engine, chroot) starts
 * shells; {@code Becoming} turns one into another user's; {@code Inbox} collects what it says and cuts it at marks; {@code Shell}
 * speaks the protocol, whose other half is {@code remote/shell.sh}; a {@code Lane} runs one identity's steps in turn, kills what
 * takes too long ({@code remote/kill.sh}) and replaces a shell that can no longer be trusted; {@code ShellConnection} holds the
 * lanes. The protocol in short:
 *
 * <ul>
 *   <li>A step is one write and one answer: a subshell that calls one function, then a line of its own that makes the shell say
 *       the status behind a random word, on both streams. The step is forked before the shell reads that line, so it cannot know
 *       the word, whatever it prints.
 *   <li>Nothing is put into arguments or files on the node. Short input goes along as text; bulky input has a shell of its own,
 *       whose last command it is to read it to the end, so that no byte of it can be taken for a command.
 *   <li>What a step leaves running keeps the shell it came from: the next step gets a new one, and nobody's late words end up in
 *       another step's output. The shell looks for such leftovers itself, without a fork: only process numbers that were given
 *       out during the step are looked at.
 *   <li>A deadline, an interrupted thread or a closed connection ends the step's whole family, from a second shell of the same
 *       identity; the first one survives.
 * </ul>
 */
@NullMarked
package dev.muster.remote;

import org.jspecify.annotations.NullMarked;
