package dev.muster.sshconfig;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keywords of ssh_config(5), those of other builds and of former times included, and what becomes of each. */
final class Keywords {

    enum Use {
        /** It means something here. */
        FOLLOWED,
        /** It cannot make a difference to somebody who runs programs on a node and nothing else. */
        SILENT,
        /** It would make a difference, and does not. */
        WARNED
    }

    /**
     * A keyword.
     *
     * @param name as the manual spells it
     * @param harmless a value that asks for what happens anyway, in lower case, or null
     */
    record Keyword(String name, Use use, @Nullable String harmless) {

        String key() {
            return name.toLowerCase(Locale.ROOT);
        }
    }

    private static final String FOLLOWED = """
            AddressFamily BindAddress CertificateFile Ciphers Compression ConnectTimeout ConnectionAttempts
            GlobalKnownHostsFile HashKnownHosts Host HostKeyAlgorithms HostKeyAlias HostName IdentitiesOnly IdentityAgent
            IdentityFile IgnoreUnknown Include KbdInteractiveAuthentication KexAlgorithms MACs Match PasswordAuthentication
            Port PreferredAuthentications ProxyCommand ProxyJump PubkeyAcceptedAlgorithms PubkeyAuthentication SendEnv ServerAliveCountMax
            ServerAliveInterval SetEnv StrictHostKeyChecking TCPKeepAlive User UserKnownHostsFile
            """;

    /** About terminals, forwardings, shared connections, logs and logins that this program has not, and what is long gone. */
    private static final String SILENT = """
            AddKeysToAgent AfsTokenPassing BatchMode ChannelTimeout CheckHostIP Cipher ClearAllForwardings
            CompressionLevel ControlMaster ControlPath ControlPersist EnableEscapeCommandline EnableSSHKeysign EscapeChar ExitOnForwardFailure FallBackToRsh FingerprintHash
            ForkAfterAuthentication ForwardX11 ForwardX11Timeout ForwardX11Trusted GSSAPIAuthentication
            GSSAPIClientIdentity GSSAPIDelegateCredentials GSSAPIKexAlgorithms GSSAPIKeyExchange
            GSSAPIRenewalForcesRekey GSSAPIServerIdentity GSSAPITrustDns GatewayPorts GlobalKnownHostsFile2
            HostbasedAcceptedAlgorithms HostbasedKeyTypes IPQoS KerberosAuthentication
            KerberosTgtPassing LocalCommand LogLevel LogVerbose NumberOfPasswordPrompts
            ObscureKeystrokeTiming PermitRemoteOpen Protocol RekeyLimit RequestTTY
            RhostsAuthentication RhostsRSAAuthentication RSAAuthentication SecurityKeyProvider SessionType
            StdinNull StreamLocalBindMask StreamLocalBindUnlink SyslogFacility Tag UpdateHostKeys
            UsePrivilegedPort UseRoaming UseRsh UserKnownHostsFile2 VersionAddendum VisualHostKey WarnWeakCrypto
            XAuthLocation
            """;

    /** With the value that changes nothing, where there is one. */
    private static final String WARNED = """
            BindInterface CASignatureAlgorithms CanonicalDomains=none CanonicalizeFallbackLocal=yes
            CanonicalizeHostname=no CanonicalizeMaxDots=1 CanonicalizePermittedCNAMEs=none DynamicForward
            ForwardAgent=no HostbasedAuthentication=no KnownHostsCommand=none LocalForward
            NoHostAuthenticationForLocalhost=no PKCS11Provider=none PermitLocalCommand=no ProxyUseFdpass=no
            RemoteForward
            RemoteCommand=none RequiredRSASize=1024 RevokedHostKeys=none Tunnel=no TunnelDevice VerifyHostKeyDNS=no
            """;

    /** Former and second names. */
    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("canonicalisefallbacklocal", "canonicalizefallbacklocal"),
            Map.entry("canonicalisehostname", "canonicalizehostname"),
            Map.entry("challengeresponseauthentication", "kbdinteractiveauthentication"),
            Map.entry("dsaauthentication", "pubkeyauthentication"),
            Map.entry("identityfile2", "identityfile"),
            Map.entry("keepalive", "tcpkeepalive"),
            Map.entry("pubkeyacceptedkeytypes", "pubkeyacceptedalgorithms"),
            Map.entry("skeyauthentication", "kbdinteractiveauthentication"),
            Map.entry("smartcarddevice", "pkcs11provider"),
            Map.entry("tisauthentication", "kbdinteractiveauthentication"));

    private static final Map<String, Keyword> ALL = all();

    private Keywords() {}

    private static Map<String, Keyword> all() {
        var all = new HashMap<String, Keyword>();
        for (var name : FOLLOWED.split("\\s+")) {
            add(all, new Keyword(name, Use.FOLLOWED, null));
        }
        for (var name : SILENT.split("\\s+")) {
            add(all, new Keyword(name, Use.SILENT, null));
        }
        for (var entry : WARNED.split("\\s+")) {
            var parts = entry.split("=", 2);
            add(all, new Keyword(parts[0], Use.WARNED, parts.length > 1 ? parts[1] : null));
        }
        ALIASES.forEach((alias, name) -> {
            var keyword = all.get(name);
            if (keyword != null) {
                all.put(alias, keyword);
            }
        });
        return Map.copyOf(all);
    }

    private static void add(Map<String, Keyword> all, Keyword keyword) {
        all.put(keyword.key(), keyword);
    }

    /** The keyword that is written so, in whatever case, or null. */
    static @Nullable Keyword find(String word) {
        return ALL.get(word.toLowerCase(Locale.ROOT));
    }

    /** How all of them are spelled, for hints. */
    static List<String> names() {
        return new ArrayList<>(
                ALL.values().stream().map(Keyword::name).distinct().toList());
    }
}
