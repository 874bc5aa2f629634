package dev.muster.inventory;

/**
 * The levels of variable precedence that an inventory fills, the weakest first: numbers 3 to 10 of "Understanding variable
 * precedence" in Ansible's user guide, with the group {@code all} apart from the other groups as ansible-core's
 * {@code VARIABLE_PRECEDENCE} has it.
 */
public enum Level {
    INVENTORY_ALL("inventory file vars of group 'all'"),
    INVENTORY_GROUP("inventory file group vars"),
    INVENTORY_GROUP_VARS_ALL("inventory group_vars/all"),
    PLAYBOOK_GROUP_VARS_ALL("playbook group_vars/all"),
    INVENTORY_GROUP_VARS("inventory group_vars"),
    PLAYBOOK_GROUP_VARS("playbook group_vars"),
    INVENTORY_HOST("inventory file host vars"),
    INVENTORY_HOST_VARS("inventory host_vars"),
    PLAYBOOK_HOST_VARS("playbook host_vars");

    private final String title;

    Level(String title) {
        this.title = title;
    }

    /** How the level is called when a user is told where a variable comes from. */
    public String title() {
        return title;
    }
}
