package dev.muster.jinja;

import dev.muster.source.Nearest;
import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Truth;
import dev.muster.value.Types;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The filter {@code ansible.utils.ipaddr}: asks one thing of an address or network. The rules, some of them odd, are those of
 * {@code ipaddr_utils.py} in that collection; False is what is no address, None what the question does not fit.
 */
final class IpQuery {

    private static final List<IpNetwork> NOT_GLOBAL_4 = IpNetwork.networks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.0.170/31",
            "192.0.2.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "240.0.0.0/4",
            "255.255.255.255/32");

    private static final List<IpNetwork> GLOBAL_4 = IpNetwork.networks("192.0.0.9/32", "192.0.0.10/32");

    private static final List<IpNetwork> NOT_GLOBAL_6 = IpNetwork.networks(
            "::1/128",
            "::/128",
            "::ffff:0:0/96",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "fc00::/7",
            "fe80::/10");

    private static final List<IpNetwork> GLOBAL_6 = IpNetwork.networks(
            "2001:1::1/128", "2001:1::2/128", "2001:3::/32", "2001:4:112::/48", "2001:20::/28", "2001:30::/28");

    private static final List<IpNetwork> LOOPBACK = IpNetwork.networks("127.0.0.0/8", "::1/128");

    private static final List<IpNetwork> MULTICAST = IpNetwork.networks("224.0.0.0/4", "ff00::/8");

    private static final List<IpNetwork> LINK_LOCAL = IpNetwork.networks("169.254.0.0/16", "fe80::/10");

    private static final List<IpNetwork> SIX_TO_FOUR = IpNetwork.networks("2002::/16");

    private final String alias;
    private final IpNetwork v;
    /** Whether the value was written with a prefix. */
    private final boolean isNetwork;

    private final Object value;

    private IpQuery(String alias, IpNetwork v, boolean isNetwork, Object value) {
        this.alias = alias;
        this.v = v;
        this.isNetwork = isNetwork;
        this.value = value;
    }

    @FunctionalInterface
    private interface Question {
        @Nullable
        Object ask(IpQuery query);
    }

    private static final Map<String, Question> QUESTIONS = questions();

    private static Map<String, Question> questions() {
        var all = new java.util.LinkedHashMap<String, Question>();
        all.put("", q -> q.isNetwork ? q.v.toString() : q.v.ipText());
        all.put("6to4", IpQuery::sixToFour);
        all.put("address", IpQuery::ip);
        for (var name : List.of("address/prefix", "gateway", "gw", "host/prefix", "hostnet", "router")) {
            all.put(name, IpQuery::addressAndPrefix);
        }
        all.put("bool", _ -> true);
        all.put("broadcast", q -> q.isMany() ? q.v.broadcastText() : null);
        all.put("cidr", q -> q.v.toString());
        all.put("first_usable", q -> q.address(q.network().usable()[0]));
        all.put(
                "host",
                q -> q.v.isSingle()
                        ? q.v.toString()
                        : !q.v.isNetworkAddress() || !q.v.hasBroadcast() ? q.v.toString() : null);
        all.put("hostmask", q -> q.v.hostmask());
        all.put("int", q -> q.isNetwork ? (Object) (q.v.value() + "/" + q.v.prefix()) : Arithmetic.narrow(q.v.value()));
        all.put("ip", IpQuery::ip);
        all.put("ip/prefix", q -> q.isHost() ? q.v.toString() : null);
        all.put("ip_netmask", q -> q.isHost() ? q.v.ipText() + " " + q.v.netmask() : null);
        all.put("ipv4", IpQuery::asFour);
        all.put("ipv6", IpQuery::asSix);
        all.put("last_usable", q -> q.network().v.isSingle() ? null : q.address(q.usable()[1]));
        all.put("link-local", q -> q.v.ip().isIn(LINK_LOCAL) ? q.value : null);
        all.put("lo", q -> q.v.ip().isIn(LOOPBACK) ? q.value : null);
        all.put("loopback", q -> q.v.ip().isIn(LOOPBACK) ? q.value : null);
        all.put("multicast", q -> q.v.isIn(MULTICAST) ? q.value : null);
        all.put("net", q -> !q.v.isSingle() && q.v.isNetworkAddress() ? q.v.toString() : null);
        all.put("next_usable", q -> q.network().neighbour(BigInteger.ONE));
        all.put("netmask", q -> q.v.netmask());
        all.put("network", q -> q.v.networkText());
        all.put("network_id", q -> q.v.networkText());
        all.put("network/prefix", q -> q.v.cidr().toString());
        all.put("network_netmask", q -> q.v.networkText() + " " + q.v.netmask());
        all.put("network_wildcard", q -> q.v.networkText() + " " + q.v.hostmask());
        all.put("peer", q -> q.network().peer());
        all.put("prefix", q -> (long) q.v.prefix());
        all.put("previous_usable", q -> q.network().neighbour(BigInteger.ONE.negate()));
        all.put("private", q -> isGlobal(q.v.ip()) ? null : q.value);
        all.put("public", IpQuery::isPublic);
        all.put(
                "range_usable",
                q -> q.network().v.isSingle() ? null : q.address(q.usable()[0]) + "-" + q.address(q.usable()[1]));
        all.put("revdns", q -> q.v.reverseDns());
        all.put("size", q -> Arithmetic.narrow(q.v.size()));
        all.put(
                "size_usable",
                q -> q.v.isSingle()
                        ? (Object) 0L
                        : q.v.isPair()
                                ? (Object) 2L
                                : Arithmetic.narrow(q.v.size().subtract(BigInteger.TWO)));
        all.put("subnet", q -> q.v.cidr().toString());
        all.put("type", q -> q.v.isSingle() || !q.v.isNetworkAddress() ? "address" : "network");
        all.put("unicast", q -> q.v.isIn(MULTICAST) ? null : q.value);
        all.put("v4", IpQuery::asFour);
        all.put("v6", IpQuery::asSix);
        all.put("version", q -> (long) q.v.version());
        all.put("wildcard", q -> q.v.hostmask());
        all.put(
                "wrap",
                q -> q.v.version() == 4 ? q.value : "[" + q.v.ipText() + "]" + (q.isNetwork ? "/" + q.v.prefix() : ""));
        return java.util.Collections.unmodifiableMap(all);
    }

    /**
     * Asks.
     *
     * @param version 4, 6, or 0 for either
     * @param alias the name of the filter, for messages
     */
    static @Nullable Object ask(@Nullable Object value, String query, int version, String alias) {
        if (value instanceof List<?> list) {
            var found = new FreshList(list.size());
            for (var item : Sequences.items(list)) {
                var answer = ask(item, query, version, alias);
                if (Truth.of(answer)) {
                    found.add(answer);
                }
            }
            return found;
        }
        if (value == null || !Truth.of(value) || value instanceof Boolean) {
            return false;
        }
        var asked = of(value, version, alias);
        if (asked == null || version != 0 && asked.v.version() != version) {
            return false;
        }
        var question = QUESTIONS.get(query);
        if (question != null) {
            return question.ask(asked);
        }
        var container = query.matches("\\d+") ? null : IpNetwork.parse(query);
        if (container != null && isAddressOrNetwork(query)) {
            return container.contains(asked.v) ? asked.value : null;
        }
        return asked.item(query);
    }

    private static boolean isAddressOrNetwork(String text) {
        return Truth.of(ask(text, "network", 0, "ipaddr"));
    }

    private static @Nullable IpQuery of(Object given, int version, String alias) {
        var text = Printing.str(given);
        if (text.chars().allMatch(Character::isDigit)) {
            var number = new BigInteger(text);
            var v = version == 6 ? IpNetwork.of(6, number) : IpNetwork.of(number);
            return v == null ? null : new IpQuery(alias, v, false, v.toString());
        }
        if (!(given instanceof String)) {
            return null;
        }
        var parsed = IpNetwork.parse(text);
        if (parsed != null) {
            return new IpQuery(alias, parsed, text.contains("/"), given);
        }
        // A number with a prefix: 3232235521/24.
        if (!text.matches("\\s*\\d+\\s*/\\s*\\d{1,4}\\s*")) {
            return null;
        }
        var parts = text.split("/");
        var address = new BigInteger(parts[0].strip());
        int prefix = Integer.parseInt(parts[1].strip());
        for (int each : new int[] {4, 6}) {
            if (address.compareTo(IpNetwork.most(each)) <= 0 && prefix <= IpNetwork.width(each)) {
                var v = new IpNetwork(each, address, prefix);
                return new IpQuery(alias, v, true, v.toString());
            }
        }
        return null;
    }

    /** The address at an index of the network. */
    private @Nullable Object item(String query) {
        double index;
        try {
            index = Double.parseDouble(query.strip());
        } catch (NumberFormatException _) {
            throw new UserError(alias + ": unknown filter type: " + query)
                    .hint(Nearest.hint(query, QUESTIONS.keySet()));
        }
        if (v.isSingle()) {
            return isNetwork ? v.toString() : v.ipText();
        }
        if (!query.strip().matches("[+-]?\\d+") || Double.isInfinite(index)) {
            return false;
        }
        var at = nth(v, new BigInteger(query.strip().replace("+", "")));
        return at == null ? (Object) false : IpNetwork.text(v.version(), at) + "/" + v.prefix();
    }

    /** The address at an index, counted from the end when it is negative; null when there is none. */
    static @Nullable BigInteger nth(IpNetwork v, BigInteger index) {
        if (index.signum() < 0) {
            return index.negate().compareTo(v.size()) > 0
                    ? null
                    : v.last().add(index).add(BigInteger.ONE);
        }
        return index.compareTo(v.size()) < 0 ? v.first().add(index) : null;
    }

    private boolean isMany() {
        return !v.isSingle() && !v.isPair();
    }

    private boolean isHost() {
        return v.isPair() || !v.isSingle() && !v.isNetworkAddress();
    }

    private IpQuery network() {
        if (!isNetwork) {
            throw new UserError("Not a network address");
        }
        return this;
    }

    private @Nullable Object ip() {
        return v.isSingle() || !v.isNetworkAddress() || !v.hasBroadcast() || v.version() == 6 ? v.ipText() : null;
    }

    private Object addressAndPrefix() {
        boolean edge = v.isNetworkAddress() || v.hasBroadcast() && v.value().equals(v.last());
        return isMany() && edge ? false : v.toString();
    }

    /** The first and last address of hosts. */
    private BigInteger[] usable() {
        return usable(v);
    }

    static BigInteger[] usable(IpNetwork v) {
        return v.isPair() || v.isSingle()
                ? new BigInteger[] {v.first(), v.last()}
                : new BigInteger[] {v.first().add(BigInteger.ONE), v.last().subtract(BigInteger.ONE)};
    }

    /** A number as netaddr writes it, which takes small ones for version 4 whatever network they come from. */
    private @Nullable String address(BigInteger number) {
        if (v.isSingle()) {
            return null;
        }
        var address = IpNetwork.of(number);
        if (address == null) {
            throw new UserError("failed to detect a valid IP address from " + number);
        }
        return address.ipText();
    }

    private @Nullable String neighbour(BigInteger distance) {
        return v.isSingle() ? null : neighbour(v, distance);
    }

    /** The host so far from the address, or null when it is none of the network's. */
    static @Nullable String neighbour(IpNetwork v, BigInteger distance) {
        var number = v.value().add(distance);
        var address = IpNetwork.of(number);
        if (address == null) {
            throw new UserError("failed to detect a valid IP address from " + number);
        }
        var usable = usable(v);
        return number.compareTo(usable[0]) >= 0 && number.compareTo(usable[1]) <= 0 ? address.ipText() : null;
    }

    private @Nullable String peer() {
        if (v.isPair()) {
            return address(v.value().flipBit(0));
        }
        if (v.prefix() != IpNetwork.width(v.version()) - 2) {
            throw new UserError("Not a point-to-point network");
        }
        int host = v.value().intValue() & 3;
        if (host == 0 || host == 3) {
            throw new UserError((host == 0 ? "Network" : "Broadcast") + " address of /30 has no peer");
        }
        return address(v.value().flipBit(0).flipBit(1));
    }

    static boolean isGlobal(IpNetwork ip) {
        return ip.version() == 4
                ? !ip.isIn(NOT_GLOBAL_4) || ip.isIn(GLOBAL_4)
                : !ip.isIn(NOT_GLOBAL_6) || ip.isIn(GLOBAL_6);
    }

    private @Nullable Object isPublic() {
        var ip = v.ip();
        return !ip.isIn(MULTICAST) && isGlobal(ip) && !ip.isIn(LOOPBACK) && !ip.isNetmask() && !ip.isHostmask()
                ? value
                : null;
    }

    private Object asFour() {
        if (v.version() == 4) {
            return value;
        }
        var low = v.value().bitLength() > 32 ? v.value().subtract(BigInteger.valueOf(0xffffL << 32)) : v.value();
        var four = v.value().bitLength() > 48 || low.signum() < 0 ? null : IpNetwork.of(4, low);
        int prefix = v.prefix() - 96;
        return four == null || prefix < 0 ? (Object) false : new IpNetwork(4, four.value(), prefix).toString();
    }

    private Object asSix() {
        return v.version() == 6
                ? value
                : new IpNetwork(6, v.value().or(BigInteger.valueOf(0xffffL << 32)), v.prefix() + 96).toString();
    }

    private Object sixToFour() {
        if (v.version() == 6) {
            boolean asks = !isNetwork || !v.isNetworkAddress();
            var asked = isNetwork ? v.ip() : v;
            return asks && asked.isIn(SIX_TO_FOUR) ? value : false;
        }
        if (!v.isSingle() && v.isNetworkAddress()) {
            return false;
        }
        var ip = new IpQuery(alias, v.ip(), false, v.ipText());
        if (ip.isPublic() == null && isGlobal(v.ip())) {
            return false;
        }
        int bits = v.value().intValue();
        return String.format(
                "2002:%02x%02x:%02x%02x::1/48", bits >>> 24, bits >>> 16 & 255, bits >>> 8 & 255, bits & 255);
    }

    static UserError wrongType(String filter, @Nullable Object value) {
        return new UserError(
                "Unrecognized type <<class '" + Types.name(value) + "'>> for " + filter + " filter <value>");
    }
}
