# Module tempfile. Words: state path prefix suffix.

m_tempfile() {
    m_begin "$@"
    if [ -n "$a_path" ]; then m_path "$a_path"; else R=${TMPDIR:-/tmp}; fi
    m_folder=${R%/}
    if [ ! -d "${m_folder:-/}" ]; then
        m_fail "[Errno 2] No such file or directory: '$m_folder/${a_prefix}XXXXXXXX$a_suffix'"
    fi
    umask 077
    m_try=0
    while [ "$m_try" -lt 100 ]; do
        m_random=$(od -An -N8 -tx1 /dev/urandom)
        # shellcheck disable=SC2086 # bytes, to be joined
        set -- $m_random
        m_name=$m_folder/$a_prefix$1$2$3$4$a_suffix
        # Made exclusively: what someone put there before is not taken.
        if [ "$a_state" = directory ]; then
            mkdir "$m_name"
        else
            (set -C && : >"$m_name")
        fi 2>/dev/null && {
            changed=1
            m_put path "$m_name"
            m_info "$m_name"
            m_done
            return
        }
        m_try=$((m_try + 1))
    done
    m_fail "cannot create a file in '$m_folder'"
}
