package dev.muster.jinja;

import java.util.LinkedHashMap;
import java.util.Map;

/** All filters: those of Ansible under their short names, those of collections under their full ones. */
final class Filters {

    static final Map<String, Filter> ALL = all();

    private Filters() {}

    private static Map<String, Filter> all() {
        var filters = new LinkedHashMap<String, Filter>();
        var table = new Filter.Table(filters);
        ValueFilters.register(table);
        TextFilters.register(table);
        NumberFilters.register(table);
        SequenceFilters.register(table);
        DataFilters.register(table);
        PathFilters.register(table);
        HashFilters.register(table);
        TimeFilters.register(table);
        IpFilters.register(table);
        UtilsFilters.register(table);
        CommunityFilters.register(table);
        NetcommonFilters.register(table);
        return java.util.Collections.unmodifiableMap(filters);
    }
}
