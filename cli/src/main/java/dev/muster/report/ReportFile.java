package dev.muster.report;

import dev.muster.file.SafeFile;
import java.nio.file.Path;

/** Files that reports leave behind. */
final class ReportFile {

    private ReportFile() {}

    /**
     * Writes a file; the folder is made when it is not there.
     *
     * @param name the file's name; what is no letter of a name in it is replaced, so that it stays in its folder
     * @param text without secrets
     */
    static void write(Path folder, String name, String text) {
        SafeFile.makeFolder(folder);
        var safe = name.replace('/', '_');
        SafeFile.write(folder.resolve(safe.equals(".") || safe.equals("..") ? "_" : safe), text, SafeFile.Mode.SECRET);
    }
}
