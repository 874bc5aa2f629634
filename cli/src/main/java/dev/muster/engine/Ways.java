package dev.muster.engine;

import java.util.function.Consumer;

/**
 * How variables and conditions are taken, which is the same in all scopes of a run.
 *
 * @param merges whether dictionaries of the same name are merged, the stronger over the weaker
 * @param brokenConditions whether a condition may be neither true nor false
 * @param managed what {@code ansible_managed} says, with {@code {file}}, {@code {host}}, {@code {uid}} and the time as strftime has it
 * @param deprecations is told of what is still accepted
 */
record Ways(boolean merges, boolean brokenConditions, String managed, Consumer<String> deprecations) {

    static final String MANAGED = "Ansible managed";

    /** Those of somebody without settings. */
    static final Ways PLAIN = new Ways(false, false, MANAGED, _ -> {});
}
