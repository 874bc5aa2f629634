package dev.muster.inventory;

import dev.muster.jinja.Jinja;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What inventory plugins render their templates with.
 *
 * @param extraVariables {@code -e}, for plugins that are told to use them
 */
public record PluginTemplates(Jinja jinja, Map<String, @Nullable Object> extraVariables) {}
