package dev.muster.modules;

import dev.muster.modules.FileEdit.Edited;
import dev.muster.modules.FileEdit.Old;
import dev.muster.modules.Parameters.Rule;
import dev.muster.step.Result;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Module {@code lineinfile}: a line is there, or none like it is. */
final class LineinfileModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .with(FileEdit.PARAMETERS)
            .str("regexp")
            .aliases("regex")
            .str("search_string")
            .str("line")
            .aliases("value")
            .bool("backrefs", false)
            .bool("firstmatch", false)
            .rule(new Rule.MutuallyExclusive(List.of("regexp", "search_string")))
            .rule(new Rule.MutuallyExclusive(List.of("backrefs", "search_string")))
            .with(FileAttributes.PARAMETERS)
            .build();

    private static final String MATCHES_ALL =
            "The %s is an empty string, which will match every line in the file. This may"
                    + " have unintended consequences, such as replacing the last line in the file rather than appending.";

    @Override
    public String name() {
        return "lineinfile";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Outcome start(Invocation call) {
        return warned(call.arguments(), new FileEdit(call, old -> edit(call, old)).start());
    }

    /** Whatever becomes of the call, an expression that matches all lines is worth a warning. */
    private static Outcome warned(Arguments arguments, Outcome outcome) {
        var warning = warning(arguments);
        if (warning == null) {
            return outcome;
        }
        return switch (outcome) {
            case Outcome.Done(var result) -> new Outcome.Done(result.warn(warning));
            case Outcome.Ask(var script, var last, var then) ->
                new Outcome.Ask(script, last, answer -> warned(arguments, then.apply(answer)));
        };
    }

    private static @Nullable String warning(Arguments arguments) {
        if ("".equals(arguments.strOrNull("regexp"))) {
            return String.format(MATCHES_ALL, "regular expression")
                    + " If this is desired, use '^' to match every line in the file and avoid this warning.";
        }
        return "".equals(arguments.strOrNull("search_string")) ? String.format(MATCHES_ALL, "search string") : null;
    }

    private static Edited edit(Invocation call, Old old) {
        var arguments = call.arguments();
        var content = old.content();
        if (arguments.str("state").equals("absent")) {
            if (!arguments.has("regexp") && !arguments.has("search_string") && !arguments.has("line")) {
                return Edited.finished(
                        Result.failed("one of line, search_string, or regexp is required with state=absent"));
            }
            if (content == null) {
                return Edited.finished(Result.ok().with("msg", "file not present"));
            }
            return LineEdit.remove(arguments, content);
        }
        if (arguments.bool("backrefs") && !arguments.has("regexp")) {
            return Edited.finished(Result.failed("regexp is required with backrefs=true"));
        }
        if (!arguments.has("line")) {
            return Edited.finished(Result.failed("line is required with state=present"));
        }
        if (content == null && !arguments.bool("create")) {
            return Edited.finished(Result.failed("Destination " + old.path() + " does not exist !")
                    .with("rc", 257L));
        }
        var edit = new LineEdit(arguments, content == null ? "" : content);
        boolean changed = edit.run();
        return new Edited(null, edit.content(), changed, edit.message(), Map.of("backup", ""));
    }
}
