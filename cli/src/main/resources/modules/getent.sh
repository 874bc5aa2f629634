# Module getent. Words: database key has_key service. The answer's body is what getent printed.

m_getent() {
    m_begin "$@"
    set -- getent "$a_database"
    if [ "$a_has_key" = 1 ]; then set -- "$@" "$a_key"; fi
    if [ -n "$a_service" ]; then set -- "$@" -s "$a_service"; fi
    if m_have getent; then
        m_out=$("$@" 2>/dev/null)
        m_code=$?
    else
        # BusyBox has none: the files are what there is.
        m_code=0
        case $a_database in
            passwd | group | shadow | hosts | services | protocols | networks) m_file=/etc/$a_database ;;
            *) m_fail 'Missing arguments, or database unknown.' ;;
        esac
        if [ "$a_has_key" = 1 ]; then
            m_out=$(awk -v key="$a_key" -F '[: \t]+' '{for (i = 1; i <= NF; i++) if ($i == key && (i == 1 || i == 3 || FILENAME ~ /hosts$/)) {print; exit}}' "$m_file")
            if [ -z "$m_out" ]; then m_code=2; fi
        else
            m_out=$(grep -v '^#' "$m_file")
        fi
    fi
    m_put code "$m_code"
    m_done
    printf '\n%s\n' "$m_out"
}
