package dev.muster.modules;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a module may ask of the machine that runs Muster, in the scope of the host and the task at hand. The engine answers from
 * files and variables, a test from a map.
 */
public interface Controller {

    /** What {@code max_diff_size} is where nobody sets it. */
    int LARGEST_DIFF = 104_448;

    /** A host variable, rendered; an {@link dev.muster.value.Undefined} when there is none. */
    @Nullable
    Object variable(String name);

    /** All variable names that are visible to the host in this task. */
    List<String> variableNames();

    /** The value of a bare expression from a playbook, such as the {@code var} of {@code debug}. */
    @Nullable
    Object evaluate(String expression);

    /** Whether conditions, as in {@code when} or {@code assert}'s {@code that}, hold. */
    boolean test(Object condition);

    /**
     * A file found on the role's or playbook's search path for this kind of file, or read by its absolute path.
     *
     * @param kind {@code files}, {@code templates} or {@code vars}: the folder that is tried beside the plain name
     * @throws dev.muster.source.UserError when there is none, naming each place that was searched
     */
    LocalFile find(String kind, String name);

    /** How many bytes a file may have whose differences are shown; 0 for as many as it likes. */
    default int largestDiff() {
        return LARGEST_DIFF;
    }

    /** Renders a template file's text with the task's variables plus {@code ansible_managed}, {@code template_path} and so on. */
    String render(LocalFile template, TemplateOptions options);

    /** Loads a YAML or JSON file of variables; its texts are trusted, so that they may hold templates. */
    Map<String, @Nullable Object> variables(LocalFile file);

    /**
     * A file or folder of the controller.
     *
     * @param path absolute
     * @param isDirectory whether it is a folder
     */
    record LocalFile(String path, boolean isDirectory, Reader reader) {

        /** Reads it; apart, so that a test needs no file system. */
        public interface Reader {
            /** The whole content of a file. */
            byte[] bytes();

            /** The permission bits, such as {@code 0644}. */
            int mode();

            /** The names of all files and folders below a folder, relative, parents before children, sorted. */
            List<LocalFile> tree();
        }

        public byte[] bytes() {
            return reader.bytes();
        }

        public int mode() {
            return reader.mode();
        }

        public List<LocalFile> tree() {
            return reader.tree();
        }
    }

    /**
     * The options of module {@code template} that change how its text is read. Null means the default.
     *
     * @param name how the task calls the template, which its text may ask
     * @param destination where the result goes
     */
    record TemplateOptions(
            @Nullable String blockStart,
            @Nullable String blockEnd,
            @Nullable String variableStart,
            @Nullable String variableEnd,
            @Nullable String commentStart,
            @Nullable String commentEnd,
            boolean trimBlocks,
            boolean lstripBlocks,
            String newline,
            String name,
            String destination) {}
}
