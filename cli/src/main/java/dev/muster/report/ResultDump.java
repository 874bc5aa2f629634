package dev.muster.report;

import dev.muster.event.Event.TaskInfo;
import dev.muster.step.Result;

/** How an output writes the values of a result behind its line. */
interface ResultDump {

    /** The values as text. */
    String of(TaskInfo task, Result result);

    /** As {@code result_format} and {@code pretty_results} ask for. */
    static ResultDump asWanted(DisplayOptions options) {
        return (task, result) -> ResultText.dump(task, result, options, false);
    }
}
