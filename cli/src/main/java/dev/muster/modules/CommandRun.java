package dev.muster.modules;

import dev.muster.modules.Module.Outcome;
import dev.muster.step.Answer;
import dev.muster.step.Result;
import dev.muster.step.Script;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One run of a command, for {@code command}, {@code shell} and {@code raw}: the script that runs it and the result that is
 * made of its answer, with the keys and texts of ansible-core's {@code command.py}.
 *
 * @param shown what the result's {@code cmd} holds: the words, or the text for a shell
 * @param line the command as one line, which stands in the result when it could not be started
 */
record CommandRun(Invocation call, Object shown, String line) {

    private static final List<Script.Library> LIBRARIES = Libraries.alone("words", "command");

    /** Shells that know {@code eval}; another interpreter is given the text as an argument, as Ansible does. */
    private static final Set<String> SHELLS = Set.of("sh", "dash", "bash", "ash", "ksh", "mksh", "zsh");

    private static final int TRAILER = 0x1e;

    /** Runs words as they are, or with variables and {@code ~} expanded on the node. */
    Outcome words(List<String> words, boolean expand) {
        var expansion = new ShellWords.Expansion();
        var code = new StringBuilder("set --");
        for (var word : words) {
            code.append(' ').append(expand && ShellWords.expands(word) ? expansion.word(word) : ShellWords.quote(word));
        }
        return run(expansion, code.toString(), "", answer -> result(answer, false));
    }

    /** Has a shell evaluate a text. */
    Outcome shell(String shell, String body) {
        return shell(shell, body, answer -> result(plainErrors(shell, answer), false));
    }

    /** As {@link #shell(String, String)}, and the result is {@code raw}'s. */
    Outcome raw(String shell, String body) {
        return shell(shell, body, answer -> result(plainErrors(shell, answer), true));
    }

    private Outcome shell(String shell, String body, java.util.function.Function<Answer, Result> read) {
        var expansion = new ShellWords.Expansion();
        var name = shell.substring(shell.lastIndexOf('/') + 1);
        return SHELLS.contains(name) && !body.isEmpty()
                ? run(expansion, "set -- " + ShellWords.quote(shell), body, read)
                : run(expansion, "set -- " + ShellWords.quoteAll(List.of(shell, "-c", body)), "", read);
    }

    private Outcome run(
            ShellWords.Expansion expansion,
            String command,
            String body,
            java.util.function.Function<Answer, Result> read) {
        var arguments = call.arguments();
        var set = new StringBuilder();
        var chdir = arguments.strOrNull("chdir");
        if (chdir != null) {
            set.append("m_dir=").append(expansion.word(chdir)).append('\n');
        }
        var creates = wildcards("creates", arguments.strOrNull("creates"), expansion, set);
        var removes = wildcards("removes", arguments.strOrNull("removes"), expansion, set);
        var prepare = expansion.before() + set + command;
        var script = Script.call(
                        LIBRARIES, "muster_run", List.of(prepare, creates, removes, call.check() ? "1" : "0", body))
                .withEnvironment(call.environment())
                .withInput(input(arguments));
        return Module.ask(script, read);
    }

    private static String wildcards(
            String name, @Nullable String path, ShellWords.Expansion expansion, StringBuilder set) {
        if (path == null) {
            return "";
        }
        set.append("m_shown_")
                .append(name)
                .append('=')
                .append(expansion.word(path))
                .append('\n');
        return expansion.pattern(path);
    }

    private static byte[] input(Arguments arguments) {
        var text = arguments.str("stdin", "");
        var end = !text.isEmpty() && arguments.bool("stdin_add_newline") ? "\n" : "";
        return (text + end).getBytes(StandardCharsets.UTF_8);
    }

    private Result result(Answer answer, boolean raw) {
        int at = lastTrailer(answer.out());
        if (at < 0) {
            var said = answer.errorText().strip();
            return Result.failed("the command's script broke off with status " + answer.code()
                    + (said.isEmpty() ? "" : ": " + said));
        }
        var trailer = new String(answer.out(), at + 1, answer.out().length - at - 1, StandardCharsets.UTF_8)
                .split("[ \n]", 9);
        var out = new Answer(answer.code(), Arrays.copyOf(answer.out(), at), answer.err());
        long code = Long.parseLong(trailer[1]);
        return switch (trailer[0]) {
            case "ran" -> raw ? rawResult(out, code) : ran(out, code, CommandTimes.of(trailer));
            case "check" -> wouldRun();
            case "exists" -> idle("skipped, since " + out.text() + " exists", "' exists", out.text());
            case "missing" -> idle("skipped, since " + out.text() + " does not exist", "' does not exist", out.text());
            case "chdir" ->
                base(false, "Unable to change directory before execution.")
                        .as(Result.Status.FAILED)
                        .with("exception", "Unable to change directory before execution: " + errno(code, out.text()));
            case "exec" -> notStarted(code, out.text());
            default -> throw new IllegalStateException("unknown trailer '" + trailer[0] + "'");
        };
    }

    /** A process that the command left behind may write after the trailer, so it is sought, not expected at the end. */
    static int lastTrailer(byte[] out) {
        int at = out.length - 1;
        while (at >= 0 && out[at] != TRAILER) {
            at--;
        }
        return at;
    }

    private Result base(boolean changed, String message) {
        return Result.done(changed)
                .with("stdout", "")
                .with("stderr", "")
                .with("rc", null)
                .with("cmd", shown)
                .with("start", null)
                .with("end", null)
                .with("delta", null)
                .with("msg", message)
                .with("stdout_lines", List.of())
                .with("stderr_lines", List.of());
    }

    private Result ran(Answer answer, long code, CommandTimes times) {
        var strip = call.arguments().bool("strip_empty_ends");
        var out = strip ? stripped(answer.text()) : answer.text();
        var err = strip ? stripped(answer.errorText()) : answer.errorText();
        var result = base(true, code == 0 ? "" : "non-zero return code")
                .with("stdout", out)
                .with("stderr", err)
                .with("rc", code)
                .with("start", times.start())
                .with("end", times.end())
                .with("delta", times.delta())
                .with("stdout_lines", lines(out))
                .with("stderr_lines", lines(err));
        return code == 0 ? result : result.as(Result.Status.FAILED);
    }

    static Result rawResult(Answer answer, long code) {
        var out = answer.text();
        var err = answer.errorText();
        var result = Result.done(true)
                .with("rc", code)
                .with("stdout", out)
                .with("stdout_lines", lines(out))
                .with("stderr", err)
                .with("stderr_lines", lines(err));
        return code == 0 ? result : result.as(Result.Status.FAILED).with("msg", "non-zero return code");
    }

    private Result wouldRun() {
        var arguments = call.arguments();
        var knows = arguments.has("creates") || arguments.has("removes");
        var result = base(knows, "Command would have run if not in check mode").with("rc", 0L);
        return knows ? result : result.as(Result.Status.SKIPPED);
    }

    private Result idle(String stdout, String end, String path) {
        var message = (call.check() ? "Would" : "Did") + " not run command since '" + path + end;
        return base(false, message).with("stdout", stdout).with("rc", 0L).with("stdout_lines", List.of(stdout));
    }

    private Result notStarted(long code, String program) {
        return Result.failed("Error executing command.")
                .with("rc", code)
                .with("stdout", "")
                .with("stderr", "")
                .with("cmd", line)
                .with("stdout_lines", List.of())
                .with("stderr_lines", List.of())
                .with("exception", "Error executing command: " + errno(code, program));
    }

    private static String errno(long code, String path) {
        var words = switch ((int) code) {
            case 2 -> "No such file or directory";
            case 20 -> "Not a directory";
            default -> "Permission denied";
        };
        return "[Errno " + code + "] " + words + ": b'" + path + "'";
    }

    /** Removes what {@code eval} adds to a shell's error messages, so that they read as those of {@code sh -c}. */
    static Answer plainErrors(String shell, Answer answer) {
        var err = answer.errorText();
        if (!err.contains("eval: ")) {
            return answer;
        }
        var prefix = "(?m)^(" + Pattern.quote(shell) + ": )";
        var plain = err.replaceAll(prefix + "(\\d+: )eval: ", "$1$2").replaceAll(prefix + "eval: line \\d+: ", "$1");
        return new Answer(answer.code(), answer.out(), plain.getBytes(StandardCharsets.UTF_8));
    }

    private static String stripped(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(0, end);
    }

    /** Python's {@code str.splitlines}. */
    static List<String> lines(String text) {
        return text.isEmpty() ? List.of() : List.of(splitLines(text));
    }

    private static String[] splitLines(String text) {
        var parts = text.split("\r\n|[\n\r\u000b\u000c\u001c-\u001e\u0085\u2028\u2029]", -1);
        return parts[parts.length - 1].isEmpty() ? Arrays.copyOf(parts, parts.length - 1) : parts;
    }

    /** An outcome whose result warns of something. */
    static Outcome warned(Outcome outcome, String warning) {
        return switch (outcome) {
            case Outcome.Done(var result) -> Module.done(result.warn(warning));
            case Outcome.Ask(var script, var last, var then) ->
                new Outcome.Ask(script, last, answer -> warned(then.apply(answer), warning));
        };
    }
}
