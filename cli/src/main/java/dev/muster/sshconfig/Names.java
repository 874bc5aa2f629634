package dev.muster.sshconfig;

import org.jspecify.annotations.Nullable;

/**
 * Which names of hosts and users may be sent on their way. They end up in commands for a shell and in the arguments of programs
 * (CVE-2023-51385), so that what could be read as an option or as shell code is turned down, as OpenSSH's client does.
 */
public final class Names {

    private static final String NOT_IN_HOSTS = "'`\"$\\;&<>|(){}!*?[]#~,";
    private static final String NOT_IN_USERS = "'`\";&<>|(){}$";

    private Names() {}

    /** What is wrong with the name of a host, or null. An address of IPv6 may have a zone, as in {@code fe80::1%eth0}. */
    public static @Nullable String wrongHost(String name) {
        return wrong(name, NOT_IN_HOSTS);
    }

    /** What is wrong with the name of a user, or null. */
    public static @Nullable String wrongUser(String name) {
        if (name.endsWith("\\")) {
            return "ends with a backslash";
        }
        for (var at = name.indexOf('-', 1); at > 0; at = name.indexOf('-', at + 1)) {
            if (Character.isWhitespace(name.charAt(at - 1))) {
                return "holds a word that begins with '-'";
            }
        }
        return wrong(name, NOT_IN_USERS);
    }

    private static @Nullable String wrong(String name, String forbidden) {
        if (name.isEmpty()) {
            return "is empty";
        }
        if (name.startsWith("-")) {
            return "begins with '-'";
        }
        for (var c : name.toCharArray()) {
            if (Character.isISOControl(c)) {
                return "holds a control character";
            }
            if (forbidden.indexOf(c) >= 0) {
                return "holds '" + c + "'";
            }
            if (forbidden.equals(NOT_IN_HOSTS) && Character.isWhitespace(c)) {
                return "holds a blank";
            }
        }
        return null;
    }
}
