package dev.muster.modules;

import dev.muster.source.UserError;
import java.util.ArrayList;
import java.util.List;

/** What Ansible says of a file of the controller that is not there, which plays test for. */
public final class MissingFile {

    /** How the error of {@link Controller#find} begins. */
    private static final String BEGINNING = "Could not find or access ";

    private static final String PLACES = "searched in:";
    private static final String ENDING = " on the Ansible Controller.\n"
            + "If you are using a module and expect the file to exist on the remote, see the remote_src option";

    /** What is said when no name was given at all. */
    static final String WITHOUT_NAME = "Could not find file" + ENDING;

    private MissingFile() {}

    /** Whether an error says that a file of the controller is missing. */
    public static boolean is(UserError error) {
        return error.what().startsWith(BEGINNING);
    }

    /** The error of a file that was sought in these places. */
    public static UserError of(String name, List<String> places) {
        return new UserError(BEGINNING + "'" + name + "'")
                .hint(places.isEmpty() ? null : PLACES + "\n  " + String.join("\n  ", places));
    }

    /** The places that an error names. */
    static List<String> places(UserError error) {
        var hint = error.hint();
        return hint == null || !hint.startsWith(PLACES)
                ? List.of()
                : hint.substring(PLACES.length())
                        .strip()
                        .lines()
                        .map(String::strip)
                        .toList();
    }

    /** Ansible's text for such an error; a relative name is sought beside the playbook once more in the end. */
    public static String text(UserError error) {
        var places = new ArrayList<>(places(error));
        if (places.size() == 1 && error.what().equals(BEGINNING + "'" + places.getFirst() + "'")) {
            places.clear();
        }
        if (places.size() > 1) {
            places.addAll(List.copyOf(places.subList(places.size() - 2, places.size())));
        }
        return error.what() + (places.isEmpty() ? "" : "\nSearched in:\n\t" + String.join("\n\t", places)) + ENDING;
    }
}
