package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Printing;
import dev.muster.value.Types;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Filters on texts. */
final class TextFilters {

    private static final Pattern TITLE_BREAK = Pattern.compile("[-\\s({\\[<]+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern COMMENT_TAG = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
    private static final Pattern TAG = Pattern.compile("<.*?>", Pattern.DOTALL);
    private static final Pattern SHELL_SAFE = Pattern.compile("[\\w@%+=:,./-]+");
    private static final Pattern NO_ATTRIBUTE = Pattern.compile("[\\s/>=]");

    private TextFilters() {}

    static void register(Filter.Table table) {
        table.add("upper", "s", call -> call.text(0).toUpperCase(Locale.ROOT))
                .add("lower", "s", call -> call.text(0).toLowerCase(Locale.ROOT))
                .add("capitalize", "s", call -> TextMethods.capitalize(call.text(0)))
                .add("title", "s", call -> title(call.text(0)))
                .add(
                        "trim",
                        "value, chars=None",
                        call -> TextMethods.strip(call.text(0), call.textOrNull(1), true, true))
                .add(
                        "replace",
                        "s, old, new, count=None",
                        call -> TextMethods.replace(
                                call.text(0), call.text(1), call.text(2), call.given(3) ? call.integer(3) : -1))
                .add("center", "value, width=80", call -> {
                    int missing = Math.max(0, call.integer(1) - Sequences.length(call.text(0)));
                    call.run().admit(missing);
                    int left = missing / 2 + (missing & call.integer(1) & 1);
                    return " ".repeat(left) + call.text(0) + " ".repeat(missing - left);
                })
                .add("indent", "s, width=4, first=False, blank=False", TextFilters::indent)
                .add("truncate", "s, length=255, killwords=False, end='...', leeway=None", TextFilters::truncate)
                .add(
                        "wordwrap",
                        "s, width=79, break_long_words=True, wrapstring=None, break_on_hyphens=True",
                        TextFilters::wrap)
                .add(
                        "wordcount",
                        "s",
                        call -> WORD.matcher(call.text(0)).results().count())
                .add("striptags", "value", call -> stripTags(call.text(0)))
                .add("escape", "s", call -> escape(call.text(0)))
                .alias("e", "escape")
                .alias("forceescape", "escape")
                .add("safe", "value", call -> call.text(0))
                .add("xmlattr", "d, autospace=True", TextFilters::attributes)
                .add(
                        "urlize",
                        "value, trim_url_limit=None, nofollow=False, target=None, rel=None, extra_schemes=None",
                        Links::of)
                .add("format", "value, *args, **named", TextFilters::format)
                .add("pprint", "value", call -> PrettyPrint.of(call.get(0)))
                .add("urlencode", "value", Urls::encode)
                .add(
                        "urldecode",
                        "string",
                        call -> URLDecoder.decode(protectedPercent(call.text(0)), StandardCharsets.UTF_8))
                .add("urlsplit", "value, query='', alias='urlsplit'", Urls::split)
                .add(
                        "split",
                        "value, sep=None, maxsplit=-1",
                        call -> TextMethods.split(call.string(0), call.textOrNull(1), call.integer(2)))
                .add("quote", "a", call -> quote(call.given(0) ? call.text(0) : ""))
                .add("comment", "text, style='plain', **named", TextFilters::comment)
                .add(
                        "regex_replace",
                        "value='', pattern='', replacement='', ignorecase=False, multiline=False, count=0, mandatory_count=0",
                        TextFilters::regexReplace)
                .add(
                        "regex_findall",
                        "value, regex, multiline=False, ignorecase=False",
                        call -> call.run()
                                .engine()
                                .regex(call.string(1), call.truth(3), call.truth(2))
                                .findAll(call.text(0)))
                .add("regex_search", "value, regex, *args, **named", TextFilters::regexSearch)
                .add("regex_escape", "string, re_type='python'", TextFilters::regexEscape);
    }

    private static String title(String text) {
        var out = new StringBuilder();
        var breaks = TITLE_BREAK.matcher(text);
        int from = 0;
        while (breaks.find()) {
            out.append(TextMethods.capitalize(text.substring(from, breaks.start())))
                    .append(breaks.group());
            from = breaks.end();
        }
        return out.append(TextMethods.capitalize(text.substring(from))).toString();
    }

    private static String indent(Call call) {
        var indent = call.get(1) instanceof String text ? text : " ".repeat(Math.max(0, call.integer(1)));
        if (!(call.get(0) instanceof String)) {
            throw new UserError("unsupported operand type(s) for +=: '" + Types.name(call.get(0)) + "' and 'str'");
        }
        var lines = TextMethods.lines(call.text(0) + "\n", false);
        var out = new StringBuilder();
        if (call.truth(2)) {
            out.append(indent);
        }
        boolean blank = call.truth(3);
        for (int i = 0; i < lines.size(); i++) {
            var line = Printing.str(lines.get(i));
            if (i > 0) {
                out.append('\n').append(line.isEmpty() && !blank ? "" : indent);
            }
            out.append(line);
        }
        call.run().wrote(out.length());
        return out.toString();
    }

    private static String truncate(Call call) {
        var text = call.string(0);
        int length = call.integer(1);
        var end = call.text(3);
        int leeway = call.given(4) ? call.integer(4) : 5;
        if (length < Sequences.length(end)) {
            throw new UserError("expected length >= " + Sequences.length(end) + ", got " + length);
        }
        if (Sequences.length(text) <= length + leeway) {
            return text;
        }
        var cut = text.substring(0, text.offsetByCodePoints(0, length - Sequences.length(end)));
        int space = cut.lastIndexOf(' ');
        return (call.truth(2) || space < 0 ? cut : cut.substring(0, space)) + end;
    }

    private static String wrap(Call call) {
        var wrapping = new Wrapping(call.integer(1), call.truth(2), call.truth(4));
        var newline =
                call.given(3) ? call.text(3) : call.run().settings().options().newline();
        return String.join(
                newline,
                TextMethods.lines(call.string(0), false).stream()
                        .map(line -> String.join(newline, wrapping.lines(Printing.str(line))))
                        .toList());
    }

    private static String stripTags(String text) {
        var bare = TAG.matcher(COMMENT_TAG.matcher(text).replaceAll("")).replaceAll("");
        var words = String.join(
                " ",
                TextMethods.split(bare, null, -1).stream().map(Printing::str).toList());
        return words.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&#34;", "\"")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&nbsp;", "\u00a0")
                .replace("&amp;", "&");
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace(">", "&gt;")
                .replace("<", "&lt;")
                .replace("'", "&#39;")
                .replace("\"", "&#34;");
    }

    private static String attributes(Call call) {
        if (!(call.get(0) instanceof Map<?, ?> map)) {
            throw new UserError("'" + Types.name(call.get(0)) + "' object has no attribute 'items'");
        }
        var out = new StringBuilder();
        for (var entry : map.entrySet()) {
            var name = Printing.str(entry.getKey());
            if (entry.getValue() == null) {
                continue;
            }
            if (NO_ATTRIBUTE.matcher(name).find()) {
                throw new UserError("Invalid character in attribute name: " + Printing.repr(name));
            }
            if (!out.isEmpty() || call.truth(1)) {
                out.append(' ');
            }
            out.append(escape(name))
                    .append("=\"")
                    .append(escape(Printing.str(entry.getValue())))
                    .append('"');
        }
        return out.toString();
    }

    private static String format(Call call) {
        if (!call.rest().isEmpty() && !call.named().isEmpty()) {
            throw new UserError("can't handle positional and keyword arguments at the same time");
        }
        return Printf.format(
                call.text(0), call.named().isEmpty() ? dev.muster.value.Tuple.copyOf(call.rest()) : call.named());
    }

    /** A percent sign that begins no escape stands for itself. */
    private static String protectedPercent(String text) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean escape = c == '%'
                    && i + 2 < text.length()
                    && Character.digit(text.charAt(i + 1), 16) >= 0
                    && Character.digit(text.charAt(i + 2), 16) >= 0;
            out.append(c == '%' && !escape ? "%25" : String.valueOf(c));
        }
        return out.toString();
    }

    /** A text as one word of a POSIX shell, as {@code shlex.quote} writes it. */
    static String quote(String text) {
        return SHELL_SAFE.matcher(text).matches() ? text : "'" + text.replace("'", "'\"'\"'") + "'";
    }

    private static String comment(Call call) {
        var named = call.named();
        var styles = Map.of(
                "plain", List.of("", "# ", ""),
                "erlang", List.of("", "% ", ""),
                "c", List.of("", "// ", ""),
                "cblock", List.of("/*", " * ", " */"),
                "xml", List.of("<!--", " - ", "-->"));
        var style = styles.get(call.text(1));
        if (style == null) {
            throw new UserError("Invalid style " + Printing.repr(call.get(1)))
                    .hint("one of plain, erlang, c, cblock, xml");
        }
        var decoration = Printing.str(named.getOrDefault("decoration", style.get(1)));
        var newline = Printing.str(named.getOrDefault("newline", "\n"));
        var beginning = Printing.str(named.getOrDefault("beginning", style.get(0)));
        var end = Printing.str(named.getOrDefault("end", style.get(2)));
        var bare = TextMethods.strip(decoration, null, false, true);
        var prefix = Printing.str(named.getOrDefault("prefix", bare));
        var postfix = Printing.str(named.getOrDefault("postfix", bare));
        var text = (decoration + call.text(0).replace(newline, newline + decoration))
                .replace(decoration + newline, bare + newline);
        var out = new StringBuilder();
        if (!beginning.isEmpty()) {
            out.append(beginning).append(newline);
        }
        if (!prefix.isEmpty()) {
            var line = prefix.equals(newline) ? newline : prefix + newline;
            out.repeat(line, times(named.getOrDefault("prefix_count", 1L)));
        }
        out.append(text);
        out.repeat(newline + postfix, times(named.getOrDefault("postfix_count", 1L)));
        return end.isEmpty() ? out.toString() : out.append(newline).append(end).toString();
    }

    private static int times(@Nullable Object count) {
        return ValueFilters.toInteger(count, 10) instanceof Long number ? Math.clamp(number, 0, 10_000) : 1;
    }

    private static String regexReplace(Call call) {
        var regex = call.run().engine().regex(call.string(1), call.truth(3), call.truth(4));
        var replaced = regex.replace(call.text(0), call.string(2), call.integer(5));
        int mandatory = call.integer(6);
        if (mandatory != 0 && mandatory != replaced.count()) {
            throw new UserError("'" + call.text(1) + "' should match " + mandatory + " times, but matches "
                    + call.integer(5) + " times in '" + call.text(0) + "'");
        }
        call.run().wrote(replaced.text().length());
        return replaced.text();
    }

    private static @Nullable Object regexSearch(Call call) {
        boolean ignoreCase = dev.muster.value.Truth.of(call.named().getOrDefault("ignorecase", false));
        boolean multiline = dev.muster.value.Truth.of(call.named().getOrDefault("multiline", false));
        var groups = call.rest().stream().map(TextFilters::groupName).toList();
        var regex = call.run().engine().regex(call.string(1), ignoreCase, multiline);
        var match = regex.search(call.text(0));
        if (match == null) {
            return null;
        }
        if (groups.isEmpty()) {
            return match.group();
        }
        var found = new FreshList(groups.size());
        for (var group : groups) {
            found.add(regex.group(match, group));
        }
        return found;
    }

    private static String groupName(@Nullable Object argument) {
        var text = Printing.str(argument);
        if (text.startsWith("\\g<") && text.endsWith(">")) {
            return text.substring(3, text.length() - 1);
        }
        if (text.startsWith("\\") && text.length() > 1 && text.chars().skip(1).allMatch(Character::isDigit)) {
            return text.substring(1);
        }
        throw new UserError("Unknown argument").hint("name a group as '\\\\1' or '\\\\g<name>'");
    }

    private static String regexEscape(Call call) {
        var special = switch (call.text(1)) {
            case "python" -> "()[]{}?*+-|^$\\.&~# \t\n\r\u000b\f";
            case "posix_basic" -> "].[^$*\\";
            case "posix_extended" -> throw new UserError("Regex type (posix_extended) not yet implemented");
            default -> throw new UserError("Invalid regex type (" + call.text(1) + ")");
        };
        var out = new StringBuilder();
        for (char c : call.text(0).toCharArray()) {
            if (special.indexOf(c) >= 0) {
                out.append('\\');
            }
            out.append(c);
        }
        return out.toString();
    }
}
