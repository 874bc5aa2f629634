# The databases of users and groups, for modules group and user. Where the node has no groupadd and useradd (BusyBox), they are
# written by hand: whole, beside, renamed.

# m_account_entry DATABASE KEY [local]: the line of a name or a number, in R.
m_account_entry() {
    if [ -z "$3" ] && m_have getent; then
        R=$(getent "$1" "$2" 2>/dev/null)
        return
    fi
    while IFS= read -r R; do
        case $R in
            "$2":*) return 0 ;;
            *)
                m_rest=${R#*:*:}
                if [ "${m_rest%%:*}" = "$2" ]; then return 0; fi
                ;;
        esac
    done <"/etc/$1"
    R=
    return 1
}

# m_account_field NUMBER LINE: a field of a line, in R.
m_account_field() {
    R=$2:
    set -- "$1"
    while [ "$1" -gt 1 ]; do
        R=${R#*:}
        set -- $(($1 - 1))
    done
    R=${R%%:*}
}

# m_account_record FILE NAME LINE: the line of a name is replaced, added, or with an empty LINE removed; atomically. The copy
# that is written has the file's owner and permissions from its birth.
m_account_record() {
    [ -e "$1" ] || return 0
    m_copy=$1.muster-$$
    rm -f "$m_copy"
    (umask 077 && cp -p "$1" "$m_copy") || m_fail "cannot write '$m_copy'" name "$a_name"
    m_seen=0
    {
        while IFS= read -r m_line || [ -n "$m_line" ]; do
            case $m_line in
                "$2":*)
                    m_seen=1
                    if [ -n "$3" ]; then printf '%s\n' "$3"; fi
                    ;;
                *) printf '%s\n' "$m_line" ;;
            esac
        done <"$1"
        if [ "$m_seen" = 0 ] && [ -n "$3" ]; then printf '%s\n' "$3"; fi
    } >"$m_copy" && { sync "$m_copy" 2>/dev/null || :; } && mv -f "$m_copy" "$1" || {
        rm -f "$m_copy"
        m_fail "cannot write '$1'" name "$a_name"
    }
}

# m_account_free FILE FIRST LAST: the first number that nobody has, in R.
m_account_free() {
    R=$2
    while [ "$R" -le "$3" ]; do
        m_taken=0
        while IFS=: read -r m_name m_word m_number m_rest; do
            if [ "$m_number" = "$R" ]; then m_taken=1; fi
        done <"$1"
        [ "$m_taken" = 1 ] || return 0
        R=$((R + 1))
    done
    m_fail "there is no free number from $2 to $3"
}

# m_account_tool COMMAND...: runs a tool unless nothing may change; m_said is what it says.
m_account_tool() {
    changed=1
    [ "$a_check" = 0 ] || return 0
    m_said=$("$@" 2>&1 </dev/null)
    m_code=$?
    [ "$m_code" = 0 ] || m_fail "$m_said$m_nl" name "$a_name" ${a_is_user:+rc "$m_code"}
}

