/**
 * Which hosts there are, in which groups, and with which variables: Ansible's inventories (INI, YAML, JSON, scripts, host lists and
 * directories of them), {@code group_vars} and {@code host_vars}, and host patterns.
 *
 * <p>{@link dev.muster.inventory.InventoryLoader} reads sources into an immutable {@link dev.muster.inventory.Inventory};
 * {@link dev.muster.inventory.LiveInventory} is what {@code add_host} and {@code group_by} change while plays run. Variables keep
 * the place they were written at. Nothing here renders a template, knows a play, or prints.
 */
@NullMarked
package dev.muster.inventory;

import org.jspecify.annotations.NullMarked;
