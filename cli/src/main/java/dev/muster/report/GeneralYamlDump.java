package dev.muster.report;

import dev.muster.event.Event.TaskInfo;
import dev.muster.step.Result;

/** Results as YAML below a line with {@code changed=}: the callback {@code community.general.yaml}. */
final class GeneralYamlDump implements ResultDump {

    private final DisplayOptions options;

    GeneralYamlDump(DisplayOptions options) {
        this.options = options;
    }

    @Override
    public String of(TaskInfo task, Result result) {
        if (task.noLog()) {
            return "{\"censored\": \"The output has been hidden due to the fact that 'no_log: true' was specified for this"
                    + " result\"}";
        }
        var shown = ResultText.shown(task, result, options.verbosity(), true);
        var head = new StringBuilder();
        for (var key : new String[] {"changed", "skipped"}) {
            var value = shown.remove(key);
            if (value != null) {
                head.append(key).append('=').append(value).append(' ');
            }
        }
        if (!shown.isEmpty()) {
            head.append('\n').append(YamlResult.wide(shown));
        }
        return head.toString().replace("\n", "\n  ").stripTrailing();
    }
}
