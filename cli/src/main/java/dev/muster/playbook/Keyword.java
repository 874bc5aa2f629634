package dev.muster.playbook;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The keywords that plays, roles, blocks and tasks share and that reach from the outer to the inner.
 *
 * <p>For {@link Inheritance#NEAREST} the innermost that says it counts. For {@link Inheritance#GATHERED} all of them count, the
 * outer first. {@link Inheritance#OWN} is not inherited by the rule of keywords.
 */
public enum Keyword {
    ANY_ERRORS_FATAL(Inheritance.NEAREST),
    BECOME(Inheritance.NEAREST),
    BECOME_EXE(Inheritance.NEAREST),
    BECOME_FLAGS(Inheritance.NEAREST),
    BECOME_METHOD(Inheritance.NEAREST),
    BECOME_USER(Inheritance.NEAREST),
    CHECK_MODE(Inheritance.NEAREST),
    COLLECTIONS(Inheritance.NEAREST),
    CONNECTION(Inheritance.NEAREST),
    DEBUGGER(Inheritance.NEAREST),
    DELEGATE_FACTS(Inheritance.NEAREST),
    DELEGATE_TO(Inheritance.NEAREST),
    DIFF(Inheritance.NEAREST),
    ENVIRONMENT(Inheritance.GATHERED),
    IGNORE_ERRORS(Inheritance.NEAREST),
    IGNORE_UNREACHABLE(Inheritance.NEAREST),
    MODULE_DEFAULTS(Inheritance.GATHERED),
    NO_LOG(Inheritance.NEAREST),
    NOTIFY(Inheritance.NEAREST),
    PORT(Inheritance.NEAREST),
    REMOTE_USER(Inheritance.NEAREST),
    RUN_ONCE(Inheritance.NEAREST),
    TAGS(Inheritance.GATHERED),
    THROTTLE(Inheritance.NEAREST),
    TIMEOUT(Inheritance.NEAREST),
    VARS(Inheritance.OWN),
    WHEN(Inheritance.GATHERED);

    /** How a keyword of an outer thing reaches the inner ones. */
    public enum Inheritance {
        NEAREST,
        GATHERED,
        OWN
    }

    private static final Map<String, Keyword> BY_TEXT =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Keyword::text, keyword -> keyword));

    private final Inheritance inheritance;

    Keyword(Inheritance inheritance) {
        this.inheritance = inheritance;
    }

    public Inheritance inheritance() {
        return inheritance;
    }

    /** The keyword as it is written in a playbook. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The keyword that is written so, or null. */
    static @Nullable Keyword of(String text) {
        return BY_TEXT.get(text);
    }
}
