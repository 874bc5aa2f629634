package dev.muster.jinja;

import java.util.Locale;

/** Filters on texts. */
final class TextFilters {

    private TextFilters() {}

    static void register(Filter.Table table) {
        table.add("upper", "s", call -> call.text(0).toUpperCase(Locale.ROOT))
                .add("lower", "s", call -> call.text(0).toLowerCase(Locale.ROOT))
                .add("capitalize", "s", call -> TextMethods.capitalize(call.text(0)))
                .add(
                        "trim",
                        "value, chars=None",
                        call -> TextMethods.strip(call.text(0), call.textOrNull(1), true, true))
                .add(
                        "replace",
                        "s, old, new, count=None",
                        call -> TextMethods.replace(
                                call.text(0), call.text(1), call.text(2), call.given(3) ? call.integer(3) : -1));
    }
}
