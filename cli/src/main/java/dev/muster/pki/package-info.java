/**
 * Trust: a root and an intermediate certificate authority, one certificate per node with the profile of a Puppet agent,
 * revocation lists, and SSH host keys, as plain files in one folder.
 *
 * <p>{@link dev.muster.pki.Pki} is the door. It plans before it writes, never overwrites a key, and needs the root's key only
 * to make the intermediate authority, so that the key can be kept elsewhere. BouncyCastle is loaded when something is signed
 * and at no other time: reading, listing and checking use the JDK alone. This package knows no inventory and prints nothing.
 */
@NullMarked
package dev.muster.pki;

import org.jspecify.annotations.NullMarked;
