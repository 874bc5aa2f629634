/**
 * Ansible Vault: texts and files encrypted with a password, in the formats 1.1 and 1.2 of ansible-core, and where the
 * passwords come from (files, scripts, client scripts, prompts). Everything is done with the JDK's own cryptography;
 * where many keys are to be derived, OpenSSL does that if the machine has it.
 *
 * <p>It must not know what is inside: YAML, variables and playbooks are the business of others. It prints nothing.
 */
@NullMarked
package dev.muster.vault;

import org.jspecify.annotations.NullMarked;
