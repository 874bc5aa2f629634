package dev.muster.modules;

import dev.muster.step.Script.Library;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** The shell texts of the modules, {@code modules/NAME.sh} on the class path. */
final class Libraries {

    private static final Library COMMON = read("lib");
    private static final Library FILES = read("files");
    private static final Library WRITE = read("write");

    private Libraries() {}

    /** What every script builds on, then the module's own texts. */
    static List<Library> of(String... modules) {
        return Stream.concat(Stream.of(COMMON), Stream.of(modules).map(Libraries::read))
                .toList();
    }

    /** The module's own texts, for a script that needs nothing else. */
    static List<Library> alone(String... modules) {
        return Stream.of(modules).map(Libraries::read).toList();
    }

    /** The same with {@code files.sh} and {@code write.sh} between, for modules that change files. */
    static List<Library> ofFiles(String module) {
        return List.of(COMMON, FILES, WRITE, read(module));
    }

    private static Library read(String name) {
        try (var in = Libraries.class.getResourceAsStream("/modules/" + name + ".sh")) {
            if (in == null) {
                throw new IllegalStateException("no shell text 'modules/" + name + ".sh'");
            }
            return new Library("modules/" + name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
