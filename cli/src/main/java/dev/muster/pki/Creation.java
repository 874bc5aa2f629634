package dev.muster.pki;

import java.nio.file.Path;

/**
 * Something that is to be made, or has been.
 *
 * @param kind what it is
 * @param subject whom it is for: a certname, a node's name, or the name of the authority
 * @param file where it lies
 */
public record Creation(Kind kind, String subject, Path file) {

    /** What can be made. */
    public enum Kind {
        AUTHORITY("certificate authority"),
        CERTIFICATE("certificate"),
        REPLACEMENT("new certificate"),
        SSH_HOST_KEY("SSH host key"),
        KNOWN_HOSTS("known hosts");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** As a user reads it. */
        public String words() {
            return words;
        }
    }
}
