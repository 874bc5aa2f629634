package dev.muster.report;

import dev.muster.event.Event.TaskInfo;
import dev.muster.step.Result;
import dev.muster.value.Printing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a program wrote, below the other values and as it wrote it: the callback {@code ansible.posix.debug}. */
final class DebugDump implements ResultDump {

    private static final List<String> STREAMS = List.of("stdout", "stderr", "msg", "module_stdout", "module_stderr");

    private final DisplayOptions options;

    DebugDump(DisplayOptions options) {
        this.options = options;
    }

    @Override
    public String of(TaskInfo task, Result result) {
        var shown = ResultText.shown(task, result, options.verbosity(), true);
        var below = new ArrayList<String>();
        for (var stream : STREAMS) {
            var text = shown.remove(stream);
            shown.remove(stream + "_lines");
            if (text != null && !Printing.str(text).isEmpty()) {
                below.add("\n\n" + stream.toUpperCase(Locale.ROOT) + ":\n\n" + Printing.str(text) + "\n");
            }
        }
        return ResultText.written(shown, options, ResultText.INDENT) + String.join("", below);
    }
}
