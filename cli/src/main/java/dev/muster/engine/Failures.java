package dev.muster.engine;

import dev.muster.source.UserError;
import dev.muster.step.Result;

/** Results of tasks that failed for what is wrong in the project's own text, or in the program. */
final class Failures {

    private Failures() {}

    /** A result that tells of an error in the project's own text, with the place for the report. */
    static Result of(String words, UserError e) {
        var message = words + e.what();
        return Result.failed(message).with("_muster_error", explained(message, e));
    }

    static String explained(String message, UserError e) {
        return e.where() != null
                ? message + "\n" + e.render() + "\n\n"
                : e.hint() == null ? message + "\n" : message + "\nhint: " + e.hint() + "\n\n";
    }

    /** A fault of the program, with the place in it that a report needs. */
    static UserError fault(RuntimeException e) {
        var at = e.getStackTrace().length == 0 ? "nowhere" : e.getStackTrace()[0].toString();
        return new UserError(String.valueOf(e.getMessage()))
                .hint("this should not have happened; please report it: " + at);
    }
}
