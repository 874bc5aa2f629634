package dev.muster.engine;

import java.util.function.Consumer;

/**
 * How variables and conditions are taken, which is the same in all scopes of a run.
 *
 * @param merges whether dictionaries of the same name are merged, the stronger over the weaker
 * @param brokenConditions whether a condition may be neither true nor false
 * @param managed what {@code ansible_managed} says, with {@code {file}}, {@code {host}}, {@code {uid}} and the time as strftime has it
 * @param deprecations is told of what is still accepted
 * @param kept texts of the project that {@code set_fact} has handed on
 */
record Ways(
        boolean merges, boolean brokenConditions, String managed, Consumer<String> deprecations, WrittenTexts kept) {

    static final String MANAGED = "Ansible managed";

    /** Those of somebody without settings. */
    static Ways plain() {
        return new Ways(false, false, MANAGED, _ -> {}, new WrittenTexts());
    }
}
