/**
 * The settings of Ansible: {@code ansible.cfg}, the variables of the environment, and what each setting is, where it comes from
 * and whether it is followed. Values are read and converted as ansible-core 2.19 does; this package does not know what they act on.
 */
@NullMarked
package dev.muster.config;

import org.jspecify.annotations.NullMarked;
