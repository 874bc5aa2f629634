package dev.muster.sshconfig;

import java.util.Locale;

/** Patterns of ssh_config(5): {@code *} is any text, {@code ?} one character; in a list, {@code !} in front turns a match down. */
final class Patterns {

    private Patterns() {}

    static boolean matches(String text, String pattern) {
        return matches(text, 0, pattern, 0);
    }

    private static boolean matches(String text, int from, String pattern, int at) {
        var next = from;
        for (var p = at; p < pattern.length(); p++) {
            var c = pattern.charAt(p);
            if (c == '*') {
                while (p + 1 < pattern.length() && pattern.charAt(p + 1) == '*') {
                    p++;
                }
                if (p + 1 == pattern.length()) {
                    return true;
                }
                for (var start = next; start <= text.length(); start++) {
                    if (matches(text, start, pattern, p + 1)) {
                        return true;
                    }
                }
                return false;
            }
            if (next == text.length() || c != '?' && c != text.charAt(next)) {
                return false;
            }
            next++;
        }
        return next == text.length();
    }

    /** Whether one of a list's patterns, separated by commas, matches, and none of those that turn down. */
    static boolean inList(String text, String patterns) {
        var found = false;
        for (var pattern : patterns.split(",", -1)) {
            if (pattern.startsWith("!")) {
                if (matches(text, pattern.substring(1))) {
                    return false;
                }
            } else if (matches(text, pattern)) {
                found = true;
            }
        }
        return found;
    }

    /** The same for names of hosts, whose case does not matter. */
    static boolean hostInList(String host, String patterns) {
        return inList(host.toLowerCase(Locale.ROOT), patterns.toLowerCase(Locale.ROOT));
    }
}
