package dev.muster.render;

import dev.muster.source.Source;
import dev.muster.source.UserError;
import freemarker.cache.FileTemplateLoader;
import freemarker.cache.MultiTemplateLoader;
import freemarker.cache.TemplateLoader;
import freemarker.core.ParseException;
import freemarker.core.TemplateClassResolver;
import freemarker.template.Configuration;
import freemarker.template.SimpleObjectWrapper;
import freemarker.template.TemplateException;
import freemarker.template.TemplateExceptionHandler;
import freemarker.template.TemplateNotFoundException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The folders of templates, the first that has a path winning, and the only way to fill one in. Templates are the site's own
 * text, yet they get no way to Java classes, to the file system outside of their folders, or to the clock.
 */
final class Templates {

    private static final String SUFFIX = ".ftl";

    private final List<Path> folders;
    private final Configuration configuration;

    /** A folder that is not there is a {@link UserError}. */
    Templates(List<Path> folders) {
        this.folders = List.copyOf(folders);
        this.configuration = configuration(loader(folders));
    }

    private static TemplateLoader loader(List<Path> folders) {
        var loaders = new ArrayList<TemplateLoader>();
        for (var folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new UserError("there is no folder of templates '" + folder + "'");
            }
            try {
                loaders.add(new FileTemplateLoader(folder.toFile()));
            } catch (IOException e) {
                throw new UserError("cannot read the folder of templates '" + folder + "'");
            }
        }
        return new MultiTemplateLoader(loaders.toArray(TemplateLoader[]::new));
    }

    private static Configuration configuration(TemplateLoader loader) {
        var configuration = new Configuration(Configuration.VERSION_2_3_34);
        configuration.setTemplateLoader(loader);
        configuration.setDefaultEncoding("UTF-8");
        configuration.setLocale(Locale.ROOT);
        configuration.setNumberFormat("computer");
        configuration.setBooleanFormat("c");
        configuration.setLocalizedLookup(false);
        configuration.setTemplateUpdateDelayMilliseconds(Long.MAX_VALUE);
        configuration.setTemplateExceptionHandler(TemplateExceptionHandler.RETHROW_HANDLER);
        configuration.setLogTemplateExceptions(false);
        configuration.setAPIBuiltinEnabled(false);
        configuration.setNewBuiltinClassResolver(TemplateClassResolver.ALLOWS_NOTHING_RESOLVER);
        configuration.setObjectWrapper(new SimpleObjectWrapper(Configuration.VERSION_2_3_34));
        configuration.setInterpolationSyntax(Configuration.SQUARE_BRACKET_INTERPOLATION_SYNTAX);
        configuration.setRecognizeStandardFileExtensions(false);
        configuration.setOutputFormat(Guard.INSTANCE);
        // Only "?no_esc", which nobody writes by accident, gets past the guard.
        configuration.setAutoEscapingPolicy(Configuration.FORCE_AUTO_ESCAPING_POLICY);
        for (var syntax : Syntax.values()) {
            configuration.setSharedVariable(syntax.function(), new SyntaxFunction(syntax));
        }
        return configuration;
    }

    /** Whether any folder has the template. */
    boolean has(String name) {
        return file(name) != null;
    }

    private @Nullable Path file(String name) {
        for (var folder : folders) {
            var file = folder.resolve(name + SUFFIX);
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        return null;
    }

    /** Fills in a template; {@link Refused} when a value does not fit, {@link UserError} when the template is wrong. */
    String fill(String name, Map<String, Object> model) {
        try {
            var out = new StringWriter();
            configuration.getTemplate(name + SUFFIX).process(new HashMap<>(model), out);
            return out.toString();
        } catch (TemplateNotFoundException e) {
            throw new UserError("there is no template '" + e.getTemplateName() + "'")
                    .hint("looked in "
                            + String.join(
                                    ", ",
                                    folders.stream().map(f -> "'" + f + "'").toList()));
        } catch (ParseException e) {
            throw wrong(e.getTemplateName(), e.getLineNumber(), e.getColumnNumber(), e.getEditorMessage());
        } catch (TemplateException e) {
            var refused = refusal(e);
            if (refused != null) {
                throw refused;
            }
            var at = e.getTemplateSourceName() == null ? name + SUFFIX : e.getTemplateSourceName();
            int line = e.getLineNumber() == null ? 1 : e.getLineNumber();
            int column = e.getColumnNumber() == null ? 1 : e.getColumnNumber();
            throw wrong(at, line, column, e.getMessageWithoutStackTop());
        } catch (IllegalArgumentException e) {
            // FreeMarker's way to refuse an output format that escapes nothing.
            throw wrong(name + SUFFIX, 1, 1, e.getMessage());
        } catch (IOException e) {
            throw new UserError("cannot read the template '" + name + SUFFIX + "': " + e.getMessage());
        }
    }

    private static @Nullable Refused refusal(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refused refused) {
                return refused;
            }
        }
        return null;
    }

    /** FreeMarker's own words, up to the first empty line: what follows there is advice about its own syntax. */
    private UserError wrong(String templateName, int line, int column, @Nullable String message) {
        var text = String.valueOf(message).strip();
        int end = text.indexOf("\n\n");
        var first = (end < 0 ? text : text.substring(0, end)).replaceAll("\\s*\\n\\s*", " ");
        var shown = first.isEmpty() ? first : Character.toLowerCase(first.charAt(0)) + first.substring(1);
        int dot = templateName.lastIndexOf(SUFFIX);
        var file = file(dot < 0 ? templateName : templateName.substring(0, dot));
        var error = new UserError("in a template: " + shown.replaceAll("[.:]$", ""));
        return file == null ? error : error.at(Source.of(file).at(Math.max(1, line), Math.max(1, column)));
    }
}
