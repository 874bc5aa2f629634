package dev.muster.jinja;

import dev.muster.source.UserError;
import dev.muster.value.Omit;
import dev.muster.value.Template;
import dev.muster.value.UndefinedUse;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The template engine: Jinja2 with native types, as ansible-core 2.19 sets it up. Templates are compiled to closures once and
 * kept by their text; a rendering keeps its state to itself, so that one engine serves all threads.
 */
public final class JinjaEngine implements Jinja {

    /** More compiled texts than any project has; beyond, the memory is worth more than the time. */
    private static final int MOST_COMPILED = 20_000;

    private final Outside outside;
    private final YamlText yaml;
    private final Limits limits;
    private final Map<String, Compiled> playbookTexts = new ConcurrentHashMap<>();
    private final Map<Key, Compiled> fileTexts = new ConcurrentHashMap<>();
    private final Map<String, Code> expressions = new ConcurrentHashMap<>();

    private final Map<RegexKey, PythonRegex> regexes = new ConcurrentHashMap<>();

    private record Key(String text, Settings settings) {}

    private record RegexKey(String pattern, boolean ignoreCase, boolean multiline) {}

    /**
     * @param outside what templates may have of the world
     * @param yaml how YAML is read and written, for the filters that do
     * @param limits how far one rendering may go
     */
    public JinjaEngine(Outside outside, YamlText yaml, Limits limits) {
        this.outside = outside;
        this.yaml = yaml;
        this.limits = limits;
    }

    @Override
    public @Nullable Object value(Template template, Variables variables) {
        return used(valueOrUndefined(template, variables));
    }

    @Override
    public @Nullable Object valueOrUndefined(Template template, Variables variables) {
        return guarded("template", () -> {
            var compiled = playbookText(template);
            var result = written(
                    compiled,
                    template,
                    new Run(this, variables, compiled.settings().included(), false));
            return result instanceof String text ? withNewlines(text, template.text(), "\n") : result;
        });
    }

    @Override
    public @Nullable Object expression(Template expression, Variables variables) {
        var text = expression.text().strip();
        if (text.startsWith("{{") && text.endsWith("}}")) {
            // Ansible renders a condition that somebody has put in braces, and warns that it should not be there.
            return value(new Template(text, expression.at()), variables);
        }
        return used(guarded("expression", () -> {
            var spot = new Spot(expression, plainLines(expression.text()), 0);
            var code = expressions.get(expression.text());
            if (code == null) {
                forgetIfFull(expressions);
                code = compile(spot);
                expressions.put(expression.text(), code);
            }
            var run = new Run(this, variables, Settings.INCLUDED, true);
            return code.in(Frame.root(run, spot));
        }));
    }

    @Override
    public String file(Template template, Variables variables, FileOptions options) {
        return Finish.text(fileValue(template, variables, options));
    }

    @Override
    public @Nullable Object fileValue(Template template, Variables variables, FileOptions options) {
        // A file without anything to render stays as it is, with its line ends.
        if (!template.text().startsWith("#jinja2:")
                && List.of(options.variableStart(), options.blockStart(), options.commentStart()).stream()
                        .noneMatch(template.text()::contains)) {
            return template.text();
        }
        return used(guarded("template", () -> {
            var compiled = compiled(template, Settings.file(options));
            var result = written(compiled, template, new Run(this, variables, compiled.settings(), false));
            return result instanceof String text && options.keepTrailingNewline()
                    ? withNewlines(
                            // Ansible puts them back by what the caller said, and not by the file's own header.
                            text, template.text(), options.newline())
                    : result;
        }));
    }

    /** Renders; an undefined result is given back, so that whoever uses the variable can still default it. */
    private static @Nullable Object guarded(String what, Supplier<@Nullable Object> rendering) {
        try {
            return rendering.get();
        } catch (UndefinedUse use) {
            return use.undefined();
        } catch (UserError e) {
            throw ErrorTexts.ofRendering(what, e);
        } catch (StackOverflowError _) {
            throw new UserError("recursive loop detected in template")
                    .hint("a variable, macro or include refers to itself");
        }
    }

    private static @Nullable Object used(@Nullable Object value) {
        try {
            return value == Omit.OMIT ? value : Finish.value(value);
        } catch (UndefinedUse use) {
            throw use.error();
        } catch (UserError e) {
            throw ErrorTexts.ofRendering("template", e);
        }
    }

    private static @Nullable Object written(Compiled compiled, Template template, Run run) {
        var out = new Output(run);
        Document.write(compiled, template, Frame.root(run, compiled.spot(template)), out);
        return out.result();
    }

    private Compiled playbookText(Template template) {
        var known = playbookTexts.get(template.text());
        if (known != null) {
            return known;
        }
        var compiled = compile(template, Settings.PLAYBOOK);
        forgetIfFull(playbookTexts);
        playbookTexts.put(template.text(), compiled);
        return compiled;
    }

    /** A template file, compiled with its own header's settings. */
    Compiled compiled(Template template, Settings settings) {
        var key = new Key(template.text(), settings);
        var known = fileTexts.get(key);
        if (known != null) {
            return known;
        }
        var compiled = compile(template, settings);
        forgetIfFull(fileTexts);
        fileTexts.put(key, compiled);
        return compiled;
    }

    private static void forgetIfFull(Map<?, ?> cache) {
        if (cache.size() >= MOST_COMPILED) {
            cache.clear();
        }
    }

    private Code compile(Spot spot) {
        try {
            return new ExpressionCompiler(this, spot).compile(Parser.expression(spot, Settings.INCLUDED));
        } catch (UserError e) {
            throw ErrorTexts.ofSyntax(
                    Template.looksLike(spot.text())
                            ? "expression. Template delimiters are not supported in expressions"
                            : "expression",
                    e);
        }
    }

    private Compiled compile(Template template, Settings settings) {
        try {
            return compileText(template, settings);
        } catch (UserError e) {
            throw ErrorTexts.ofSyntax("template", e);
        }
    }

    private Compiled compileText(Template template, Settings settings) {
        var header = Header.read(template, settings);
        var text = plainLines(header.rest());

        if (text.endsWith("\n")) {
            text = text.substring(0, text.length() - 1);
        }
        var spot = new Spot(template, text, header.lines());
        var compiler = new StatementCompiler(this, spot);
        var actions = compiler.compile(Parser.template(spot, header.settings()));
        return new Compiled(text, header.lines(), header.settings(), actions, compiler.blocks());
    }

    private static String plainLines(String text) {
        return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
    }

    /** The result with as many newlines at its end as the template has: Jinja2 drops one, Ansible wants it back. */
    private static String withNewlines(String result, String template, String newline) {
        int missing = newlinesAtEnd(template) - newlinesAtEnd(result);
        return missing <= 0 ? result : result + newline.repeat(missing);
    }

    private static int newlinesAtEnd(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '\n') {
            end--;
        }
        return text.length() - end;
    }

    PythonRegex regex(String pattern, boolean ignoreCase, boolean multiline) {
        forgetIfFull(regexes);
        return regexes.computeIfAbsent(
                new RegexKey(pattern, ignoreCase, multiline),
                key -> new PythonRegex(key.pattern, key.ignoreCase, key.multiline, limits.matching()));
    }

    /** The value of a template that stands in a constant of another, of which Ansible warns. */
    @Nullable
    Object embedded(Template constant, Variables variables, String instead) {
        outside.warn(new UserError("Jinja constant strings should not contain embedded templates. "
                        + "This feature will be disabled by default in ansible-core 2.23.")
                .at(constant.at())
                .hint(instead)
                .render());
        return valueOrUndefined(constant, variables);
    }

    Outside outside() {
        return outside;
    }

    YamlText yaml() {
        return yaml;
    }

    Limits limits() {
        return limits;
    }

    Map<String, Object> globals() {
        return Globals.ALL;
    }

    /** A filter by its short or full name, or null. */
    @Nullable
    Filter filter(String name) {
        return Filters.ALL.get(PluginNames.filter(name));
    }

    /** A test by its short or full name, or null. */
    @Nullable
    Filter test(String name) {
        return Tests.ALL.get(PluginNames.test(name));
    }

    Collection<String> filterNames() {
        return Filters.ALL.keySet();
    }

    Collection<String> testNames() {
        return List.copyOf(Tests.ALL.keySet());
    }
}
