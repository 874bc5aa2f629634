package dev.muster.cli;

import dev.muster.doc.Documentation;
import dev.muster.doc.ManPage;
import dev.muster.doc.RoleTexts;
import dev.muster.doc.SidecarTexts;
import dev.muster.doc.Snippet;
import dev.muster.report.Colour;
import dev.muster.source.Source;
import dev.muster.source.UserError;
import dev.muster.value.JsonPrinting;
import dev.muster.yaml.YamlWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "doc",
        sortOptions = false,
        description = "Shows what modules, filters, keywords and roles there are and how they are used;"
                + " options and output are those of ansible-doc.")
final class DocCommand implements Callable<Integer> {

    private static final String ROLE = "role";
    private static final String KEYWORD = "keyword";
    private static final YamlWriter.Layout YAML = new YamlWriter.Layout(2, 80, false, true, true, false, false, null);

    private final Session session;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "what to show; with --list a collection")
    private List<String> names = new ArrayList<>();

    @Option(
            names = {"-t", "--type"},
            paramLabel = "TYPE",
            description =
                    "module, role, keyword, filter, test, lookup, callback, connection and so on (default: module)")
    private String type = "module";

    @Option(
            names = {"-l", "--list"},
            description = "show what there is, a line each")
    private boolean list;

    @Option(
            names = {"-F", "--list_files"},
            description = "show where each is kept; what is built in has no file")
    private boolean listFiles;

    @Option(
            names = {"-s", "--snippet"},
            description = "show a use that may be pasted into a playbook")
    private boolean snippet;

    @Option(
            names = {"-j", "--json"},
            description = "show it as JSON")
    private boolean json;

    @Option(names = "--metadata-dump", description = "show everything of every type as JSON")
    private boolean dump;

    @Option(names = "--no-fail-on-errors", description = "with --metadata-dump: leave out what cannot be read")
    private boolean noFail;

    @Option(
            names = {"-e", "--entry-point"},
            paramLabel = "NAME",
            description = "of roles: show this entry point alone")
    private @Nullable String entryPoint;

    @Option(
            names = {"-r", "--roles-path"},
            paramLabel = "PATH",
            description = "where roles are sought first, with colons between; may be repeated")
    private List<String> rolesPath = new ArrayList<>();

    @Option(
            names = "--playbook-dir",
            paramLabel = "DIR",
            description = "where roles and collections lie beside playbooks")
    private @Nullable String playbookDir;

    @Option(
            names = {"-M", "--module-path"},
            paramLabel = "PATH",
            description = "is refused: modules of one's own are Python, and are not documented here")
    private @Nullable String modulePath;

    @Option(
            names = {"-v", "--verbose"},
            description = "tell more; may be repeated")
    private boolean[] verbose = new boolean[0];

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private HelpOption help = new HelpOption();

    DocCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (modulePath != null) {
            throw Stop.options(new UserError("'--module-path' is not possible: Muster runs no modules but its own"));
        }
        if (dump) {
            print(Map.of("all", everything()));
            return ExitCode.OK.code();
        }
        if (!type.equals(ROLE) && !Documentation.KINDS.contains(type)) {
            throw wrongType();
        }
        if (list || listFiles) {
            list();
        } else if (names.isEmpty()) {
            throw Stop.options(new UserError("Missing name(s), incorrect options passed for detailed documentation."));
        } else if (type.equals(ROLE)) {
            roles();
        } else {
            show();
        }
        return ExitCode.OK.code();
    }

    private RuntimeException wrongType() {
        var text =
                "there is no type '" + type + "'; it is one of " + ROLE + ", " + String.join(", ", Documentation.KINDS);
        return spec == null ? new UserError(text) : new ParameterException(spec.commandLine(), text);
    }

    private void list() {
        if (type.equals(ROLE)) {
            listRoles();
            return;
        }
        var all = new TreeMap<>(Documentation.of(type).list());
        if (!names.isEmpty() && !type.equals(KEYWORD)) {
            all.keySet().removeIf(name -> names.stream().noneMatch(wanted -> name.startsWith(wanted + ".")));
        }
        if (listFiles) {
            all.replaceAll((_, _) -> "built in");
        }
        if (json) {
            print(all);
        } else if (type.equals(KEYWORD)) {
            out(yaml(all));
        } else if (!all.isEmpty()) {
            out(table(all));
        }
    }

    /** Names and what they are, as long as a line has room. */
    private String table(Map<String, String> all) {
        int longest = all.keySet().stream().mapToInt(String::length).max().orElse(0);
        int room = Math.max(session.terminal().columns() - longest - 5, 1);
        return all.entrySet().stream()
                .map(entry -> {
                    var text = entry.getValue();
                    var shown = text.length() > room ? text.substring(0, room) + "..." : text;
                    return ("%-" + longest + "s %s")
                            .formatted(entry.getKey(), shown)
                            .stripTrailing();
                })
                .collect(Collectors.joining("\n"));
    }

    private void show() {
        var documentation = Documentation.of(type);
        var base = base();
        var sidecars = new SidecarTexts(
                collections(Configuration.load(session, new Warnings(session)), base), base, Source::of);
        var found = new LinkedHashMap<String, Map<String, @Nullable Object>>();
        for (var name : names) {
            documentation
                    .find(name)
                    .or(() -> sidecars.find(type, name))
                    .ifPresentOrElse(
                            doc -> found.put(name, doc),
                            () -> warn(
                                    type.equals(KEYWORD)
                                            ? "Skipping invalid keyword '" + name + "': '" + name + "'"
                                            : name + " was not found"));
        }
        if (json) {
            print(found);
        } else if (type.equals(KEYWORD)) {
            if (!found.isEmpty()) {
                out(yaml(found));
            }
        } else if (snippet) {
            if (!Snippet.KINDS.contains(type)) {
                throw new UserError("Snippets are only available for the following plugin types: "
                        + String.join(", ", Snippet.KINDS));
            }
            found.values()
                    .forEach(doc -> out(Snippet.of(type, doc, session.terminal().columns())));
        } else {
            found.values().forEach(doc -> out(new ManPage(session.terminal().columns()).plugin(type, doc)));
        }
    }

    private void roles() {
        var texts = roleTexts();
        var found = new TreeMap<String, Map<String, @Nullable Object>>();
        names.forEach(name -> found.putAll(texts.find(name, entryPoint)));
        if (json) {
            print(found);
        } else {
            found.forEach((name, doc) -> out(new ManPage(session.terminal().columns()).role(name, doc)));
        }
    }

    private void listRoles() {
        var all = roleTexts().list();
        all.keySet()
                .removeIf(
                        name -> !names.isEmpty() && names.stream().noneMatch(wanted -> name.startsWith(wanted + ".")));
        if (json) {
            print(all);
            return;
        }
        var points = all.values().stream()
                .flatMap(role -> ((Map<?, ?>) role.getOrDefault("entry_points", Map.of())).keySet().stream())
                .mapToInt(point -> String.valueOf(point).length())
                .max()
                .orElse(0);
        var lines = new ArrayList<String>();
        all.forEach((name, role) -> {
            var each = (Map<?, ?>) role.getOrDefault("entry_points", Map.of());
            lines.add(each.isEmpty() ? name : name + ":\n  specs:");
            int room = session.terminal().columns() - points - 5;
            each.forEach((point, text) -> {
                var brief = String.valueOf(text);
                lines.add("    " + String.valueOf(point)
                        + " ".repeat(points - String.valueOf(point).length()) + ": "
                        + (brief.length() > room ? brief.substring(0, room) + "..." : brief));
            });
        });
        out(String.join("\n", lines));
    }

    private RoleTexts roleTexts() {
        var configuration = Configuration.load(session, new Warnings(session));
        var base = base();
        var roles = new ArrayList<Path>();
        rolesPath.stream()
                .flatMap(paths -> Stream.of(paths.split(":")))
                .filter(path -> !path.isEmpty())
                .forEach(path -> roles.add(Configuration.path(session, path)));
        roles.add(base.resolve("roles"));
        roles.addAll(configuration.paths("DEFAULT_ROLES_PATH"));
        return new RoleTexts(roles, collections(configuration, base), Source::of);
    }

    /** The folder that playbooks lie in. */
    private Path base() {
        return playbookDir == null ? session.folder().toAbsolutePath() : Configuration.path(session, playbookDir);
    }

    private static List<Path> collections(Configuration configuration, Path base) {
        var collections = new ArrayList<Path>();
        collections.add(base.resolve("collections"));
        collections.addAll(configuration.paths("COLLECTIONS_PATHS"));
        return collections;
    }

    private Map<String, Object> everything() {
        var all = new TreeMap<String, Object>();
        for (var kind : Documentation.KINDS) {
            var documentation = Documentation.of(kind);
            var each = new TreeMap<String, Object>();
            documentation
                    .list()
                    .keySet()
                    .forEach(name -> documentation.find(name).ifPresent(doc -> each.put(name, doc)));
            all.put(kind, each);
        }
        var texts = roleTexts();
        var roles = new TreeMap<String, Object>();
        try {
            texts.list().keySet().forEach(name -> roles.putAll(texts.find(name, entryPoint)));
        } catch (UserError e) {
            if (!noFail) {
                throw e;
            }
            warn(e.render());
        }
        all.put(ROLE, roles);
        return all;
    }

    private void print(Object value) {
        out(JsonPrinting.write(value, JsonPrinting.Style.INDENTED));
    }

    private static String yaml(Object value) {
        return YamlWriter.write(value, YAML).stripTrailing() + "\n";
    }

    private void out(String text) {
        session.terminal().out(text);
    }

    private void warn(String text) {
        session.terminal().err("[WARNING]: " + text, Colour.WARNING);
    }
}
