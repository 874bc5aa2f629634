package dev.muster.report;

import dev.muster.event.Event;
import dev.muster.event.Event.TaskInfo;
import dev.muster.step.Result;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/** Warnings, errors and free texts, which every output on a terminal shows in the same way, and each once. */
public final class Notices {

    /** What is said before the first deprecation. */
    public static final String HOW_TO_SILENCE =
            "Deprecation warnings can be disabled by setting `deprecation_warnings=False` in ansible.cfg.";

    private final Terminal terminal;
    private final int verbosity;
    private final Set<String> erred = Collections.synchronizedSet(new HashSet<>());

    Notices(Terminal terminal, int verbosity) {
        this.terminal = terminal;
        this.verbosity = verbosity;
    }

    /** Shows an event that belongs to no task. Others are left to the caller. */
    void accept(Event event) {
        if (event instanceof Event.Warning warning) {
            warn(warning.text());
        } else if (event instanceof Event.Deprecation old) {
            warn(HOW_TO_SILENCE);
            terminal.once("[DEPRECATION WARNING]: " + old.text(), Colour.DEPRECATED);
        } else if (event instanceof Event.ErrorText error) {
            terminal.err("[ERROR]: " + error.text(), Colour.FAILED);
        } else if (event instanceof Event.Verbose verbose && verbose.level() == 0) {
            terminal.out(verbose.text());
        } else if (event instanceof Event.Verbose verbose) {
            var host = verbose.host();
            var text = host == null ? verbose.text() : "<" + host + "> " + verbose.text();
            if (verbosity >= verbose.level()) {
                terminal.verbose(text);
            }
            terminal.logged(text, verbose.level(), verbosity);
        }
    }

    /** The warnings of a result. */
    void warnings(Result result) {
        result.warnings().forEach(this::warn);
    }

    /**
     * The error of a result; those of a loop were told with its items.
     *
     * @param stderr whether it goes to standard error
     */
    void error(TaskInfo task, Result result, boolean stderr) {
        if (result.data().containsKey("results")) {
            return;
        }
        var text = ResultText.error(task, result);
        // The same error of several hosts is told once; that of another task is another one, even where it must not say
        // so, or where both stumble over the same variable.
        if (!text.isEmpty() && erred.add(text + task.at())) {
            if (stderr) {
                terminal.err(text, Colour.FAILED);
            } else {
                terminal.out(text, Colour.FAILED);
            }
        }
    }

    private void warn(String text) {
        terminal.once("[WARNING]: " + text, Colour.WARNING);
    }
}
