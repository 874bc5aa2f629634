package dev.muster.pki;

import dev.muster.file.SafeFile;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** Makes what a node lacks. Keys are made in parallel, since that is where the time goes; the rest in the order of the list. */
final class Issuance {

    private final Layout layout;
    private final PkiSettings settings;
    private final Authorities authorities;
    private final KnownHosts knownHosts;

    Issuance(Layout layout, PkiSettings settings, Authorities authorities) {
        this.layout = layout;
        this.settings = settings;
        this.authorities = authorities;
        this.knownHosts = new KnownHosts(layout.knownHosts());
    }

    Creation authority() {
        return new Creation(Creation.Kind.AUTHORITY, settings.authority(), layout.ca("ca.pem"));
    }

    Creation certificate(NodeIdentity node, Creation.Kind kind) {
        return new Creation(kind, node.certname(), layout.nodeCertificate(node.certname()));
    }

    Creation sshHostKey(NodeIdentity node) {
        return new Creation(Creation.Kind.SSH_HOST_KEY, node.name(), layout.sshKey(node.name()));
    }

    Creation knownHosts() {
        return new Creation(
                Creation.Kind.KNOWN_HOSTS, layout.knownHosts().getFileName().toString(), layout.knownHosts());
    }

    /** Certificates for the nodes that have none. A key that is there is used. */
    List<Creation> certificates(List<NodeIdentity> nodes, Creation.Kind kind) {
        var lacking = nodes.stream()
                .filter(node -> !Files.exists(layout.nodeCertificate(node.certname())))
                .toList();
        if (lacking.isEmpty()) {
            return List.of();
        }
        var pairs = Parallel.map(lacking, node -> keyPair(layout.nodeKey(node.certname())));
        var ledger = new Ledger(layout);
        var signer = authorities.signer();
        var first = ledger.reserve(lacking.size());
        var life = Authorities.cap(authorities.validity(settings.nodeLife()), authorities.certificate(Authorities.CA));
        var issues = new ArrayList<Ledger.Issue>();
        for (int i = 0; i < lacking.size(); i++) {
            var node = lacking.get(i);
            var serial = first.add(BigInteger.valueOf(i));
            var der =
                    signer.node(node.certname(), node.extensions(), pairs.get(i).getPublic(), serial, life);
            issues.add(new Ledger.Issue(node.certname(), serial, life, der));
        }
        // Entered before it is handed out: a certificate that nobody could revoke must not exist.
        ledger.enter(issues);
        var made = new ArrayList<Creation>();
        for (int i = 0; i < lacking.size(); i++) {
            var creation = certificate(lacking.get(i), kind);
            SafeFile.write(
                    creation.file(), Pem.write("CERTIFICATE", issues.get(i).der()), SafeFile.Mode.PUBLIC);
            made.add(creation);
        }
        return made;
    }

    private KeyPair keyPair(Path file) {
        if (Files.exists(file)) {
            var key = Pem.privateKey(file);
            return new KeyPair(Signer.publicHalf(key, file), key);
        }
        SafeFile.makeFolder(file.getParent());
        var pair = settings.nodeKey().generate();
        SafeFile.write(file, Pem.write("PRIVATE KEY", pair.getPrivate().getEncoded()), SafeFile.Mode.SECRET);
        return pair;
    }

    /** SSH host keys for the nodes that have none, and the list of all of them. */
    List<Creation> sshHostKeys(List<NodeIdentity> nodes) {
        var made = new ArrayList<Creation>();
        var random = new SecureRandom();
        for (var node : nodes) {
            var file = layout.sshKey(node.name());
            if (!Files.exists(file)) {
                SafeFile.makeFolder(file.getParent());
                SafeFile.write(file, SshHostKey.generate(node.name(), random).privateText(), SafeFile.Mode.SECRET);
                made.add(sshHostKey(node));
            }
            var half = Path.of(file + ".pub");
            var text = sshHostKey(node.name()).publicText();
            if (!Files.exists(half) || !SafeFile.readText(half).equals(text)) {
                SafeFile.write(half, text, SafeFile.Mode.PUBLIC);
            }
        }
        var text = knownHostsText(nodes);
        if (!nodes.isEmpty() && !knownHosts.holds(text)) {
            SafeFile.write(layout.knownHosts(), text, SafeFile.Mode.PUBLIC);
            made.add(knownHosts());
        }
        return made;
    }

    boolean knownHostsAreRight(List<NodeIdentity> nodes) {
        return knownHosts.holds(knownHostsText(nodes));
    }

    private String knownHostsText(List<NodeIdentity> nodes) {
        return knownHosts.with(nodes, node -> sshHostKey(node.name()));
    }

    SshHostKey sshHostKey(String name) {
        var file = layout.sshKey(name);
        return SshHostKey.read(file, SafeFile.readText(file), name);
    }
}
