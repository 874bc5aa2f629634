package dev.muster.modules;

import dev.muster.source.UserError;
import dev.muster.value.Undefined;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A controller with the files of this machine, and templates that know {@code {{ name }}} alone. */
record LocalController(Map<String, Object> variables) implements Controller {

    @Override
    public @Nullable Object variable(String name) {
        return variables.containsKey(name) ? variables.get(name) : Undefined.name(name);
    }

    @Override
    public List<String> variableNames() {
        return List.copyOf(variables.keySet());
    }

    @Override
    public @Nullable Object evaluate(String expression) {
        return variable(expression);
    }

    @Override
    public boolean test(Object condition) {
        return Boolean.TRUE.equals(condition);
    }

    @Override
    public LocalFile find(String kind, String name) {
        var path = Path.of(name);
        if (!Files.exists(path)) {
            throw new UserError("Could not find or access '" + name + "'");
        }
        return file(path);
    }

    private static LocalFile file(Path path) {
        return new LocalFile(path.toString(), Files.isDirectory(path), new Disk(path, true));
    }

    @Override
    public String render(LocalFile template, TemplateOptions options) {
        var text = new String(template.bytes(), java.nio.charset.StandardCharsets.UTF_8);
        var start = options.variableStart() == null ? "{{" : options.variableStart();
        var end = options.variableEnd() == null ? "}}" : options.variableEnd();
        for (var entry : variables.entrySet()) {
            text = text.replace(start + " " + entry.getKey() + " " + end, String.valueOf(entry.getValue()));
        }
        // Like ansible-core, which does not touch a text without any markup.
        return text.contains("\n") && variables.isEmpty() ? text : text.replace("\n", options.newline());
    }

    @Override
    public Map<String, @Nullable Object> variables(LocalFile file) {
        return Map.of();
    }

    private record Disk(Path path, boolean follow) implements LocalTree {

        @Override
        public byte[] bytes() {
            try {
                return Files.readAllBytes(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public int mode() {
            try {
                return (int) Files.getAttribute(path, "unix:mode") & 07777;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public byte[] stored() {
            return bytes();
        }

        @Override
        public @Nullable String link() {
            try {
                return Files.isSymbolicLink(path) && (!follow || !Files.exists(path))
                        ? Files.readSymbolicLink(path).toString()
                        : null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public List<LocalFile> tree() {
            return tree(true);
        }

        @Override
        public List<LocalFile> tree(boolean followLinks) {
            var options = followLinks ? new FileVisitOption[] {FileVisitOption.FOLLOW_LINKS} : new FileVisitOption[0];
            try (var below = Files.walk(path, options)) {
                return below.filter(each -> !each.equals(path))
                        .sorted()
                        .map(each -> new LocalFile(
                                each.toString(),
                                followLinks
                                        ? Files.isDirectory(each)
                                        : Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS),
                                new Disk(each, followLinks)))
                        .toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
