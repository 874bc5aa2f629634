package dev.muster.jinja;

import dev.muster.jinja.Jinja.FileOptions;

/**
 * How a text is read.
 *
 * @param options delimiters and whitespace rules
 * @param verbatim whether backslashes in strings inside <code>{{ }}</code> stand for themselves, as in texts of playbooks,
 *     where YAML has read the escapes already (ansible-core's {@code escape_backslashes})
 * @param lineStatement what begins a statement that is a line of its own, or empty
 * @param lineComment what begins a comment to the end of the line, or empty
 */
record Settings(FileOptions options, boolean verbatim, String lineStatement, String lineComment) {

    /** What ansible-core does with a text from a playbook. */
    static final Settings PLAYBOOK =
            new Settings(new FileOptions("{%", "%}", "{{", "}}", "{#", "#}", true, false, "\n", false), true, "", "");

    /** What ansible-core does with a template that another one includes: nobody has read its escapes. */
    static final Settings INCLUDED = new Settings(PLAYBOOK.options, false, "", "");

    static Settings file(FileOptions options) {
        return new Settings(options, false, "", "");
    }

    Settings included() {
        return new Settings(options, false, lineStatement, lineComment);
    }
}
