package dev.muster.remote;

import java.security.SecureRandom;

/** Turns a login user's shell into another user's. */
record Becoming(Transport transport, Wire wire, Inbox inbox, SecureRandom random, Identity.Become who) {

    String become() {
        throw new UnsupportedOperationException(who.method());
    }
}
