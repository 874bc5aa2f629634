package dev.muster.modules;

import dev.muster.step.Script.Library;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The shell texts of the modules, {@code modules/NAME.sh} on the class path. */
final class Libraries {

    private static final Library COMMON = read("lib");
    private static final Library FILES = read("files");

    private Libraries() {}

    /** What every script builds on, then the module's own text. */
    static List<Library> of(String module) {
        return List.of(COMMON, read(module));
    }

    /** The module's own text, for a script that needs nothing else. */
    static List<Library> alone(String module) {
        return List.of(read(module));
    }

    /** The same with {@code files.sh} between, for modules that write files. */
    static List<Library> ofFiles(String module) {
        return List.of(COMMON, FILES, read(module));
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
