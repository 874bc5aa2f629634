package dev.muster.cli;

import dev.muster.config.Settings;
import dev.muster.report.Colour;
import dev.muster.report.Palette;
import dev.muster.report.RunLog;
import dev.muster.report.Terminal;
import java.time.Clock;

/** How the settings want a run to look. */
final class Look {

    private Look() {}

    /** Gives the terminal its colours and its log. */
    static void apply(Settings settings, Terminal terminal) {
        terminal.look(
                settings.flag("ANSIBLE_FORCE_COLOR"),
                settings.flag("ANSIBLE_NOCOLOR"),
                settings.flag("VERBOSE_TO_STDERR"),
                Palette.of(colour -> settings.text(setting(colour)).orElse("normal")),
                settings.path("DEFAULT_LOG_PATH")
                        // A filter takes all texts of a logger away, and there is but this one.
                        .filter(_ -> !settings.list("DEFAULT_LOG_FILTER").contains("ansible"))
                        .map(file -> RunLog.open(
                                file,
                                Clock.systemDefaultZone(),
                                text -> terminal.err("[WARNING]: " + text, Colour.WARNING)))
                        .orElse(null),
                settings.number("LOG_VERBOSITY", 0));
    }

    private static String setting(Colour colour) {
        return switch (colour) {
            case OK -> "COLOR_OK";
            case CHANGED -> "COLOR_CHANGED";
            case SKIPPED -> "COLOR_SKIP";
            case INCLUDED -> "COLOR_INCLUDED";
            case FAILED -> "COLOR_ERROR";
            case UNREACHABLE -> "COLOR_UNREACHABLE";
            case WARNING -> "COLOR_WARN";
            case DEPRECATED -> "COLOR_DEPRECATE";
            case DEBUG -> "COLOR_DEBUG";
            case VERBOSE -> "COLOR_VERBOSE";
            case ADDED -> "COLOR_DIFF_ADD";
            case REMOVED -> "COLOR_DIFF_REMOVE";
            case PLACE -> "COLOR_DIFF_LINES";
        };
    }
}
