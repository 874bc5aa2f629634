package dev.muster.remote;

import com.hierynomus.sshj.key.KeyAlgorithm;
import com.hierynomus.sshj.key.KeyAlgorithms;
import com.hierynomus.sshj.transport.cipher.BlockCiphers;
import com.hierynomus.sshj.transport.cipher.ChachaPolyCiphers;
import com.hierynomus.sshj.transport.cipher.GcmCiphers;
import com.hierynomus.sshj.transport.kex.DHGroups;
import com.hierynomus.sshj.transport.kex.ExtInfoClientFactory;
import com.hierynomus.sshj.transport.mac.Macs;
import dev.muster.sshconfig.SshOptions;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.LoggerFactory;
import net.schmizz.sshj.common.SecurityUtils;
import net.schmizz.sshj.transport.cipher.Cipher;
import net.schmizz.sshj.transport.compression.Compression;
import net.schmizz.sshj.transport.compression.DelayedZlibCompression;
import net.schmizz.sshj.transport.compression.NoneCompression;
import net.schmizz.sshj.transport.kex.Curve25519SHA256;
import net.schmizz.sshj.transport.kex.DHGexSHA1;
import net.schmizz.sshj.transport.kex.DHGexSHA256;
import net.schmizz.sshj.transport.kex.ECDHNistP;
import net.schmizz.sshj.transport.kex.KeyExchange;
import net.schmizz.sshj.transport.mac.MAC;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/**
 * What is offered to a server: what OpenSSH's client offers by default (ssh_config(5)), as far as the JDK's own providers carry
 * it. BouncyCastle stays out: loading it costs more time than everything else of a connection. Strict key exchange is sshj's
 * own doing. One of these serves every connection.
 */
final class SshAlgorithms extends DefaultConfig {

    private static final LoggerFactory SILENT = new LoggerFactory() {
        @Override
        public Logger getLogger(String name) {
            return NOPLogger.NOP_LOGGER;
        }

        @Override
        public Logger getLogger(Class<?> type) {
            return NOPLogger.NOP_LOGGER;
        }
    };

    /** What OpenSSH has given up, but still knows when it is asked for by name. */
    private static final List<Factory.Named<KeyExchange>> OLD_KEY_EXCHANGES =
            List.of(new DHGexSHA1.Factory(), DHGroups.Group14SHA1(), DHGroups.Group1SHA1());

    private static final List<Factory.Named<KeyAlgorithm>> OLD_KEYS =
            List.of(KeyAlgorithms.SSHRSA(), KeyAlgorithms.SSHRSACertV01(), KeyAlgorithms.SSHDSA());

    private static final List<Factory.Named<Cipher>> OLD_CIPHERS = List.of(
            BlockCiphers.AES128CBC(), BlockCiphers.AES192CBC(), BlockCiphers.AES256CBC(), BlockCiphers.TripleDESCBC());

    private static final List<Factory.Named<MAC>> OLD_MACS =
            List.of(Macs.HMACMD5(), Macs.HMACMD596(), Macs.HMACSHA196(), Macs.HMACSHA196Etm(), Macs.HMACMD5Etm());

    /** Must be the first word spoken to sshj's security, or it registers BouncyCastle. */
    static SshAlgorithms make() {
        SecurityUtils.setRegisterBouncyCastle(false);
        Security.addProvider(new EllipticKeys());
        return new SshAlgorithms();
    }

    /** The same with what the options of a node ask for; names that only OpenSSH knows are passed over. */
    SshAlgorithms with(SshOptions.Algorithms wanted) {
        var own = new SshAlgorithms();
        own.setKeyExchangeFactories(ended(AlgorithmList.chosen(
                "KexAlgorithms", wanted.keyExchanges(), getKeyExchangeFactories(), OLD_KEY_EXCHANGES)));
        own.setKeyAlgorithms(
                AlgorithmList.chosen("HostKeyAlgorithms", wanted.hostKeys(), getKeyAlgorithms(), OLD_KEYS));
        own.setCipherFactories(AlgorithmList.chosen("Ciphers", wanted.ciphers(), getCipherFactories(), OLD_CIPHERS));
        own.setMACFactories(AlgorithmList.chosen("MACs", wanted.macs(), getMACFactories(), OLD_MACS));
        if (wanted.compression()) {
            own.setCompressionFactories(List.<Factory.Named<Compression>>of(
                    new DelayedZlibCompression.Factory(), new NoneCompression.Factory()));
        }
        return own;
    }

    /** The one that is no algorithm, but says that the server may tell more, stands last. */
    private static List<Factory.Named<KeyExchange>> ended(List<Factory.Named<KeyExchange>> chosen) {
        var all = new ArrayList<>(chosen);
        all.removeIf(ExtInfoClientFactory.class::isInstance);
        all.add(new ExtInfoClientFactory());
        return List.copyOf(all);
    }

    /**
     * Those that users' keys may be of. sshj has one list for both sides' keys, so this takes the place of the hosts' when they have
     * proved who they are.
     */
    List<Factory.Named<KeyAlgorithm>> userKeys(SshOptions.Algorithms wanted) {
        return AlgorithmList.chosen("PubkeyAcceptedAlgorithms", wanted.userKeys(), getKeyAlgorithms(), OLD_KEYS);
    }

    private SshAlgorithms() {
        setLoggerFactory(SILENT);
        setKeepAliveProvider(KeepAliveProvider.KEEP_ALIVE);
    }

    @Override
    protected void initKeyExchangeFactories() {
        setKeyExchangeFactories(List.<Factory.Named<KeyExchange>>of(
                new Curve25519SHA256.Factory(),
                new Curve25519SHA256.FactoryLibSsh(),
                new ECDHNistP.Factory256(),
                new ECDHNistP.Factory384(),
                new ECDHNistP.Factory521(),
                new DHGexSHA256.Factory(),
                DHGroups.Group16SHA512(),
                DHGroups.Group18SHA512(),
                DHGroups.Group14SHA256(),
                new ExtInfoClientFactory()));
    }

    /** Certificates stand last: they come to the front for hosts with a known authority alone. */
    @Override
    protected void initKeyAlgorithms() {
        setKeyAlgorithms(List.<Factory.Named<KeyAlgorithm>>of(
                KeyAlgorithms.EdDSA25519(),
                KeyAlgorithms.ECDSASHANistp256(),
                KeyAlgorithms.ECDSASHANistp384(),
                KeyAlgorithms.ECDSASHANistp521(),
                KeyAlgorithms.RSASHA512(),
                KeyAlgorithms.RSASHA256(),
                KeyAlgorithms.EdDSA25519CertV01(),
                KeyAlgorithms.ECDSASHANistp256CertV01(),
                KeyAlgorithms.ECDSASHANistp384CertV01(),
                KeyAlgorithms.ECDSASHANistp521CertV01()));
    }

    @Override
    protected void initCipherFactories() {
        setCipherFactories(List.<Factory.Named<Cipher>>of(
                GcmCiphers.AES128GCM(),
                GcmCiphers.AES256GCM(),
                BlockCiphers.AES128CTR(),
                BlockCiphers.AES192CTR(),
                BlockCiphers.AES256CTR(),
                ChachaPolyCiphers.CHACHA_POLY_OPENSSH()));
    }

    @Override
    protected void initMACFactories() {
        setMACFactories(List.<Factory.Named<MAC>>of(
                Macs.HMACSHA2256Etm(),
                Macs.HMACSHA2512Etm(),
                Macs.HMACSHA2256(),
                Macs.HMACSHA2512(),
                Macs.HMACSHA1Etm(),
                Macs.HMACSHA1()));
    }
}
