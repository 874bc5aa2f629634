package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Compare;
import dev.muster.value.Printing;
import dev.muster.value.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The test {@code version}: which of two version numbers is newer, by the rules of distutils, SemVer or PEP 440. */
final class Versions {

    private static final Pattern LOOSE_PART = Pattern.compile("\\d+|[a-z]+|\\.");
    private static final Pattern STRICT = Pattern.compile("(\\d+)\\.(\\d+)(?:\\.(\\d+))?(?:([ab])(\\d+))?");
    private static final Pattern SEMANTIC = Pattern.compile(
            "(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(?:-((?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)"
                    + "(?:\\.(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\\+[0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*)?");
    private static final Pattern PEP440 = Pattern.compile(
            "v?(?:(\\d+)!)?(\\d+(?:\\.\\d+)*)(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\\d*))?"
                    + "(?:-(\\d+)|[-_.]?(post|rev|r)[-_.]?(\\d*))?(?:[-_.]?(dev)[-_.]?(\\d*))?"
                    + "(?:\\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?",
            Pattern.CASE_INSENSITIVE);

    private Versions() {}

    static Object compare(Call call) {
        var kind = call.get(4);
        if (call.given(3) && kind != null) {
            throw new UserError("Cannot specify both 'strict' and 'version_type'");
        }
        if (!Truth.of(call.get(0))) {
            throw new UserError("Input version value cannot be empty");
        }
        if (!Truth.of(call.get(1))) {
            throw new UserError("Version parameter to compare against cannot be empty");
        }
        var scheme = Truth.of(call.get(3)) ? "strict" : kind == null ? "loose" : Printing.str(kind);
        var operator = call.text(2);
        int order = order(call.text(0), call.text(1), scheme);
        return switch (operator) {
            case "==", "=", "eq" -> order == 0;
            case "!=", "<>", "ne" -> order != 0;
            case "<", "lt" -> order < 0;
            case "<=", "le" -> order <= 0;
            case ">", "gt" -> order > 0;
            case ">=", "ge" -> order >= 0;
            default ->
                throw new UserError("Invalid operator type (" + operator + ")")
                        .hint("one of ==, =, eq, <, lt, <=, le, >, gt, >=, ge, !=, <>, ne");
        };
    }

    static int order(String a, String b, String scheme) {
        return switch (scheme) {
            case "loose" -> orderLists(loose(a), loose(b));
            case "strict" -> orderLists(strict(a), strict(b));
            case "semver", "semantic" -> orderLists(semantic(a), semantic(b));
            case "pep440" -> orderLists(pep440(a), pep440(b));
            default ->
                throw new UserError("Invalid version type (" + scheme + ")")
                        .hint("one of loose, strict, semver, semantic, pep440");
        };
    }

    private static int orderLists(List<?> a, List<?> b) {
        try {
            return Compare.order(a, b, "<");
        } catch (UserError e) {
            throw new UserError("Version comparison failed: " + e.what());
        }
    }

    private static List<Object> loose(String version) {
        var parts = new ArrayList<Object>();
        var matcher = LOOSE_PART.matcher(version);
        int from = 0;
        while (matcher.find()) {
            if (matcher.start() > from) {
                parts.add(version.substring(from, matcher.start()));
            }
            from = matcher.end();
            var part = matcher.group();
            if (!part.equals(".")) {
                parts.add(Character.isDigit(part.charAt(0)) ? ExpressionParser.integer(part) : part);
            }
        }
        if (from < version.length()) {
            parts.add(version.substring(from));
        }
        return parts;
    }

    private static Matcher matched(Pattern pattern, String version) {
        var matcher = pattern.matcher(version.strip());
        if (!matcher.matches()) {
            throw new UserError("Version comparison failed: invalid version number '" + version + "'");
        }
        return matcher;
    }

    private static long number(@Nullable String digits) {
        return digits == null || digits.isEmpty() ? 0 : Long.parseLong(digits);
    }

    private static List<Object> strict(String version) {
        var match = matched(STRICT, version);
        return List.of(
                number(match.group(1)),
                number(match.group(2)),
                number(match.group(3)),
                match.group(4) == null ? "z" : match.group(4),
                number(match.group(5)));
    }

    private static List<Object> semantic(String version) {
        var match = matched(SEMANTIC, version);
        var parts =
                new ArrayList<Object>(List.of(number(match.group(1)), number(match.group(2)), number(match.group(3))));
        if (match.group(4) == null) {
            parts.add(List.of(2L));
            return parts;
        }
        // A pre-release comes before its release; its numbers come before its words.
        var identifiers = new ArrayList<Object>();
        identifiers.add(1L);
        for (var identifier : match.group(4).split("\\.")) {
            boolean isNumber = identifier.chars().allMatch(Character::isDigit);
            identifiers.add(List.of(isNumber ? 0L : 1L, isNumber ? (Object) number(identifier) : identifier));
        }
        parts.add(identifiers);
        return parts;
    }

    private static List<Object> pep440(String version) {
        var match = matched(PEP440, version.toLowerCase(java.util.Locale.ROOT));
        var release = new ArrayList<Object>();
        for (var part : match.group(2).split("\\.")) {
            release.add(number(part));
        }
        while (release.size() > 1 && release.getLast().equals(0L)) {
            release.removeLast();
        }
        boolean post = match.group(5) != null || match.group(6) != null;
        boolean dev = match.group(8) != null;
        long phase = match.group(3) == null
                ? (dev && !post ? -1 : 3)
                : switch (match.group(3)) {
                    case "alpha", "a" -> 0;
                    case "beta", "b" -> 1;
                    default -> 2;
                };
        long postNumber = post ? number(match.group(5) != null ? match.group(5) : match.group(7)) : -1;
        long devNumber = dev ? number(match.group(9)) : Long.MAX_VALUE;
        var local = new ArrayList<Object>();
        if (match.group(10) != null) {
            for (var part : match.group(10).split("[-_.]")) {
                boolean isNumber = part.chars().allMatch(Character::isDigit);
                local.add(List.of(isNumber ? 1L : 0L, isNumber ? (Object) number(part) : part));
            }
        }
        return List.of(number(match.group(1)), release, phase, number(match.group(4)), postNumber, devNumber, local);
    }
}
