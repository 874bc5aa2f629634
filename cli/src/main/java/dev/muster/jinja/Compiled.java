package dev.muster.jinja;

import dev.muster.value.Template;
import java.util.List;
import java.util.Map;

/**
 * A compiled template, free of the place where it stands, so that one text is compiled once.
 *
 * @param text what was compiled, for places in it
 * @param skippedLines how many lines of the template stand before that
 * @param settings how it was read
 * @param actions its statements
 * @param blocks its blocks, whether inside others or not
 */
record Compiled(
        String text, int skippedLines, Settings settings, List<Action> actions, Map<String, CompiledBlock> blocks) {

    record CompiledBlock(Action action, boolean required) {}

    Spot spot(Template template) {
        return new Spot(template, text, skippedLines);
    }
}
