package dev.muster.report;

import dev.muster.event.Event;
import dev.muster.step.Result;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Keeps the last result of each host in a file of its name: the callback {@code ansible.builtin.tree}. */
final class HostFiles implements Consumer<Event> {

    private final Terminal terminal;
    private final DisplayOptions options;
    private final Path folder;

    /** @param folder where the files lie; made when it is not there */
    HostFiles(Terminal terminal, DisplayOptions options, Path folder) {
        this.terminal = terminal;
        this.options = options.plain();
        this.folder = folder;
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.HostFinished finished && finished.result().status() != Result.Status.SKIPPED) {
            var text = ResultText.written(
                    ResultText.shown(finished.task(), finished.result(), options.verbosity(), false),
                    options,
                    ResultText.isAlwaysVerbose(finished.task(), finished.result()) ? ResultText.INDENT : null);
            ReportFile.write(folder, finished.host(), terminal.masked(text));
        }
    }
}
