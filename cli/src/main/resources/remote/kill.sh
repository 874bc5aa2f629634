# Sends signal $1 to everything that the shell with process number $2 has started; $3 is the session that is its own, or
# 'none'. The shell itself and its parents are spared. With KILL it looks again until nothing is left, since a process may
# have forked between the look and the kill. Prints how many were seen at the last look.
_muster_kill() {
    if ! [ -r "/proc/$2/stat" ]; then
        kill -s "$1" -- "-$2" 2>/dev/null
        echo 0
        return
    fi
    _muster_spared=" $2 " _muster_p=$2
    while [ "$_muster_p" -gt 1 ] && _muster_stat "$_muster_p"; do
        _muster_p=$_muster_parent
        _muster_spared="$_muster_spared$_muster_p "
    done
    _muster_pass=0
    while [ "$_muster_pass" -lt 40 ]; do
        _muster_pass=$((_muster_pass + 1))
        _muster_members "$2" "$3"
        [ "$_muster_count" -gt 0 ] || break
        # shellcheck disable=SC2086
        kill -s "$1" $_muster_found 2>/dev/null
        [ "$1" = KILL ] || break
    done
    echo "$_muster_count"
}

# Sets _muster_found and _muster_count: who is in session $2 or descends from $1.
_muster_members() {
    _muster_found='' _muster_count=0 _muster_table='' _muster_line_of=" $1 "
    for _muster_entry in /proc/[0-9]*; do
        _muster_entry=${_muster_entry#/proc/}
        _muster_stat "$_muster_entry" 2>/dev/null || continue
        case $_muster_state in Z | X) continue ;; esac
        case $_muster_spared in *" $_muster_entry "*) continue ;; esac
        if [ "$_muster_session" = "$2" ]; then
            _muster_line_of="$_muster_line_of$_muster_entry "
        else
            _muster_table="$_muster_table $_muster_entry:$_muster_parent"
        fi
    done
    _muster_more=yes
    while [ -n "$_muster_more" ]; do
        _muster_more='' _muster_rest=''
        for _muster_entry in $_muster_table; do
            case $_muster_line_of in
                *" ${_muster_entry#*:} "*)
                    _muster_line_of="$_muster_line_of${_muster_entry%:*} "
                    _muster_more=yes
                    ;;
                *) _muster_rest="$_muster_rest $_muster_entry" ;;
            esac
        done
        _muster_table=$_muster_rest
    done
    for _muster_entry in $_muster_line_of; do
        case $_muster_spared in *" $_muster_entry "*) continue ;; esac
        _muster_found="$_muster_found $_muster_entry" _muster_count=$((_muster_count + 1))
    done
}
