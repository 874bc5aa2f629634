package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The filters of the collection {@code ansible.netcommon} that parse no output of a device: VLAN lists and type 5 passwords. */
final class NetcommonFilters {

    private static final String NETCOMMON = "ansible.netcommon.";

    private static final Pattern SALT = Pattern.compile("[A-Za-z0-9./]*+");

    private static final long SALT_LENGTH = 4;

    private NetcommonFilters() {}

    static void register(Filter.Table table) {
        table.add(NETCOMMON + "vlan_parser", "data, first_line_len=48, other_line_len=44", NetcommonFilters::vlans)
                .add(NETCOMMON + "vlan_expander", "data", NetcommonFilters::expanded)
                .add(NETCOMMON + "hash_salt", "password", call -> salt(call.text(0)))
                .add(
                        NETCOMMON + "type5_pw",
                        "password, salt=None",
                        call -> hashed(call, call.text(0), call.given(1) ? call.text(1) : ""))
                .add(
                        NETCOMMON + "comp_type5",
                        "unencrypted_password, encrypted_password, return_original=False",
                        call -> {
                            var known = call.text(1);
                            if (!hashed(call, call.text(0), salt(known)).equals(known)) {
                                return false;
                            }
                            return call.truth(2) ? (Object) known : true;
                        });
    }

    /** Numbers as the lines of a switch's configuration have them: three or more in a row with a dash, lines of limited length. */
    private static FreshList vlans(Call call) {
        if (!(call.get(0) instanceof List<?> list) || list instanceof Tuple) {
            throw new UserError("Input is not valid for vlan_parser");
        }
        var sorted = new TreeSet<Long>();
        for (var item : list) {
            if (!(item instanceof Long number)) {
                throw new UserError("Input is not valid for vlan_parser");
            }
            sorted.add(number);
        }
        if (sorted.isEmpty()) {
            throw new UserError("list index out of range");
        }
        if (sorted.first() < 1 || sorted.last() > 4094) {
            throw new UserError("Valid VLAN range is 1-4094");
        }
        var lines = new FreshList(8);
        var line = new StringBuilder();
        int width = call.integer(1);
        for (var part : runs(sorted)) {
            // The comma behind each part counts too, but for the one at the end of the line.
            if (line.length() + part.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
                width = call.integer(2);
            }
            line.append(part).append(',');
        }
        lines.add(line.toString());
        lines.replaceAll(each -> String.valueOf(each).replaceFirst(",+$", ""));
        lines.remove("");
        return lines;
    }

    private static List<String> runs(TreeSet<Long> sorted) {
        var parts = new ArrayList<String>();
        Long start = sorted.first();
        while (start != null) {
            long end = start;
            while (sorted.contains(end + 1)) {
                end++;
            }
            if (end - start > 1) {
                parts.add(start + "-" + end);
            } else {
                for (long number = start; number <= end; number++) {
                    parts.add(Long.toString(number));
                }
            }
            start = sorted.higher(end);
        }
        return parts;
    }

    private static FreshList expanded(Call call) {
        var numbers = new ArrayList<Long>();
        for (var part : call.text(0).split(",", -1)) {
            int dash = part.indexOf('-');
            long from = number(dash < 0 ? part : part.substring(0, dash));
            long to = dash < 0 ? from : number(part.substring(dash + 1));
            call.run().admit(numbers.size() + Math.max(0, to - from));
            for (long number = from; number <= to; number++) {
                numbers.add(number);
            }
        }
        numbers.sort(null);
        return new FreshList(numbers);
    }

    private static long number(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException _) {
            throw new UserError("invalid literal for int() with base 10: '" + text + "'");
        }
    }

    private static String salt(String password) {
        var parts = password.split("\\$", -1);
        if (parts.length != 4) {
            // The password itself is not told: it may be a secret.
            throw new UserError("Could not parse salt out password correctly");
        }
        return parts[2];
    }

    private static String hashed(Call call, String password, String salt) {
        if (!SALT.matcher(salt).matches()) {
            throw new UserError("type5_pw salt used inproper characters, must be one of"
                    + " abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./");
        }
        var wish = new PasswordHash.Wish("md5_crypt", salt.isEmpty() ? null : salt, SALT_LENGTH, null, null);
        return PasswordHash.of(password, wish, call.run().outside().random());
    }
}
