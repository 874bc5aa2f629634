package dev.muster.sshconfig;

import java.nio.file.Path;
import java.util.Map;

/**
 * On whose behalf options are read.
 *
 * @param user the name of the account
 * @param home its home directory
 * @param environment what {@code ${NAME}} in names of files and {@code SendEnv} look up
 * @param system the folder of the system's own configuration, usually {@code /etc/ssh}
 */
public record LocalAccount(String user, Path home, Map<String, String> environment, Path system) {

    /** Whoever runs this program. */
    public static LocalAccount ofProcess() {
        return new LocalAccount(
                System.getProperty("user.name"),
                Path.of(System.getProperty("user.home")),
                System.getenv(),
                Path.of("/etc/ssh"));
    }

    Path folder() {
        return home.resolve(".ssh");
    }
}
