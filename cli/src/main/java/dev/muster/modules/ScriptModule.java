package dev.muster.modules;

import dev.muster.modules.Parameters.Rule;
import dev.muster.source.UserError;
import dev.muster.step.Answer;
import dev.muster.step.Result;
import dev.muster.step.Script;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** {@code script}: runs a script of the controller on the node, in any language that the node has; it needs no module there. */
public final class ScriptModule implements Module {

    private static final Parameters PARAMETERS = Parameters.builder()
            .str("_raw_params")
            .str("cmd")
            .str("creates")
            .str("removes")
            .str("chdir")
            .str("executable")
            .freeForm("_raw_params")
            .rule(new Rule.MutuallyExclusive(List.of("_raw_params", "cmd")))
            .rule(new Rule.RequiredOneOf(List.of("_raw_params", "cmd")))
            .build();

    private static final List<Script.Library> LIBRARIES = Libraries.alone("script");
    private static final String SHELL = "/bin/sh";

    @Override
    public String name() {
        return "script";
    }

    @Override
    public Parameters parameters() {
        return PARAMETERS;
    }

    @Override
    public Outcome start(Invocation call) {
        var arguments = call.arguments();
        var folder = arguments.str("chdir", "");
        if (!folder.isEmpty() && !folder.startsWith("/")) {
            return Module.done(
                    Result.failed("chdir " + folder + " must be an absolute path for a Unix-aware remote node"));
        }
        var line = String.valueOf(CommandModule.line(arguments)).strip();
        List<String> words;
        try {
            words = ShellWords.split(line);
        } catch (IllegalArgumentException e) {
            throw new UserError(String.valueOf(e.getMessage()));
        }
        if (words.isEmpty()) {
            throw new UserError("there is no script to run").hint("name one of the controller's files");
        }
        var file = call.controller().find("files", words.getFirst());
        var creates = arguments.str("creates", "");
        var removes = arguments.str("removes", "");
        if (call.check() && creates.isEmpty() && removes.isEmpty()) {
            return Module.done(skipped("Check mode is not supported for this task."));
        }
        // In check mode nothing is sent but the question whether it would run.
        var script = Script.call(
                        LIBRARIES,
                        call.check() ? "m_script_asked" : "m_script",
                        List.of(
                                creates,
                                removes,
                                CopyModule.baseName(file.path()),
                                words.getFirst(),
                                line,
                                arguments.str("executable", ""),
                                folder))
                .withEnvironment(call.environment());
        return Module.ask(
                call.check() ? script : script.withInput(file.bytes()), answer -> read(answer, creates, removes));
    }

    private static Result read(Answer answer, String creates, String removes) {
        int at = CommandRun.lastTrailer(answer.out());
        if (at < 0) {
            return Result.failed("the script broke off with status " + answer.code());
        }
        var trailer = new String(answer.out(), at + 1, answer.out().length - at - 1, StandardCharsets.UTF_8)
                .split("[ \n]", 3);
        var said =
                CommandRun.plainErrors(SHELL, new Answer(answer.code(), Arrays.copyOf(answer.out(), at), answer.err()));
        return switch (trailer[0]) {
            case "ran" -> CommandRun.rawResult(said, Long.parseLong(trailer[1]));
            case "would" -> Result.done(true);
            case "exists" -> skipped(creates + " exists, matching creates option");
            case "missing" -> skipped(removes + " does not exist, matching removes option");
            case "broken" -> Result.failed(said.text());
            default -> throw new IllegalStateException("unknown trailer '" + trailer[0] + "'");
        };
    }

    private static Result skipped(String why) {
        return Result.ok().as(Result.Status.SKIPPED).with("msg", why);
    }
}
