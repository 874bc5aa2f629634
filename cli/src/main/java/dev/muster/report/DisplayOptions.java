package dev.muster.report;

import dev.muster.config.Settings;
import org.jspecify.annotations.Nullable;

/**
 * What a user wants to see of a run: the options of the callback {@code ansible.builtin.default} and of those that extend it
 * ("Ansible Documentation: ansible.builtin.default callback", and the fragment {@code result_format_callback}).
 *
 * @param verbosity how often {@code -v} was given
 * @param diff whether changes are shown
 * @param check whether the whole run is in check mode
 * @param skippedHosts whether a host that skips a task is shown
 * @param okHosts whether a host that a task leaves as it was is shown
 * @param failedStderr whether failures go to standard error
 * @param customStats whether the statistics that tasks made are shown
 * @param hostStarts whether it is told when a host begins a task
 * @param checkMarkers whether check mode is marked in the banners
 * @param pathOnFailure whether the place of a task that failed is shown
 * @param arguments whether banners show the arguments of tasks
 * @param yaml whether results are shown as YAML and not as JSON
 * @param pretty whether results take many lines; null for what the form and the verbosity ask for
 * @param context how many lines around a difference are shown
 */
public record DisplayOptions(
        int verbosity,
        boolean diff,
        boolean check,
        boolean skippedHosts,
        boolean okHosts,
        boolean failedStderr,
        boolean customStats,
        boolean hostStarts,
        boolean checkMarkers,
        boolean pathOnFailure,
        boolean arguments,
        boolean yaml,
        @Nullable Boolean pretty,
        int context) {

    private static final int CONTEXT = 3;

    /** What a run without settings shows. */
    public static DisplayOptions of(int verbosity, boolean diff) {
        return new DisplayOptions(
                verbosity, diff, false, true, true, false, false, false, false, false, false, false, null, CONTEXT);
    }

    /** What the settings say. */
    static DisplayOptions of(Settings settings, int verbosity, boolean diff, boolean check) {
        return new DisplayOptions(
                verbosity,
                diff,
                check,
                settings.flag("callback/default/display_skipped_hosts"),
                settings.flag("callback/default/display_ok_hosts"),
                settings.flag("callback/default/display_failed_stderr"),
                settings.flag("callback/default/show_custom_stats"),
                settings.flag("callback/default/show_per_host_start"),
                settings.flag("callback/default/check_mode_markers"),
                settings.flag("callback/default/show_task_path_on_failure"),
                settings.flag("DISPLAY_ARGS_TO_STDOUT"),
                settings.text("callback/default/result_format").orElse("json").equals("yaml"),
                settings.text("callback/default/pretty_results").isPresent()
                        ? Boolean.valueOf(settings.flag("callback/default/pretty_results"))
                        : null,
                settings.number("DIFF_CONTEXT", CONTEXT));
    }

    /** Whether every task's banner is shown when the task begins, or only with its first result that is shown. */
    boolean showsAllBanners() {
        return skippedHosts && okHosts;
    }

    /** The same with results as JSON, whatever the settings say. */
    DisplayOptions asJson() {
        return new DisplayOptions(
                verbosity,
                diff,
                check,
                skippedHosts,
                okHosts,
                failedStderr,
                customStats,
                hostStarts,
                checkMarkers,
                pathOnFailure,
                arguments,
                false,
                null,
                context);
    }

    /** The same with results in the usual form, for outputs that have no options. */
    DisplayOptions plain() {
        return new DisplayOptions(
                verbosity, diff, check, true, true, false, false, false, false, false, false, false, null, context);
    }
}
