package dev.muster.pki;

import dev.muster.source.UserError;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;
import java.util.Base64;

/**
 * An Ed25519 host key of an sshd, in OpenSSH's own file format ({@code PROTOCOL.key} in OpenSSH's sources).
 *
 * @param privateText what {@code ssh_host_ed25519_key} holds
 * @param publicText what {@code ssh_host_ed25519_key.pub} holds: type, key, comment
 */
public record SshHostKey(String privateText, String publicText) {

    private static final String TYPE = "ssh-ed25519";
    private static final String LABEL = "OPENSSH PRIVATE KEY";
    private static final byte[] MAGIC = "openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY_BYTES = 32;
    private static final int BLOCK = 8;

    /** A new key; the comment is the node's name. */
    static SshHostKey generate(String comment, SecureRandom random) {
        try {
            var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            var seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            var info = pair.getPublic().getEncoded();
            // The key is the end of its SubjectPublicKeyInfo (RFC 8410, 4).
            var key = Arrays.copyOfRange(info, info.length - KEY_BYTES, info.length);
            return new SshHostKey(privateText(seed, key, comment, random.nextInt()), publicText(blob(key), comment));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK makes no Ed25519 key", e);
        }
    }

    /** The key of a private file that exists; its public half is taken from the private one, never from beside it. */
    static SshHostKey read(Path file, String text, String comment) {
        try {
            var body = Pem.between(text, LABEL);
            if (body == null || !Arrays.equals(body, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
                throw Pem.damaged(file, "OpenSSH private key");
            }
            var in = ByteBuffer.wrap(body, MAGIC.length, body.length - MAGIC.length);
            var cipher = new String(string(in), StandardCharsets.US_ASCII);
            string(in);
            string(in);
            int keys = in.getInt();
            var blob = string(in);
            if (!cipher.equals("none") || keys != 1) {
                throw new UserError("'" + file + "' is encrypted or holds several keys; a host key cannot be");
            }
            if (!Arrays.equals(
                    blob, blob(Arrays.copyOfRange(blob, Math.max(0, blob.length - KEY_BYTES), blob.length)))) {
                throw new UserError("'" + file + "' is no Ed25519 key");
            }
            return new SshHostKey(text, publicText(blob, comment));
        } catch (java.nio.BufferUnderflowException | IndexOutOfBoundsException e) {
            throw Pem.damaged(file, "OpenSSH private key");
        }
    }

    /** Type and key without the comment, as {@code known_hosts} wants it. */
    public String typeAndKey() {
        var words = publicText.strip().split(" ");
        return words[0] + " " + words[1];
    }

    /** The fingerprint as {@code ssh-keygen -l} prints it. */
    public String fingerprint() {
        try {
            var blob = Base64.getDecoder().decode(publicText.split(" ")[1].strip());
            var digest = MessageDigest.getInstance("SHA-256").digest(blob);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without the private half: a record's own text would show it. */
    @Override
    public String toString() {
        return publicText.strip();
    }

    private static String publicText(byte[] blob, String comment) {
        return TYPE + " " + Base64.getEncoder().encodeToString(blob) + " " + comment + "\n";
    }

    private static String privateText(byte[] seed, byte[] key, String comment, int check) {
        var secret = new ByteArrayOutputStream();
        // The same number twice: whoever decrypts with a wrong passphrase notices. This file is not encrypted.
        number(secret, check);
        number(secret, check);
        string(secret, TYPE.getBytes(StandardCharsets.US_ASCII));
        string(secret, key);
        var both = Arrays.copyOf(seed, 2 * KEY_BYTES);
        System.arraycopy(key, 0, both, KEY_BYTES, KEY_BYTES);
        string(secret, both);
        string(secret, comment.getBytes(StandardCharsets.UTF_8));
        for (int pad = 1; secret.size() % BLOCK != 0; pad++) {
            secret.write(pad);
        }
        var out = new ByteArrayOutputStream();
        out.writeBytes(MAGIC);
        string(out, "none".getBytes(StandardCharsets.US_ASCII));
        string(out, "none".getBytes(StandardCharsets.US_ASCII));
        string(out, new byte[0]);
        number(out, 1);
        string(out, blob(key));
        string(out, secret.toByteArray());
        return "-----BEGIN " + LABEL + "-----\n"
                + Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(out.toByteArray())
                + "\n-----END " + LABEL + "-----\n";
    }

    private static byte[] blob(byte[] key) {
        var out = new ByteArrayOutputStream();
        string(out, TYPE.getBytes(StandardCharsets.US_ASCII));
        string(out, key);
        return out.toByteArray();
    }

    private static void number(ByteArrayOutputStream out, int number) {
        out.writeBytes(ByteBuffer.allocate(4).putInt(number).array());
    }

    private static void string(ByteArrayOutputStream out, byte[] bytes) {
        number(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static byte[] string(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IndexOutOfBoundsException();
        }
        var bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
