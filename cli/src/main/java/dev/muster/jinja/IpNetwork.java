package dev.muster.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An address in its network, as Python's netaddr has it: {@code 10.0.0.5/24} keeps the 5.
 *
 * @param version 4 or 6
 * @param value the address as a number
 * @param prefix how many leading bits are the network's
 */
record IpNetwork(int version, BigInteger value, int prefix) {

    private static final BigInteger ONE = BigInteger.ONE;

    private static final BigInteger MOST_4 = ONE.shiftLeft(32).subtract(ONE);

    private static final BigInteger MOST_6 = ONE.shiftLeft(128).subtract(ONE);

    /** Python's order of networks: by version, first address, size, address. */
    static final Comparator<IpNetwork> ORDER = Comparator.comparingInt(IpNetwork::version)
            .thenComparing(IpNetwork::first)
            .thenComparingInt(IpNetwork::prefix)
            .thenComparing(IpNetwork::value);

    static int width(int version) {
        return version == 4 ? 32 : 128;
    }

    static BigInteger most(int version) {
        return version == 4 ? MOST_4 : MOST_6;
    }

    /** A single address, or null when the number is none of this version. */
    static @Nullable IpNetwork of(int version, BigInteger value) {
        return value.signum() < 0 || value.compareTo(most(version)) > 0
                ? null
                : new IpNetwork(version, value, width(version));
    }

    /** A number as an address: of version 4 when it is small enough. */
    static @Nullable IpNetwork of(BigInteger value) {
        var small = of(4, value);
        return small != null ? small : of(6, value);
    }

    /** An address with or without a prefix, netmask or hostmask; null when the text is none. */
    static @Nullable IpNetwork parse(String text) {
        int slash = text.indexOf('/');
        var address = address(slash < 0 ? text : text.substring(0, slash));
        if (address == null || slash < 0) {
            return address;
        }
        var prefix = prefix(text.substring(slash + 1), address.version);
        return prefix == null ? null : new IpNetwork(address.version, address.value, prefix);
    }

    private static @Nullable Integer prefix(String text, int version) {
        var digits = text.strip();
        if (digits.matches("[+]?\\d{1,4}")) {
            int prefix = Integer.parseInt(digits);
            return prefix <= width(version) ? prefix : null;
        }
        var mask = address(text);
        if (mask == null || mask.version != version) {
            return null;
        }
        if (mask.isNetmask()) {
            return mask.value.bitCount();
        }
        return mask.isHostmask() ? Integer.valueOf(width(version) - mask.value.bitCount()) : null;
    }

    /** An address alone, strictly written; null when the text is none. */
    static @Nullable IpNetwork address(String text) {
        var four = four(text);
        if (four != null) {
            return new IpNetwork(4, four, 32);
        }
        var six = six(text);
        return six == null ? null : new IpNetwork(6, six, 128);
    }

    private static @Nullable BigInteger four(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        long value = 0;
        for (var part : parts) {
            if (!part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) {
                return null;
            }
            value = value << 8 | Integer.parseInt(part);
        }
        return BigInteger.valueOf(value);
    }

    private static @Nullable BigInteger six(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return null;
        }
        var head = words(gap < 0 ? text : text.substring(0, gap), gap < 0);
        var tail = gap < 0 ? List.<Integer>of() : words(text.substring(gap + 2), true);
        if (head == null || tail == null) {
            return null;
        }
        int missing = 8 - head.size() - tail.size();
        if (gap < 0 ? missing != 0 : missing < 1) {
            return null;
        }
        var value = BigInteger.ZERO;
        var all = new ArrayList<>(head);
        for (int i = 0; i < missing; i++) {
            all.add(0);
        }
        all.addAll(tail);
        for (int word : all) {
            value = value.shiftLeft(16).or(BigInteger.valueOf(word));
        }
        return value;
    }

    /** The 16-bit words of one side of an address; its last may be written as an address of version 4. */
    private static @Nullable List<Integer> words(String text, boolean last) {
        var words = new ArrayList<Integer>();
        if (text.isEmpty()) {
            return words;
        }
        var parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].matches("[0-9a-fA-F]{1,4}")) {
                words.add(Integer.parseInt(parts[i], 16));
                continue;
            }
            var four = last && i == parts.length - 1 ? four(parts[i]) : null;
            if (four == null) {
                return null;
            }
            words.add(four.intValue() >>> 16 & 0xffff);
            words.add(four.intValue() & 0xffff);
        }
        return words;
    }

    private BigInteger hostBits() {
        return ONE.shiftLeft(width(version) - prefix).subtract(ONE);
    }

    BigInteger first() {
        return value.andNot(hostBits());
    }

    BigInteger last() {
        return value.or(hostBits());
    }

    BigInteger size() {
        return hostBits().add(ONE);
    }

    boolean isSingle() {
        return prefix == width(version);
    }

    boolean isPair() {
        return prefix == width(version) - 1;
    }

    /** Whether the address is the network's own, with no bit of a host. */
    boolean isNetworkAddress() {
        return value.equals(first());
    }

    /** Version 4 has no broadcast address in networks of one or two. */
    boolean hasBroadcast() {
        return version == 6 || width(version) - prefix > 1;
    }

    boolean isNetmask() {
        var inverse = value.xor(most(version)).add(ONE);
        return inverse.and(inverse.subtract(ONE)).signum() == 0;
    }

    boolean isHostmask() {
        var next = value.add(ONE);
        return next.and(next.subtract(ONE)).signum() == 0;
    }

    boolean contains(IpNetwork other) {
        return version == other.version && first().compareTo(other.first()) <= 0 && last().compareTo(other.last()) >= 0;
    }

    /** Whether this is in one of some networks, written as texts. */
    boolean isIn(List<IpNetwork> networks) {
        return networks.stream().anyMatch(network -> network.contains(this));
    }

    static List<IpNetwork> networks(String... texts) {
        return java.util.Arrays.stream(texts)
                .map(text -> java.util.Objects.requireNonNull(parse(text)))
                .toList();
    }

    /** The network without the host's bits. */
    IpNetwork cidr() {
        return new IpNetwork(version, first(), prefix);
    }

    /** The same address alone. */
    IpNetwork ip() {
        return new IpNetwork(version, value, width(version));
    }

    String ipText() {
        return text(value);
    }

    String networkText() {
        return text(first());
    }

    String broadcastText() {
        return text(last());
    }

    String netmask() {
        return text(most(version).andNot(hostBits()));
    }

    String hostmask() {
        return text(hostBits());
    }

    private String text(BigInteger address) {
        return text(version, address);
    }

    /** An address as the C library writes it. */
    static String text(int version, BigInteger address) {
        if (version == 4) {
            long bits = address.longValue();
            return (bits >> 24 & 255) + "." + (bits >> 16 & 255) + "." + (bits >> 8 & 255) + "." + (bits & 255);
        }
        var words = new int[8];
        for (int i = 0; i < 8; i++) {
            words[i] = address.shiftRight(112 - 16 * i).intValue() & 0xffff;
        }
        int best = -1;
        int longest = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && words[end] == 0) {
                end++;
            }
            if (end - i > longest) {
                best = i;
                longest = end - i;
            }
            i = Math.max(i, end);
        }
        var out = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == best) {
                out.append(i == 0 ? "::" : ":");
                i += longest - 1;
                continue;
            }
            if (i == 6 && best == 0 && (longest == 6 || longest == 5 && words[5] == 0xffff)) {
                out.append(text(4, address.and(MOST_4)));
                return out.toString();
            }
            out.append(Integer.toHexString(words[i]));
            if (i < 7) {
                out.append(':');
            }
        }
        return out.toString();
    }

    /** All eight words with all four digits. */
    String exploded() {
        var out = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            out.append(i == 0 ? "" : ":")
                    .append(String.format("%04x", value.shiftRight(112 - 16 * i).intValue() & 0xffff));
        }
        return out.toString();
    }

    String reverseDns() {
        var out = new StringBuilder();
        if (version == 4) {
            for (int i = 0; i < 4; i++) {
                out.append(value.shiftRight(8 * i).intValue() & 255).append('.');
            }
            return out.append("in-addr.arpa.").toString();
        }
        for (int i = 0; i < 32; i++) {
            out.append(Integer.toHexString(value.shiftRight(4 * i).intValue() & 15))
                    .append('.');
        }
        return out.append("ip6.arpa.").toString();
    }

    @Override
    public String toString() {
        return ipText() + "/" + prefix;
    }
}
