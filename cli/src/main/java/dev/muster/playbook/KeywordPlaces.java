package dev.muster.playbook;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What may carry each keyword, for documentation. */
public final class KeywordPlaces {

    /** What Ansible's documentation of keywords knows of, in its order. A role is the use of one in a play. */
    private static final Map<String, Level> PLACES = places();

    /** What is read like a keyword and is another way to write one, or says what kind of thing it stands in. */
    private static final Set<String> OTHER_NAMES = Set.of("listen", "local_action", "role", "user");

    private KeywordPlaces() {}

    /** The keywords in the order of the alphabet, each with what may carry it. */
    public static Map<String, List<String>> all() {
        var all = new TreeMap<String, List<String>>();
        PLACES.forEach((place, level) -> level.accepted().stream()
                .filter(keyword -> !OTHER_NAMES.contains(keyword))
                .forEach(keyword ->
                        all.computeIfAbsent(keyword, _ -> new ArrayList<>()).add(place)));
        return all;
    }

    private static Map<String, Level> places() {
        var places = new LinkedHashMap<String, Level>();
        places.put("Play", Level.PLAY);
        places.put("Role", Level.ROLE);
        places.put("Block", Level.BLOCK);
        places.put("Task", Level.TASK);
        places.put("Handler", Level.HANDLER);
        return places;
    }
}
