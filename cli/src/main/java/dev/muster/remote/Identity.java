package dev.muster.remote;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** As whom a step runs. */
public sealed interface Identity {

    /** The user that logs in. */
    record Login() implements Identity {}

    /**
     * Another user, by way of a program on the node.
     *
     * @param method {@code sudo}, {@code su} or {@code doas}
     * @param user who to become
     * @param password what the program may ask for, or null; never shown
     * @param program the program's path or name where it is not the method's own, or null
     * @param flags the program's options, such as {@code -H -S -n}; empty for the method's defaults
     * @param folder where the program is started on the node, or null for where the login is
     */
    record Become(
            String method,
            String user,
            @Nullable String password,
            @Nullable String program,
            List<String> flags,
            @Nullable String folder)
            implements Identity {

        /** One that is started where the login is. */
        public Become(
                String method, String user, @Nullable String password, @Nullable String program, List<String> flags) {
            this(method, user, password, program, flags, null);
        }

        /** What {@code method} may be. */
        public static final List<String> METHODS = List.of("sudo", "su", "doas");

        @Override
        public String toString() {
            return method + " to " + user;
        }
    }

    Identity LOGIN = new Login();
}
