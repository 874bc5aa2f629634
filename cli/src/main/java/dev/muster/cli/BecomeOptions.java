package dev.muster.cli;

import dev.muster.engine.EngineOptions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom to become on the nodes. */
final class BecomeOptions {

    @Option(
            names = {"-b", "--become"},
            description = "run tasks as another user")
    private boolean become;

    @Option(names = "--become-method", paramLabel = "METHOD", description = "sudo, su or doas (default: sudo)")
    private @Nullable String becomeMethod;

    @Option(names = "--become-user", paramLabel = "USER", description = "whom to become (default: root)")
    private @Nullable String becomeUser;

    @Option(
            names = {"--become-password-file", "--become-pass-file"},
            paramLabel = "FILE",
            description = "a file with the password to become another user with, a script that prints it, or '-'")
    private @Nullable String passwordFile;

    @Option(
            names = {"-K", "--ask-become-pass"},
            description = "ask for the password to become another user with")
    private boolean askPassword;

    /** @param login the password to log in with, which counts where none is typed after both were asked for */
    EngineOptions.Privilege privilege(Session session, Configuration configuration, @Nullable String login) {
        return new EngineOptions.Privilege(
                become || configuration.flag("DEFAULT_BECOME"),
                method(configuration),
                becomeUser != null
                        ? becomeUser
                        : configuration.text("DEFAULT_BECOME_USER").orElse("root"),
                password(session, configuration, login));
    }

    private String method(Configuration configuration) {
        return becomeMethod != null
                ? becomeMethod
                : configuration.text("DEFAULT_BECOME_METHOD").orElse("sudo");
    }

    private @Nullable String password(Session session, Configuration configuration, @Nullable String login) {
        PasswordOption.mustBeOne(askPassword, "-K", passwordFile, "--become-password-file");
        var file = PasswordOption.file(passwordFile, configuration, "BECOME_PASSWORD_FILE");
        if (file != null) {
            return PasswordOption.read(session, file);
        }
        if (!askPassword && !configuration.flag("DEFAULT_BECOME_ASK_PASS")) {
            return null;
        }
        var question = configuration.flag("AGNOSTIC_BECOME_PROMPT")
                ? Session.BECOME
                : method(configuration).toUpperCase(Locale.ROOT) + " password";
        if (login == null) {
            return session.secret(question);
        }
        var typed = session.secret(question + "[defaults to SSH password]");
        return typed.isEmpty() ? login : typed;
    }
}
