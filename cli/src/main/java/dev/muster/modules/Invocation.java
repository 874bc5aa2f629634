package dev.muster.modules;

import java.util.Map;

/**
 * One call of a module for one host.
 *
 * @param arguments checked and converted as {@link Module#parameters} says; templates are rendered, omitted ones absent
 * @param check whether nothing may change ({@code --check} or {@code check_mode: true})
 * @param diff whether before and after are wanted
 * @param environment the task's {@code environment}, for modules that run other people's commands
 * @param controller what of the controller may be asked
 */
public record Invocation(
        Arguments arguments, boolean check, boolean diff, Map<String, String> environment, Controller controller) {}
