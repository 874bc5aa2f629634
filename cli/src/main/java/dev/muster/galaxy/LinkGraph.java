package dev.muster.galaxy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The symbolic links of an archive before any of them is made. They are followed in thought, one part of a path after the
 * other as the kernel does it, so that a link that leads out through other links is found, too.
 */
final class LinkGraph {

    /** How many links a path may lead through, as in Linux. */
    private static final int MOST_FOLLOWED = 40;

    private final Map<String, String> links = new HashMap<>();

    /** @param at where the link stands, relative to the top, with {@code /} between the parts */
    void add(String at, String target) {
        links.put(at, target);
    }

    boolean isLink(String path) {
        return links.containsKey(path);
    }

    /** Whether one of the folders above a path is a link. */
    boolean leadsThroughLink(String path) {
        for (int slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
            if (links.containsKey(path.substring(0, slash))) {
                return true;
            }
        }
        return false;
    }

    /** Whether what a link leads to, there or not, is below the top or the top itself. */
    boolean staysInside(String link) {
        var walked = new ArrayList<String>();
        var ahead = new ArrayDeque<>(parts(link));
        int followed = 0;
        while (!ahead.isEmpty()) {
            var part = ahead.pop();
            if (part.equals("..")) {
                if (walked.isEmpty()) {
                    return false;
                }
                walked.removeLast();
                continue;
            }
            walked.add(part);
            var target = links.get(String.join("/", walked));
            if (target == null) {
                continue;
            }
            if (target.startsWith("/") || ++followed > MOST_FOLLOWED) {
                return false;
            }
            walked.removeLast();
            parts(target).reversed().forEach(ahead::push);
        }
        return true;
    }

    private static List<String> parts(String path) {
        return Arrays.stream(path.split("/"))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .toList();
    }
}
