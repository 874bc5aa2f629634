# Module slurp: the content of a file.

m_slurp() {
    m_begin "$@"
    m_path "$a_src"
    if [ -d "$R" ]; then m_fail "Source is a directory and must be a file: $R"; fi
    if ! [ -e "$R" ]; then m_fail "File not found: $R"; fi
    if ! [ -r "$R" ]; then m_fail "File is not readable: $R"; fi
    path=$R
    m_put source "$path"
    m_body "$path"
}
