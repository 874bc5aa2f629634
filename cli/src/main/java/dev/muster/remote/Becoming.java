package dev.muster.remote;

import dev.muster.remote.RemoteException.Kind;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns a shell of the user that logs in into a shell of another user: the shell is replaced by sudo, su or doas, which starts
 * the other one. The options are those of Ansible's become plugins of the same names. The password goes in when it is asked
 * for, never before, so that no other program can take it for its input.
 */
final class Becoming {

    /** A question that ends in a colon, in whatever language, as su and doas ask it. */
    private static final Pattern QUESTION = Pattern.compile("[^\\n]*[:\uff1a]\\s*$");

    private final Transport transport;
    private final Wire wire;
    private final Inbox inbox;
    private final Identity.Become who;
    private final String word;

    Becoming(Transport transport, Wire wire, Inbox inbox, SecureRandom random, Identity.Become who) {
        this.transport = transport;
        this.wire = wire;
        this.inbox = inbox;
        this.who = who;
        var bytes = new byte[16];
        random.nextBytes(bytes);
        this.word = HexFormat.of().formatHex(bytes);
    }

    /**
     * Waits until the other user's shell is there.
     *
     * @return the process number of the program that was put in the login shell's place
     * @throws RemoteException of kind {@link Kind#BECOME} if the other user's shell cannot be had
     */
    String become() throws IOException, InterruptedException {
        inbox.expect(ShellText.bytes("\001" + word), false);
        write(command() + "\n");
        var deadline = Deadline.in(transport.patience());
        var asked = 0;
        Inbox.@Nullable Look look = null;
        while (look == null || !look.marked()) {
            look = inbox.look(look, deadline);
            if (look.marked()) {
                break;
            }
            var questions = questions(look);
            if (questions > asked) {
                if (asked > 0) {
                    throw incorrect();
                }
                var password = who.password();
                if (password == null) {
                    throw missing();
                }
                asked = questions;
                write(password + "\n");
            } else if (look.ended()) {
                throw explain(look.err() + look.out(), asked > 0);
            } else if (deadline.passed()) {
                throw new RemoteException(
                        Kind.BECOME,
                        who.method() + " on '" + transport.name() + "' said nothing for "
                                + transport.patience().toSeconds() + " seconds",
                        "try it by hand on the node: " + who.method() + " may wait for something that nobody answers");
            }
        }
        var section = inbox.await(deadline, true).section();
        return section == null ? "" : section.line();
    }

    private void write(String text) throws IOException {
        wire.in().write(ShellText.bytes(text));
        wire.in().flush();
    }

    /** How often a password was asked for. sudo's question is our own; of the others only an unanswered one can be seen. */
    private int questions(Inbox.Look look) {
        if (who.method().equals("sudo")) {
            return (look.err() + look.out()).split(Pattern.quote(prompt()), -1).length - 1;
        }
        var texts = List.of(look.err(), look.out());
        var answered = (int) texts.stream()
                .flatMap(text -> text.lines().limit(Math.max(0, text.lines().count() - 1)))
                .filter(line -> QUESTION.matcher(line).matches())
                .count();
        return answered
                + (int) texts.stream()
                        .filter(text -> QUESTION.matcher(text).find())
                        .count();
    }

    private String prompt() {
        return "[muster " + word + "] password: ";
    }

    private String command() {
        var shell = transport.shell();
        var hello = "printf '\\001" + word + " %s\\n' \"$0\"; printf '\\001" + word + "\\n' >&2; exec " + shell;
        var program = who.program() == null ? who.method() : who.program();
        var words = new ArrayList<String>();
        words.add(program);
        return switch (who.method()) {
            case "sudo" -> {
                words.addAll(sudoFlags());
                words.addAll(List.of("-u", who.user()));
                yield exec(words) + " " + shell + " -c " + ShellText.quote(hello) + " $$";
            }
            case "doas" -> {
                words.addAll(who.flags());
                if (who.password() == null && !who.flags().contains("-n")) {
                    words.add("-n");
                }
                words.addAll(List.of("-u", who.user()));
                yield exec(words) + " " + shell + " -c " + ShellText.quote(hello) + " $$";
            }
            case "su" -> {
                words.addAll(who.flags());
                words.add(who.user());
                // The command goes through the other user's own shell, so it is one plain word list.
                yield exec(words) + " -c " + ShellText.quote("exec " + shell + " -c " + ShellText.quote(hello) + " ")
                        + "$$";
            }
            default ->
                throw new RemoteException(
                        Kind.BECOME,
                        "the become method '" + who.method() + "' is not known",
                        "the methods are sudo, su and doas");
        };
    }

    /** With a password, sudo must not be told {@code -n}, and must read it from its input. */
    private List<String> sudoFlags() {
        var flags = new ArrayList<>(who.flags().isEmpty() ? List.of("-H", "-S", "-n") : who.flags());
        if (who.password() != null) {
            flags.removeAll(List.of("-n", "--non-interactive"));
            if (!flags.contains("-S")) {
                flags.add("-S");
            }
            flags.addAll(List.of("-p", prompt()));
        }
        return flags;
    }

    private String exec(List<String> words) {
        var folder = who.folder();
        return (folder == null ? "" : "cd " + ShellText.quote(folder) + " || exit; ") + "exec "
                + String.join(" ", words.stream().map(ShellText::quote).toList());
    }

    private RemoteException missing() {
        return new RemoteException(
                Kind.BECOME,
                "Missing " + who.method() + " password",
                "give it with -K (--ask-become-pass) or ansible_become_password, or allow '" + who.method()
                        + "' without one on '" + transport.name() + "'");
    }

    private RemoteException incorrect() {
        return new RemoteException(
                Kind.BECOME,
                "Incorrect " + who.method() + " password",
                who.method().equals("su")
                        ? "su asks for the password of '" + who.user() + "', not for that of the user that logs in"
                        : "it asks for the password of the user that logs in to '" + transport.name() + "'");
    }

    /** The program ended without starting a shell; its own words say why. */
    private RemoteException explain(String said, boolean asked) {
        if (said.contains("a password is required")
                || said.contains("Authorization required")
                || said.contains("Authentication required")) {
            return asked ? incorrect() : missing();
        }
        if (asked
                && (said.contains("try again")
                        || said.contains("incorrect password")
                        || said.contains("Authentication failure")
                        || said.contains("Permission denied"))) {
            return incorrect();
        }
        var last = said.lines()
                .map(line -> line.replace(prompt(), "").strip())
                .filter(line -> !line.isEmpty())
                .reduce((one, next) -> next)
                .orElse(wire.ending());
        var what = "cannot become '" + who.user() + "' by " + who.method() + " on '" + transport.name() + "': ";
        if (last.contains("not found") && !last.contains("user")) {
            return new RemoteException(
                    Kind.BECOME,
                    what + "there is no '" + (who.program() == null ? who.method() : who.program()) + "'",
                    "install it on the node, or choose another method with ansible_become_method");
        }
        return new RemoteException(Kind.BECOME, what + last, hint(last));
    }

    private @Nullable String hint(String last) {
        if (last.contains("not in the sudoers") || last.contains("not allowed to")) {
            return "let a rule in /etc/sudoers.d on the node allow it";
        }
        var unheard = who.method().equals("doas") && last.contains("Authentication failed");
        if (unheard || last.contains("a tty") || last.contains("a terminal")) {
            return "steps have no terminal: take 'requiretty' out of the node's sudoers, or allow doas without password ('nopass')";
        }
        return last.contains("user") ? "check ansible_become_user" : null;
    }
}
