# The node's side of the shell protocol: read once by every shell that carries steps. POSIX sh (dash, bash, BusyBox ash),
# builtins only. File descriptor 9 is the real standard error: what this shell itself has to say goes nowhere, so that
# a 'Killed' of the shell never looks like a step's output. A step runs in a subshell in which 9 is closed again.
exec 9>&2 2>/dev/null

# Splits /proc/PID/stat into _muster_state, _muster_parent, _muster_group and _muster_session.
_muster_stat() {
    read -r _muster_line <"/proc/$1/stat" || return 1
    _muster_fields ${_muster_line##*) }
}

_muster_fields() {
    _muster_state=$1 _muster_parent=$2 _muster_group=$3 _muster_session=$4
}

# Whether process $1 was left behind by a step: it is in our session, or it holds the streams that the next step will use.
_muster_is_left() {
    _muster_stat "$1" || return 1
    case $_muster_state in Z | X) return 1 ;; esac
    [ "$_muster_session" = "$_muster_own_session" ] && return 0
    [ "/proc/$1/fd/1" -ef "/proc/$$/fd/1" ] || [ "/proc/$1/fd/2" -ef "/proc/$$/fd/9" ]
}

# Whether a process that was born since _muster_from is left. Process numbers are given out in turn, so that only those
# between the last one before the step and the last one after it need a look; after a wrap, all of them do.
_muster_leaves() {
    case $_muster_watch in
        none) return 1 ;;
        span)
            _muster_last || return 1
            if [ "$_muster_number" -ge "$_muster_from" ] && [ $((_muster_number - _muster_from)) -le 4000 ]; then
                while [ "$_muster_from" -lt "$_muster_number" ]; do
                    _muster_from=$((_muster_from + 1))
                    [ -d "/proc/$_muster_from" ] && _muster_is_left "$_muster_from" && return 0
                done
                return 1
            fi
            ;;
    esac
    for _muster_entry in /proc/[0-9]*; do
        _muster_entry=${_muster_entry#/proc/}
        case " $_muster_family " in *" $_muster_entry "*) continue ;; esac
        _muster_is_left "$_muster_entry" && return 0
    done
    return 1
}

# The number of the youngest process.
_muster_last() {
    read -r _muster_x _muster_x _muster_x _muster_x _muster_number </proc/loadavg
}

_muster_begin() {
    if [ "$_muster_watch" = span ]; then _muster_last && _muster_from=$_muster_number; fi
}

# Says that the step is over: status $1, the word that only the controller knows $2.
_muster_end() {
    _muster_left=clean
    _muster_leaves && _muster_left=left
    printf '\001%s %s %s\n' "$2" "$1" "$_muster_left"
    printf '\001%s\n' "$2" >&9
}

# Says that the shell is there: the controller's word $1, the number of the process that was started in our place $2.
_muster_hello() {
    # Another user may have no business where the login began; Ansible goes home then, too.
    [ -r . ] || cd || cd /
    _muster_watch=none _muster_own_session=none _muster_family=$$
    if _muster_stat $$; then
        _muster_mine=$_muster_session
        _muster_up=$_muster_parent
        # A session is our own if it began with us, with what was started in our place, or with what that has started
        # for us (sudo's monitor). dropbear begins none for its shells: all shells of a connection share the server's.
        case $_muster_mine in
            $$ | "$2") _muster_own_session=$_muster_mine ;;
            "$_muster_up") [ -n "$2" ] && [ "$2" != "$_muster_up" ] && _muster_own_session=$_muster_mine ;;
        esac
        while [ "$_muster_up" -gt 1 ] && _muster_family="$_muster_family $_muster_up" && _muster_stat "$_muster_up"; do
            _muster_up=$_muster_parent
        done
        # A container may show its host's numbers here: only a span that holds a child of ours can be believed.
        _muster_watch=all
        if _muster_last; then
            _muster_from=$_muster_number
            : &
            wait $!
            if _muster_last && [ "$_muster_from" -lt $! ] && [ "$_muster_number" -ge $! ]; then _muster_watch=span; fi
        fi
    fi
    printf '\001%s %s %s %s\n' "$1" "$$" "$_muster_own_session" "${BASH_VERSION:+bash}"
    printf '\001%s\n' "$1" >&9
}
