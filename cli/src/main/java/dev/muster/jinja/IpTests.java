package dev.muster.jinja;

import dev.muster.value.Printing;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tests of the collection {@code ansible.utils}, by the rules of Python's module {@code ipaddress}. */
final class IpTests {

    private static final String UTILS = "ansible.utils.";

    private static final List<IpNetwork> PRIVATE = IpNetwork.networks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/29",
            "192.0.0.170/31",
            "192.0.2.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "240.0.0.0/4",
            "255.255.255.255/32",
            "::1/128",
            "::/128",
            "::ffff:0:0/96",
            "100::/64",
            "2001::/23",
            "2001:2::/48",
            "2001:db8::/32",
            "2001:10::/28",
            "fc00::/7",
            "fe80::/10");

    private static final List<IpNetwork> SHARED = IpNetwork.networks("100.64.0.0/10");

    private static final List<IpNetwork> RESERVED = IpNetwork.networks(
            "240.0.0.0/4",
            "::/8",
            "100::/8",
            "200::/7",
            "400::/6",
            "800::/5",
            "1000::/4",
            "4000::/3",
            "6000::/3",
            "8000::/3",
            "a000::/3",
            "c000::/3",
            "e000::/4",
            "f000::/5",
            "f800::/6",
            "fe00::/9");

    private static final List<IpNetwork> MULTICAST = IpNetwork.networks("224.0.0.0/4", "ff00::/8");

    private static final List<IpNetwork> LOOPBACK = IpNetwork.networks("127.0.0.0/8", "::1/128");

    private static final List<IpNetwork> UNSPECIFIED = IpNetwork.networks("0.0.0.0/32", "::/128");

    private static final List<IpNetwork> MAPPED = IpNetwork.networks("::ffff:0:0/96");

    private static final List<IpNetwork> TEREDO = IpNetwork.networks("2001::/32");

    private static final List<IpNetwork> SIX_TO_FOUR = IpNetwork.networks("2002::/16");

    private static final Pattern MAC = Pattern.compile(
            "(?i)([0-9a-f]{2}[:-]){5}[0-9a-f]{2}\n?|([0-9a-f]{4}\\.[0-9a-f]{4}\\.[0-9a-f]{4})\n?|[0-9a-f]{12}\n?");

    private IpTests() {}

    static void register(Filter.Table table) {
        table.add(UTILS + "ip", "ip", call -> network(call.get(0)) != null)
                .add(UTILS + "ip_address", "ip", call -> address(call.get(0)) != null)
                .add(UTILS + "ipv4", "ip", call -> isVersion(network(call.get(0)), 4))
                .add(UTILS + "ipv6", "ip", call -> isVersion(network(call.get(0)), 6))
                .add(UTILS + "ipv4_address", "ip", call -> isVersion(address(call.get(0)), 4))
                .add(UTILS + "ipv6_address", "ip", call -> isVersion(address(call.get(0)), 6))
                .add(UTILS + "ipv6_ipv4_mapped", "ip", call -> isIn(call, MAPPED))
                .add(UTILS + "ipv6_sixtofour", "ip", call -> isIn(call, SIX_TO_FOUR))
                .add(UTILS + "ipv6_teredo", "ip", call -> isIn(call, TEREDO))
                .add(UTILS + "ipv4_netmask", "mask", call -> {
                    var mask = masked(call.text(0));
                    return mask != null && mask.netmask().equals(call.text(0));
                })
                .add(UTILS + "ipv4_hostmask", "ip", call -> {
                    var mask = masked(call.text(0));
                    return mask != null && mask.hostmask().equals(call.text(0));
                })
                .add(UTILS + "loopback", "ip", call -> isIn(call, LOOPBACK))
                .add(UTILS + "multicast", "ip", call -> isIn(call, MULTICAST))
                .add(UTILS + "private", "ip", call -> isIn(call, PRIVATE))
                .add(
                        UTILS + "public",
                        "ip",
                        call -> address(call.get(0)) != null && !isIn(call, PRIVATE) && !isIn(call, SHARED))
                .add(UTILS + "reserved", "ip", call -> isIn(call, RESERVED))
                .add(UTILS + "unspecified", "ip", call -> isIn(call, UNSPECIFIED))
                .add(UTILS + "mac", "mac", call -> MAC.matcher(call.text(0)).matches())
                .add(UTILS + "in_network", "ip, network", call -> within(call.get(0), call.get(1)))
                .add(UTILS + "subnet_of", "network_a, network_b", call -> within(call.get(0), call.get(1)))
                .add(UTILS + "supernet_of", "network_a, network_b", call -> within(call.get(1), call.get(0)))
                .add(UTILS + "in_any_network", "ip, networks", call -> count(call) > 0)
                .add(UTILS + "in_one_network", "ip, networks", call -> count(call) == 1);
    }

    /** A network without any bit of a host. */
    private static @Nullable IpNetwork network(@Nullable Object value) {
        var network = IpNetwork.parse(Printing.str(value));
        return network == null || !network.isNetworkAddress() ? null : network;
    }

    private static @Nullable IpNetwork address(@Nullable Object value) {
        return IpNetwork.address(Printing.str(value));
    }

    private static boolean isVersion(@Nullable IpNetwork network, int version) {
        return network != null && network.version() == version;
    }

    private static boolean isIn(Call call, List<IpNetwork> networks) {
        var address = address(call.get(0));
        return address != null && address.isIn(networks);
    }

    private static @Nullable IpNetwork masked(String mask) {
        var network = IpNetwork.parse("10.0.0.0/" + mask);
        return network == null || network.value().andNot(network.first()).equals(BigInteger.ZERO) ? network : null;
    }

    private static boolean within(@Nullable Object inner, @Nullable Object outer) {
        var small = network(inner);
        var large = network(outer);
        return small != null && large != null && large.contains(small);
    }

    private static long count(Call call) {
        return call.items(1).stream()
                .filter(network -> within(call.get(0), network))
                .count();
    }
}
