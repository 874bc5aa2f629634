package dev.muster.pki;

import java.nio.file.Path;

/**
 * Where things lie in the folder of the trust.
 *
 * @param root the folder itself
 */
record Layout(Path root) {

    Path lock() {
        return root.resolve(".lock");
    }

    Path authority(String which, String file) {
        return root.resolve(which).resolve(file);
    }

    Path ca(String file) {
        return authority("ca", file);
    }

    Path signed(String certname) {
        return root.resolve("ca").resolve("signed").resolve(certname + ".pem");
    }

    Path bundle() {
        return root.resolve("bundle.pem");
    }

    Path crls() {
        return root.resolve("crls.pem");
    }

    Path nodes() {
        return root.resolve("nodes");
    }

    Path nodeCertificate(String certname) {
        return nodes().resolve(certname).resolve("cert.pem");
    }

    Path nodeKey(String certname) {
        return nodes().resolve(certname).resolve("key.pem");
    }

    Path sshKey(String name) {
        return root.resolve("ssh").resolve(name).resolve("ssh_host_ed25519_key");
    }

    Path knownHosts() {
        return root.resolve("known_hosts");
    }
}
