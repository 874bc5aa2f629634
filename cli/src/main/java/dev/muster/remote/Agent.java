package dev.muster.remote;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AbstractAuthMethod;
import net.schmizz.sshj.userauth.method.AuthMethod;
import org.jspecify.annotations.Nullable;

/**
 * The user's ssh-agent, which signs with keys that it does not give away (draft-ietf-sshm-ssh-agent).
 *
 * @param socket where it listens, or null when there is none
 */
record Agent(@Nullable Path socket) {

    private static final int REQUEST_IDENTITIES = 11;
    private static final int IDENTITIES = 12;
    private static final int SIGN = 13;
    private static final int SIGNED = 14;
    private static final int RSA_SHA2_512 = 4;

    /** More than any key or signature needs; an answer beyond this is no agent's. */
    private static final int LONGEST = 256 << 10;

    /** The agent of this process's environment. */
    static Agent ofEnvironment() {
        var path = System.getenv("SSH_AUTH_SOCK");
        return new Agent(path == null || path.isEmpty() ? null : Path.of(path));
    }

    /** A key that the agent holds. */
    record Key(Agent agent, byte[] blob, String comment) {

        String type() {
            var length = ByteBuffer.wrap(blob).getInt();
            return new String(blob, 4, length, StandardCharsets.US_ASCII);
        }

        String description() {
            return "'" + comment + "' (" + type() + " " + KnownHosts.fingerprint(blob) + ")";
        }

        AuthMethod method() {
            return new Method(this);
        }
    }

    /** What the agent holds; nothing when there is no agent or it does not answer. */
    List<Key> keys() {
        if (socket == null) {
            return List.of();
        }
        try {
            var answer = ask(new Buffer.PlainBuffer().putByte((byte) REQUEST_IDENTITIES));
            if (answer.readByte() != IDENTITIES) {
                return List.of();
            }
            var keys = new ArrayList<Key>();
            for (var left = answer.readUInt32(); left > 0; left--) {
                keys.add(new Key(this, answer.readBytes(), answer.readString()));
            }
            return keys;
        } catch (IOException gone) {
            // A stale socket is common, and no reason not to try the other keys.
            return List.of();
        }
    }

    private byte[] sign(byte[] blob, byte[] data, int flags) throws IOException {
        var answer = ask(new Buffer.PlainBuffer()
                .putByte((byte) SIGN)
                .putBytes(blob)
                .putBytes(data)
                .putUInt32(flags));
        if (answer.readByte() != SIGNED) {
            throw new IOException("the agent refused to sign");
        }
        return answer.readBytes();
    }

    private Buffer.PlainBuffer ask(Buffer.PlainBuffer question) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            var bytes =
                    new Buffer.PlainBuffer().putBytes(question.getCompactData()).getCompactData();
            for (var out = ByteBuffer.wrap(bytes); out.hasRemaining(); ) {
                channel.write(out);
            }
            var in = new DataInputStream(Channels.newInputStream(channel));
            var length = in.readInt();
            if (length < 1 || length > LONGEST) {
                throw new IOException("an answer of " + length + " bytes");
            }
            return new Buffer.PlainBuffer(in.readNBytes(length));
        }
    }

    /** Login with a key of the agent's: the server is asked first, so that the agent signs only what is wanted. */
    private static final class Method extends AbstractAuthMethod {

        private final Key key;

        Method(Key key) {
            super("publickey");
            this.key = key;
        }

        @Override
        protected SSHPacket buildReq() throws UserAuthException {
            return request(false);
        }

        private SSHPacket request(boolean signed) throws UserAuthException {
            return super.buildReq().putBoolean(signed).putString(algorithm()).putString(key.blob());
        }

        private String algorithm() {
            return key.type().equals("ssh-rsa") ? "rsa-sha2-512" : key.type();
        }

        @Override
        public void handle(Message message, SSHPacket packet) throws UserAuthException, TransportException {
            if (message != Message.USERAUTH_60) {
                super.handle(message, packet);
                return;
            }
            var request = request(true);
            var data = new Buffer.PlainBuffer()
                    .putString(params.getTransport().getSessionID())
                    .putBuffer(request)
                    .getCompactData();
            try {
                var flags = key.type().equals("ssh-rsa") ? RSA_SHA2_512 : 0;
                params.getTransport().write(request.putString(key.agent().sign(key.blob(), data, flags)));
            } catch (TransportException e) {
                throw e;
            } catch (IOException e) {
                throw new UserAuthException("the agent did not sign: " + e.getMessage(), e);
            }
        }
    }
}
