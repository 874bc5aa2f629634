# Module slurp: the content of a file.

m_slurp() {
    m_begin "$@"
    m_path "$a_src"
    if [ -d "$R" ]; then m_fail "Source is a directory and must be a file: $R"; fi
    if ! [ -r "$R" ]; then m_slurp_refused "$R"; fi
    path=$R
    m_put source "$path"
    m_body "$path"
}

# A path behind a folder that may not be entered looks absent to the shell's tests; a tool's error tells them apart.
m_slurp_refused() {
    local why
    why=$(cat -- "$1" 2>&1 >/dev/null)
    case $why in
        *'Permission denied') m_fail "File is not readable: $1" ;;
        *'No such file or directory') m_fail "File not found: $1" ;;
        # Ansible's text has no path here.
        *) m_fail "Unable to slurp file: {source}" ;;
    esac
}
