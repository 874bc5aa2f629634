package dev.muster.engine;

import dev.muster.source.Source;
import dev.muster.value.Template;
import java.nio.file.Path;
import java.util.function.Function;

/** A file whose text goes on its way as it is or as a template. If it was encrypted, its lines are secrets of the run. */
final class TextFile {

    private TextFile() {}

    static String text(Function<Path, Source> reader, Path file) {
        var source = reader.apply(file);
        if (source.secret()) {
            source.opener().learn(source.text());
        }
        return source.text();
    }

    static Template template(Function<Path, Source> reader, Path file) {
        var source = reader.apply(file);
        var template = new Template(source.text(), source.at(1, 1));
        if (source.secret()) {
            source.opener().learn(template);
        }
        return template;
    }
}
