# Module group. Words: name state gid system force non_unique gid_min gid_max local check.

m_group_add() {
    if m_have groupadd; then
        set -- groupadd
        if [ -n "$a_gid" ]; then
            set -- "$@" -g "$a_gid"
            if [ "$a_non_unique" = 1 ]; then set -- "$@" -o; fi
        fi
        if [ "$a_system" = 1 ]; then set -- "$@" -r; fi
        if [ -n "$a_gid_min" ]; then set -- "$@" -K "GID_MIN=$a_gid_min"; fi
        if [ -n "$a_gid_max" ]; then set -- "$@" -K "GID_MAX=$a_gid_max"; fi
        m_account_tool "$@" "$a_name"
        return
    fi
    changed=1
    [ "$a_check" = 0 ] || return 0
    if [ -n "$a_gid" ]; then
        R=
        [ "$a_non_unique" = 1 ] || ! m_account_entry group "$a_gid" local ||
            m_fail "groupadd: GID '$a_gid' already exists$m_nl" name "$a_name"
        R=$a_gid
    elif [ "$a_system" = 1 ]; then
        m_account_free /etc/group "${a_gid_min:-100}" "${a_gid_max:-999}"
    else
        m_account_free /etc/group "${a_gid_min:-1000}" "${a_gid_max:-60000}"
    fi
    m_gid_new=$R
    m_account_record /etc/group "$a_name" "$a_name:x:$m_gid_new:"
    m_account_record /etc/gshadow "$a_name" "$a_name:!::"
}

m_group_change() {
    m_account_field 3 "$1"
    if [ -z "$a_gid" ] || [ "$R" = "$a_gid" ]; then return 0; fi
    if m_have groupmod; then
        set -- groupmod -g "$a_gid"
        if [ "$a_non_unique" = 1 ]; then set -- "$@" -o; fi
        m_account_tool "$@" "$a_name"
        return
    fi
    changed=1
    [ "$a_check" = 0 ] || return 0
    m_account_field 4 "$1"
    m_account_record /etc/group "$a_name" "$a_name:x:$a_gid:$R"
}

m_group_delete() {
    if m_have groupdel; then
        set -- groupdel
        if [ "$a_force" = 1 ]; then set -- "$@" -f; fi
        m_account_tool "$@" "$a_name"
        return
    fi
    changed=1
    [ "$a_check" = 0 ] || return 0
    m_account_record /etc/group "$a_name" ''
    m_account_record /etc/gshadow "$a_name" ''
}

m_group() {
    m_begin "$@"
    m_there=0
    if m_account_entry group "$a_name" "$a_local" && [ "${R%%:*}" = "$a_name" ]; then m_there=1; fi
    case $a_state:$m_there in
        absent:1) m_group_delete ;;
        present:0) m_group_add ;;
        present:1) m_group_change "$R" ;;
    esac
    if [ "$a_check:$m_there" = 1:0 ] && [ "$changed" = 1 ]; then
        m_put bare 1
    elif m_account_entry group "$a_name" "$a_local" && [ "${R%%:*}" = "$a_name" ]; then
        m_account_field 3 "$R"
        m_put gid "$R"
    fi
    if [ "$a_check:$a_state:$m_there" = 1:absent:1 ]; then m_put bare 1; fi
    m_done
}
