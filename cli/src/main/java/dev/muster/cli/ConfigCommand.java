package dev.muster.cli;

import dev.muster.config.Settings;
import dev.muster.config.SettingsListing;
import dev.muster.config.Skeleton;
import dev.muster.config.Validation;
import dev.muster.report.Colour;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.JsonPrinting;
import dev.muster.yaml.YamlWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ansible-config}: its commands, options, texts and exit codes. */
@Command(name = "config", description = "Shows the settings, as ansible-config does.")
final class ConfigCommand implements Runnable {

    /** As {@code ansible-config} writes YAML. */
    private static final YamlWriter.Layout YAML = new YamlWriter.Layout(2, 80, false, true, true, false, false, null);

    private final Session session;

    @Mixin
    private HelpOption help = new HelpOption();

    @Spec
    private @Nullable CommandSpec spec;

    ConfigCommand(Session session) {
        this.session = session;
    }

    /** What all of them have. */
    static final class Common {

        @Option(
                names = {"-c", "--config"},
                paramLabel = "FILE",
                description = "the file of settings (default: the first that is found)")
        private @Nullable String file;

        @Option(
                names = {"-t", "--type"},
                paramLabel = "TYPE",
                description = "base, all, or a kind of plugins such as callback or connection (default: base)")
        private String type = SettingsListing.BASE;

        @Parameters(paramLabel = "PLUGIN", arity = "0..*", description = "plugins of that kind (default: all)")
        private List<String> plugins = new ArrayList<>();

        @Option(
                names = {"-v", "--verbose"},
                description = "show which file is read; may be repeated")
        private boolean[] verbose = new boolean[0];

        @Mixin
        private HelpOption help = new HelpOption();
    }

    @Override
    public void run() {
        throw wrong("a config command is missing");
    }

    private RuntimeException wrong(String text) {
        return spec == null ? new UserError(text) : new ParameterException(spec.commandLine(), text);
    }

    @Command(name = "list", description = "Shows what settings there are.")
    int list(
            @Mixin Common common,
            @Option(
                            names = {"-f", "--format"},
                            paramLabel = "FORM",
                            defaultValue = "yaml",
                            description = "yaml or json (default: yaml)")
                    String format) {
        check(format, List.of("json", "yaml"));
        data(listing(common).list(), format);
        return ExitCode.OK.code();
    }

    @Command(name = "dump", description = "Shows the values of the settings and where they come from.")
    int dump(
            @Mixin Common common,
            @Option(
                            names = {"--only-changed", "--changed-only"},
                            description = "leave out what has its default")
                    boolean onlyChanged,
            @Option(
                            names = {"-f", "--format"},
                            paramLabel = "FORM",
                            defaultValue = "display",
                            description = "display, yaml or json (default: display)")
                    String format) {
        check(format, List.of("json", "yaml", "display"));
        var listing = listing(common);
        if (!format.equals("display")) {
            data(listing.dumpData(onlyChanged), format);
            return ExitCode.OK.code();
        }
        var lines = listing.dump(onlyChanged);
        if (lines.isEmpty()) {
            session.terminal().out("");
        }
        for (int i = 0; i < lines.size(); i++) {
            var changed = lines.get(i).changed();
            var end = i + 1 < lines.size() ? "\n" : "";
            session.terminal()
                    .out(lines.get(i).text() + end, changed == null ? null : changed ? Colour.CHANGED : Colour.OK);
        }
        return ExitCode.OK.code();
    }

    @Command(name = "view", description = "Shows the file of settings.")
    int view(@Mixin Common common) {
        checkType(common);
        var file = settings(common).file().orElseThrow(() -> new UserError("Invalid or no config file was supplied"));
        session.terminal().out(Source.of(file).text());
        return ExitCode.OK.code();
    }

    @Command(name = "init", description = "Writes a file of settings with all defaults.")
    int init(
            @Mixin Common common,
            @Option(names = "--disabled", description = "make every setting a comment") boolean disabled,
            @Option(
                            names = {"-f", "--format"},
                            paramLabel = "FORM",
                            defaultValue = "ini",
                            description = "ini, env or vars (default: ini)")
                    String format) {
        check(format, List.of("ini", "env", "vars"));
        var skeleton = new Skeleton(listing(common), disabled);
        session.terminal()
                .out(
                        switch (format) {
                            case "ini" -> skeleton.ini();
                            case "env" -> skeleton.environment();
                            default -> variables(skeleton);
                        });
        return ExitCode.OK.code();
    }

    private static String variables(Skeleton skeleton) {
        var flow = new YamlWriter.Layout(2, 80, true, true, true, false, false, null);
        var text = new StringBuilder();
        for (var variable : skeleton.variables()) {
            var value = YamlWriter.write(variable.value(), flow).replaceFirst("\\n?(\\.\\.\\.)?\\n?$", "");
            text.append(variable.comment())
                    .append('\n')
                    .append(variable.prefix())
                    .append(variable.name())
                    .append(": ")
                    .append(value)
                    .append("\n\n");
        }
        return text.toString();
    }

    @Command(name = "validate", description = "Tells whether everything that is set is known.")
    int validate(
            @Mixin Common common,
            @Option(
                            names = {"-f", "--format"},
                            paramLabel = "FORM",
                            defaultValue = "ini",
                            description = "ini for the file, env for the environment (default: ini)")
                    String format) {
        check(format, List.of("ini", "env"));
        var validation = new Validation(listing(common));
        var errors = format.equals("ini") ? validation.ofFile() : validation.ofEnvironment(session.environment());
        errors.forEach(error -> session.terminal().err("[ERROR]: " + error, Colour.FAILED));
        if (!errors.isEmpty()) {
            return ExitCode.ERROR.code();
        }
        session.terminal().out("All configurations seem valid!");
        return ExitCode.OK.code();
    }

    private void check(String format, List<String> formats) {
        if (!formats.contains(format)) {
            throw wrong("there is no form '" + format + "'; it is one of " + String.join(", ", formats));
        }
    }

    private void checkType(Common common) {
        var types = new ArrayList<>(List.of(SettingsListing.ALL, SettingsListing.BASE));
        types.addAll(SettingsListing.KINDS);
        if (!types.contains(common.type)) {
            throw wrong("there is no type '" + common.type + "'; it is one of " + String.join(", ", types));
        }
    }

    private SettingsListing listing(Common common) {
        checkType(common);
        return new SettingsListing(settings(common), common.type, common.plugins, new Warnings(session));
    }

    /** Whoever looks at the settings sees what they are; warnings are for those who run something. */
    private Settings settings(Common common) {
        if (common.file == null) {
            var configuration = Configuration.load(session, _ -> {});
            if (common.verbose.length > 0) {
                session.terminal().out(configuration.told(), Colour.VERBOSE);
            }
            return configuration.settings();
        }
        var file = Configuration.path(session, common.file);
        if (!Files.isReadable(file)) {
            throw Stop.options(new UserError("The provided configuration file is missing or not accessible: " + file));
        }
        return Configuration.load(session, file, _ -> {}).settings();
    }

    private void data(Object value, String format) {
        session.terminal()
                .out(
                        format.equals("json")
                                ? JsonPrinting.write(value, JsonPrinting.Style.INDENTED)
                                : YamlWriter.write(value, YAML));
    }
}
