# Module stat: all that is to be told of a path.

m_stat_module() {
    local option facts
    m_begin "$@"
    m_path "$a_path"
    path=$R
    option=
    if [ "$a_follow" = 1 ]; then option=-L; fi
    # shellcheck disable=SC2086 # an option or none
    facts=$(stat $option -c '%f %u %g %s %h %i %d %t %T %b %o %.9Y %.9X %.9Z:%U:%G' -- "$path" 2>&1) || {
        case $facts in
            *'No such file or directory') printf 'exists 0\n' ;;
            *) m_fail "${facts##*: }" ;;
        esac
        m_done
        return 0
    }
    case ${facts%%:*} in
        *.?????????) ;;
        *) # BusyBox has whole seconds only.
            # shellcheck disable=SC2086
            facts=$(stat $option -c '%f %u %g %s %h %i %d %t %T %b %o %Y %X %Z:%U:%G' -- "$path" 2>&1)
            ;;
    esac
    m_put path "$path"
    printf 'exists 1\nnumbers %s\n' "${facts%%:*}"
    facts=${facts#*:}
    m_put user "${facts%%:*}"
    m_put user_group "${facts#*:}"
    if [ -r "$path" ]; then printf 'readable 1\n'; fi
    if [ -w "$path" ]; then printf 'writeable 1\n'; fi
    if [ -x "$path" ]; then printf 'executable 1\n'; fi
    if [ -L "$path" ] && [ "$a_follow" != 1 ]; then
        m_real "$path"
        m_put lnk_source "$R"
        m_put lnk_target "$(readlink -- "$path")"
    elif [ -f "$path" ] && [ -r "$path" ] && [ -n "$a_algorithm" ]; then
        m_sum "$a_algorithm" "$path" || m_fail "this node has no tool that computes $a_algorithm checksums"
        m_put checksum "$R"
    fi
    if [ "$a_mime" = 1 ] && m_have file && R=$(file --mime-type --mime-encoding -- "$path" 2>/dev/null); then
        m_put mime "${R##*:}"
    fi
    if [ "$a_lsattr" = 1 ] && R=$(lsattr -vd -- "$path" 2>/dev/null); then m_put lsattr "$R"; fi
    m_done
}
