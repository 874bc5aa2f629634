package dev.muster.remote;

import dev.muster.remote.RemoteException.Kind;
import java.io.IOException;
import java.security.SecureRandom;

/** Starts a shell as somebody. */
final class Shells {

    private Shells() {}

    static Shell open(Transport transport, Identity identity, SecureRandom random) throws InterruptedException {
        var wire = transport.start();
        var inbox = new Inbox(wire);
        inbox.fill(transport.name());
        try {
            return switch (identity) {
                case Identity.Login _ -> new Shell(wire, inbox, random, "");
                case Identity.Become become -> {
                    var starter = new Becoming(transport, wire, inbox, random, become).become();
                    yield new Shell(wire, inbox, random, starter);
                }
            };
        } catch (IOException e) {
            wire.close();
            throw new RemoteException(
                    Kind.UNREACHABLE, "cannot start a shell on '" + transport.name() + "': " + wire.ending(), null);
        } catch (RemoteException | InterruptedException e) {
            wire.close();
            throw e;
        }
    }

    /** A shell that never said hello. */
    static RemoteException silent(Transport transport, Shell shell, String reason) {
        var said = shell.rest().strip();
        return new RemoteException(
                Kind.UNREACHABLE,
                "cannot start a shell on '" + transport.name() + "': " + reason
                        + (said.isEmpty() ? "" : " (" + lastLine(said) + ")"),
                "check that the login user's shell works and that '/bin/sh' exists on the node");
    }

    static String lastLine(String text) {
        return text.substring(text.lastIndexOf('\n') + 1).strip();
    }
}
