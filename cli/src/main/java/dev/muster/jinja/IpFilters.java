package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Truth;
import dev.muster.value.Types;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The filters of the collection {@code ansible.utils} that work on addresses of networks and hardware. */
final class IpFilters {

    private static final String UTILS = "ansible.utils.";

    private IpFilters() {}

    static void register(Filter.Table table) {
        table.add(UTILS + "ipaddr", "value, query='', version=None, alias='ipaddr'", call -> {
                    int version = call.given(2) ? integer(call, 2) : 0;
                    return IpQuery.ask(queried(call, "ipaddr"), call.text(1), version, call.text(3));
                })
                .add(
                        UTILS + "ipv4",
                        "value, query=''",
                        call -> IpQuery.ask(queried(call, "ipv4"), call.text(1), 4, "ipv4"))
                .add(
                        UTILS + "ipv6",
                        "value, query=''",
                        call -> IpQuery.ask(queried(call, "ipv6"), call.text(1), 6, "ipv6"))
                .add(UTILS + "ipwrap", "value, query=''", IpFilters::wrap)
                .add(UTILS + "ipsubnet", "value, query='', index=None", IpFilters::subnet)
                .add(UTILS + "ipmath", "value, amount=None", IpFilters::math)
                .add(UTILS + "ipcut", "value, amount=None", IpFilters::cut)
                .add(UTILS + "ip4_hex", "arg, delimiter=''", IpFilters::hex)
                .add(UTILS + "ipv6form", "value, format", IpFilters::form)
                .add(UTILS + "nthhost", "value, query=''", IpFilters::nthHost)
                .add(UTILS + "next_nth_usable", "value, offset=None", call -> nthUsable(call, 1))
                .add(UTILS + "previous_nth_usable", "value, offset=None", call -> nthUsable(call, -1))
                .add(
                        UTILS + "network_in_network",
                        "value, test",
                        call -> Range.of(call.get(0), false).contains(Range.of(call.get(1), false)))
                .add(
                        UTILS + "network_in_usable",
                        "value, test",
                        call -> Range.of(call.get(0), true).contains(Range.of(call.get(1), false)))
                .add(UTILS + "reduce_on_network", "value, network", call -> {
                    var network = Range.of(call.get(1), false);
                    var kept = new FreshList(8);
                    for (var item : call.items(0)) {
                        if (network.contains(Range.of(item, false))) {
                            kept.add(item);
                        }
                    }
                    return kept;
                })
                .add(UTILS + "cidr_merge", "value, action='merge'", IpFilters::merge)
                .add(UTILS + "usable_range", "ip", IpFilters::usableRange)
                .add(
                        UTILS + "hwaddr",
                        "value, query='', alias='hwaddr'",
                        call -> HardwareAddress.ask(text(call.get(0)), call.text(1), call.text(2)))
                .add(
                        UTILS + "macaddr",
                        "value, query=''",
                        call -> HardwareAddress.ask(text(call.get(0)), call.text(1), "macaddr"))
                .add(UTILS + "slaac", "value, query=''", IpFilters::slaac);
    }

    /** The collection's checker makes texts of what has to be texts. */
    private static @Nullable Object text(@Nullable Object value) {
        return value == null ? null : Printing.str(value);
    }

    private static int integer(Call call, int index) {
        try {
            return Integer.parseInt(call.text(index).strip());
        } catch (NumberFormatException _) {
            throw new UserError("'" + call.text(index) + "' is not an integer");
        }
    }

    private static @Nullable Object queried(Call call, String filter) {
        var value = call.get(0);
        if (value instanceof String || value instanceof List || Types.isInteger(value) || value instanceof Boolean) {
            return value;
        }
        throw IpQuery.wrongType(filter, value);
    }

    private static @Nullable Object wrap(Call call) {
        var value = call.get(0);
        if (!(value instanceof String || value instanceof List || value instanceof Boolean)) {
            throw IpQuery.wrongType("ipwrap", value);
        }
        try {
            if (value instanceof List<?> list) {
                var wrapped = new FreshList(list.size());
                for (var item : Sequences.items(list)) {
                    wrapped.add(
                            Truth.of(IpQuery.ask(item, call.text(1), 0, "ipwrap"))
                                    ? IpQuery.ask(item, "wrap", 0, "ipwrap")
                                    : item);
                }
                return wrapped;
            }
            var asked = IpQuery.ask(value, call.text(1), 0, "ipwrap");
            return Truth.of(asked) ? IpQuery.ask(asked, "wrap", 0, "ipwrap") : value;
        } catch (UserError _) {
            return value;
        }
    }

    /** The network that a text stands for: with the host's bits where they are any, as netaddr normalizes it. */
    private static @Nullable IpNetwork network(@Nullable Object value) {
        var type = IpQuery.ask(text(value), "type", 0, "ipaddr");
        if (!(type instanceof String kind)) {
            return null;
        }
        var normal = IpQuery.ask(text(value), kind.equals("address") ? "cidr" : "subnet", 0, "ipaddr");
        return IpNetwork.parse(Printing.str(normal));
    }

    private static @Nullable Object subnet(Call call) {
        var network = network(call.get(0));
        if (network == null) {
            return false;
        }
        var value = network.cidr();
        var query = call.text(1);
        if (query.isEmpty()) {
            return value.toString();
        }
        int width = IpNetwork.width(value.version());
        if (!query.matches("\\d+")) {
            return position(value, query, width);
        }
        int size = query.length() > 4 ? Integer.MAX_VALUE : Integer.parseInt(query);
        if (size > width) {
            return false;
        }
        if (value.isSingle()) {
            if (!call.given(2)) {
                return supernet(value, size, 0, width);
            }
            int index = integer(call, 2);
            return index > width + 1 - index || index < size - width ? false : supernet(value, size, index, width);
        }
        if (!call.given(2)) {
            if (size < value.prefix()) {
                throw new UserError("Requested subnet size of " + size + " is invalid");
            }
            return BigInteger.ONE.shiftLeft(size - value.prefix()).toString();
        }
        if (size < value.prefix()) {
            return false;
        }
        var subnets = BigInteger.ONE.shiftLeft(size - value.prefix());
        var index = BigInteger.valueOf(integer(call, 2));
        index = index.signum() < 0 ? index.add(subnets) : index;
        if (index.signum() < 0 || index.compareTo(subnets) >= 0) {
            return false;
        }
        return new IpNetwork(value.version(), value.first().add(index.shiftLeft(width - size)), size).toString();
    }

    /** The networks around an address, the widest first: those of all prefixes from one up to the address's own. */
    private static String supernet(IpNetwork value, int size, int index, int width) {
        int count = width - size;
        int at = index < 0 ? index + count : index;
        if (at < 0 || at >= count) {
            throw new UserError("list index out of range");
        }
        return new IpNetwork(value.version(), value.value(), size + at).cidr().toString();
    }

    private static String position(IpNetwork value, String query, int width) {
        var container = network(query);
        if (container == null) {
            throw new UserError("You must pass a valid subnet or IP address; " + query + " is invalid");
        }
        int shift = width - container.prefix();
        if (shift < 0
                || !value.value().shiftRight(shift).equals(container.value().shiftRight(shift))) {
            throw new UserError(value.cidr() + " is not in the subnet " + container.cidr());
        }
        int bits = value.prefix() - container.prefix();
        if (bits < 0) {
            throw new UserError(value.cidr() + " is not in the subnet " + container.cidr());
        }
        var mask = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
        return value.value()
                .shiftRight(width - value.prefix())
                .and(mask)
                .add(BigInteger.ONE)
                .toString();
    }

    private static IpNetwork address(String text) {
        var address = text.contains("/") ? IpNetwork.parse(text) : IpNetwork.address(text);
        if (address == null) {
            throw new UserError("You must pass a valid IP address; " + text + " is invalid");
        }
        return address;
    }

    private static int amount(Call call) {
        if (!call.given(1)) {
            throw new UserError("You must pass an integer for arithmetic; None is not a valid integer");
        }
        return integer(call, 1);
    }

    private static String math(Call call) {
        var address = address(call.text(0));
        var moved = address.value().add(BigInteger.valueOf(amount(call)));
        if (moved.signum() < 0 || moved.compareTo(IpNetwork.most(address.version())) > 0) {
            throw new UserError("result outside valid IP address boundary!");
        }
        return IpNetwork.text(address.version(), moved);
    }

    private static String cut(Call call) {
        var text = call.text(0);
        var address = text.contains("/") ? null : IpNetwork.address(text);
        if (address == null) {
            throw new UserError("You must pass a valid IP address; " + text + " is invalid");
        }
        int width = IpNetwork.width(address.version());
        var bits = new StringBuilder();
        for (int i = width - 1; i >= 0; i--) {
            bits.append(address.value().testBit(i) ? '1' : '0');
        }
        int amount = Math.clamp(amount(call), -width, width);
        var cut = amount < 0 ? bits.substring(width + amount) : bits.substring(0, amount);
        int size = address.version() == 6 ? 16 : 8;
        var parts = new ArrayList<String>();
        for (int i = 0; i < cut.length(); i += size) {
            parts.add(Integer.toString(
                    Integer.parseInt(cut.substring(i, Math.min(cut.length(), i + size)), 2),
                    address.version() == 6 ? 16 : 10));
        }
        return String.join(address.version() == 6 ? ":" : ".", parts);
    }

    private static String hex(Call call) {
        var text = call.text(0);
        var address = IpNetwork.address(text);
        if (address == null || address.version() != 4) {
            throw new UserError("You must pass a valid IP address; " + text + " is invalid");
        }
        int bits = address.value().intValue();
        return String.join(
                call.text(1),
                String.format("%02x", bits >>> 24),
                String.format("%02x", bits >>> 16 & 255),
                String.format("%02x", bits >>> 8 & 255),
                String.format("%02x", bits & 255));
    }

    private static @Nullable String form(Call call) {
        var text = call.text(0);
        var address = IpNetwork.address(text);
        if (address == null) {
            throw new UserError("You must pass a valid IP address; " + text + " is invalid");
        }
        var format = call.text(1);
        if (address.version() == 4 && format.equals("x509")) {
            throw new UserError("You must pass a valid IP address; " + text + " is invalid");
        }
        return switch (format) {
            case "expand" -> address.version() == 4 ? address.ipText() : address.exploded();
            case "compress" -> address.version() == 4 ? address.ipText() : compressed(address.exploded());
            case "x509" -> {
                var words = new ArrayList<String>();
                for (var word : address.exploded().split(":")) {
                    words.add(Integer.toHexString(Integer.parseInt(word, 16)));
                }
                yield String.join(":", words);
            }
            default -> throw new UserError("value of format must be one of: compress, expand, x509, got: " + format);
        };
    }

    /** The words of an address without the longest run of zeros, as Python writes them: no part of it in dotted decimals. */
    private static String compressed(String exploded) {
        var words = new ArrayList<String>();
        for (var word : exploded.split(":")) {
            words.add(Integer.toHexString(Integer.parseInt(word, 16)));
        }
        int best = 0;
        int length = 1;
        for (int i = 0; i < words.size(); i++) {
            int end = i;
            while (end < words.size() && words.get(end).equals("0")) {
                end++;
            }
            if (end - i > length) {
                best = i;
                length = end - i;
            }
        }
        return length == 1
                ? String.join(":", words)
                : String.join(":", words.subList(0, best)) + "::"
                        + String.join(":", words.subList(best + length, words.size()));
    }

    private static Object nthHost(Call call) {
        var network = network(call.get(0));
        var query = call.text(1).strip();
        if (network == null || !query.matches("[+-]?\\d+")) {
            return false;
        }
        var index = new BigInteger(query.replace("+", ""));
        if (network.size().compareTo(index) <= 0) {
            return false;
        }
        var host = IpQuery.nth(network, index);
        if (host == null) {
            throw new UserError("index out range for address range size!");
        }
        return IpNetwork.text(network.version(), host);
    }

    private static @Nullable Object nthUsable(Call call, int direction) {
        var network = network(call.get(0));
        if (network == null) {
            return false;
        }
        if (!call.given(1)) {
            throw new UserError("Must pass in an integer");
        }
        return network.isSingle()
                ? null
                : IpQuery.neighbour(network, BigInteger.valueOf((long) direction * integer(call, 1)));
    }

    /** The numbers from the first to the last address of a network; what is no address has the number 0. */
    private record Range(BigInteger first, BigInteger last) {

        static Range of(@Nullable Object value, boolean usable) {
            var type = IpQuery.ask(text(value), "type", 0, "ipaddr");
            if (!(type instanceof String)) {
                return new Range(BigInteger.ZERO, BigInteger.ZERO);
            }
            var network = java.util.Objects.requireNonNull(
                    IpNetwork.parse(Printing.str(IpQuery.ask(text(value), "subnet", 0, "ipaddr"))));
            if (usable) {
                var hosts = IpQuery.usable(network);
                return new Range(hosts[0], hosts[1]);
            }
            // netaddr has no broadcast address in a network of two, and its first stands for it.
            return network.isPair()
                    ? new Range(network.first(), network.first())
                    : new Range(network.first(), network.last());
        }

        boolean contains(Range other) {
            return inside(other.first) && inside(other.last);
        }

        private boolean inside(BigInteger number) {
            return first.compareTo(number) <= 0 && number.compareTo(last) <= 0;
        }
    }

    private static @Nullable Object merge(Call call) {
        var given = new ArrayList<IpNetwork>();
        for (var item : call.get(0) instanceof String text ? List.of(text.split(",")) : call.items(0)) {
            var network = IpNetwork.parse(Printing.str(item));
            if (network == null) {
                throw new UserError("cidr_merge: error in netaddr:\ninvalid IPNetwork " + Printing.str(item));
            }
            given.add(network);
        }
        return switch (call.text(1)) {
            case "merge" -> {
                var merged = new FreshList(8);
                merged(given).forEach(network -> merged.add(network.toString()));
                yield merged;
            }
            case "span" ->
                given.isEmpty() ? null : given.size() == 1 ? given.getFirst().toString() : span(given);
            default -> throw new UserError("cidr_merge: invalid action '" + call.text(1) + "'");
        };
    }

    private static List<IpNetwork> merged(List<IpNetwork> given) {
        var sorted = new ArrayList<>(
                given.stream().map(IpNetwork::cidr).sorted(IpNetwork.ORDER).toList());
        var stack = new ArrayList<IpNetwork>();
        for (var network : sorted) {
            if (!stack.isEmpty() && stack.getLast().contains(network)) {
                continue;
            }
            var next = network;
            while (!stack.isEmpty()) {
                var wider = new IpNetwork(next.version(), next.value(), Math.max(0, next.prefix() - 1)).cidr();
                var last = stack.getLast();
                if (next.prefix() == 0 || last.prefix() != next.prefix() || !wider.contains(last)) {
                    break;
                }
                stack.removeLast();
                next = wider;
            }
            stack.add(next);
        }
        return stack;
    }

    private static String span(List<IpNetwork> given) {
        var least = given.stream().min(IpNetwork.ORDER).orElseThrow();
        var most = given.stream().max(IpNetwork.ORDER).orElseThrow();
        if (least.version() != most.version()) {
            throw new UserError("cidr_merge: error in netaddr:\nIP sequence cannot contain both IPv4 and IPv6!");
        }
        var span = new IpNetwork(most.version(), most.last(), most.prefix());
        var at = most.last();
        int prefix = most.prefix();
        while (prefix > 0 && at.compareTo(least.first()) > 0) {
            prefix--;
            at = new IpNetwork(span.version(), at, prefix).first();
        }
        return new IpNetwork(span.version(), at, prefix).toString();
    }

    private static Object usableRange(Call call) {
        var text = call.text(0);
        var network = IpNetwork.parse(text);
        if (network == null) {
            throw new UserError("Error while using plugin 'usable_range': " + Printing.repr(text)
                    + " does not appear to be an IPv4 or IPv6 network");
        }
        if (!network.isNetworkAddress()) {
            throw new UserError("Error while using plugin 'usable_range': " + text + " has host bits set");
        }
        call.run()
                .admit(
                        network.size().bitLength() > 40
                                ? Long.MAX_VALUE
                                : network.size().longValue());
        var all = new FreshList(8);
        for (var at = network.first(); at.compareTo(network.last()) <= 0; at = at.add(BigInteger.ONE)) {
            call.run().step();
            all.add(IpNetwork.text(network.version(), at));
        }
        var found = new FreshMap();
        found.put("usable_ips", all);
        found.put("number_of_ips", Arithmetic.narrow(network.size()));
        return found;
    }

    private static Object slaac(Call call) {
        var network = network(call.get(0));
        if (network == null || network.version() != 6 || call.text(1).isEmpty()) {
            return false;
        }
        var hardware = HardwareAddress.parse(call.text(1));
        if (hardware == null) {
            return false;
        }
        return IpNetwork.text(6, hardware.in(network.first()));
    }
}
