package dev.muster.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Consumer;

/** Where {@code ansible.cfg} is sought ("Ansible Configuration Settings", "The configuration file"). */
final class ConfigurationFile {

    private static final String NAME = "ansible.cfg";

    private ConfigurationFile() {}

    /**
     * The first that can be read of {@code ANSIBLE_CONFIG}, {@code ./ansible.cfg}, {@code ~/.ansible.cfg} and
     * {@code /etc/ansible/ansible.cfg}; that of a working directory that everybody can write to is not read.
     *
     * @param warnings is told of that
     */
    static Optional<Path> find(Surroundings surroundings, Consumer<String> warnings) {
        var candidates = new ArrayList<Path>();
        var named = surroundings.environment().get("ANSIBLE_CONFIG");
        Path ofVariable = null;
        if (named != null) {
            ofVariable = Path.of(surroundings.path(named, null));
            if (Files.isDirectory(ofVariable)) {
                ofVariable = ofVariable.resolve(NAME);
            }
            candidates.add(ofVariable);
        }
        var folder = surroundings.folder().toAbsolutePath().normalize();
        boolean publicFolder = isWritableByAll(folder);
        if (!publicFolder) {
            candidates.add(folder.resolve(NAME));
        }
        candidates.add(Path.of(surroundings.path("~/.ansible.cfg", null)));
        candidates.add(Path.of("/etc/ansible", NAME));
        var found = candidates.stream().filter(Files::isReadable).findFirst();
        if (ofVariable != null && !Files.isReadable(ofVariable)) {
            warnings.accept(
                    "'" + ofVariable + "' that ANSIBLE_CONFIG names cannot be read, so other places are looked at");
        }
        boolean byVariable = found.isPresent() && found.get().equals(ofVariable);
        if (publicFolder && Files.exists(folder.resolve(NAME)) && !byVariable) {
            warnings.accept("Ansible is being run in a world writable directory (" + folder
                    + "), ignoring it as an ansible.cfg source. Everybody who can write there could have put it there;"
                    + " name it with ANSIBLE_CONFIG, or take the right to write from others");
        }
        return found;
    }

    private static boolean isWritableByAll(Path folder) {
        try {
            return Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE);
        } catch (IOException | UnsupportedOperationException _) {
            return false;
        }
    }
}
