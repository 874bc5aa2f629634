package dev.muster.inventory;

import dev.muster.jinja.Jinja;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What inventory plugins render their templates with.
 *
 * @param extraVariables {@code -e}, for plugins that are told to use them
 * @param usesExtra whether those use them that say nothing of it ({@code use_extra_vars} in {@code [inventory_plugins]})
 */
public record PluginTemplates(Jinja jinja, Map<String, @Nullable Object> extraVariables, boolean usesExtra) {}
