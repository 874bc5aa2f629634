package dev.muster.modules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Expectations are what ansible-core 2.19 says of the same files. */
final class MissingFileTest {

    private static final String END = " on the Ansible Controller.\n"
            + "If you are using a module and expect the file to exist on the remote, see the remote_src option";

    @Test
    void namesThePlacesOfARelativeNameWithThePlaybooksOnceMore() {
        var error = MissingFile.of("x", List.of("/r/files/x", "/r/x", "/p/files/x", "/p/x"));
        assertEquals(
                "Could not find or access 'x'\nSearched in:\n\t/r/files/x\n\t/r/x\n\t/p/files/x\n\t/p/x"
                        + "\n\t/p/files/x\n\t/p/x" + END,
                MissingFile.text(error));
    }

    @Test
    void namesNoPlaceOfAnAbsoluteName() {
        assertEquals("Could not find or access '/x'" + END, MissingFile.text(MissingFile.of("/x", List.of("/x"))));
    }
}
