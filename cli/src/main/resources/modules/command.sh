# Runs a command for modules command, shell and raw.
#
# The answer is the command's own output; behind the last byte of standard output stands a trailer
#   RS kind code begin end epoch uptime zone LF
# with kind: ran, check (would have run), exists, missing (creates and removes; the output is the path), chdir, exec
# (could not be done; code is the errno). RS is byte 036, which the controller looks for from the end.

# The clock costs no fork in a step: bash knows the time, other shells read how long the machine has been up, and what
# that means in the time of day is asked once, when a shell learns this library.
m_zone= m_epoch= m_uptime=0
read -r m_epoch m_zone <<M_END
$(date '+%s.%N %z')
M_END
[ ! -r /proc/uptime ] || read -r m_uptime m_rest </proc/uptime

muster_clock() {
    if [ -n "${EPOCHREALTIME-}" ]; then
        m_now=$EPOCHREALTIME
    elif [ -r /proc/uptime ]; then
        read -r m_now m_rest </proc/uptime
    else
        m_now=$(date +%s)
    fi
}

muster_any() {
    for m_path; do
        if [ -e "$m_path" ] || [ -L "$m_path" ]; then
            return 0
        fi
    done
    return 1
}

muster_trailer() {
    printf '\036%s %s %s %s %s %s %s\n' "$1" "$2" "${m_begin:--}" "${m_end:--}" "${m_epoch:--}" "${m_uptime:--}" "${m_zone:--}"
    exit 0
}

# muster_errno PATH: why a path cannot be used, as errno: ENOENT, ENOTDIR, EACCES.
muster_errno() {
    if [ ! -e "$1" ]; then
        m_errno=2
    elif [ ! -d "$1" ]; then
        m_errno=20
    else
        m_errno=13
    fi
}

# muster_findable COMMAND: whether exec will find it; sets m_errno.
muster_findable() {
    m_errno=2
    case $1 in
    */*)
        [ -x "$1" ] && [ ! -d "$1" ] && return 0
        [ ! -e "$1" ] || m_errno=13
        return 1
        ;;
    '') return 1 ;;
    esac
    m_ifs=$IFS
    IFS=:
    set -f
    for m_path in $PATH; do
        m_path=${m_path:-.}/$1
        if [ -x "$m_path" ] && [ ! -d "$m_path" ]; then
            IFS=$m_ifs
            set +f
            return 0
        fi
        [ ! -e "$m_path" ] || m_errno=13
    done
    IFS=$m_ifs
    set +f
    return 1
}

# muster_run PREPARE CREATES REMOVES CHECK BODY: PREPARE is shell code made by the controller, which sets m_dir and makes the
# command the positional parameters; CREATES and REMOVES are words of shell code with wildcards, or empty; CHECK is
# 1 when nothing may run; BODY is what a shell is to evaluate: it goes by a variable so that ps does not show it.
muster_run() {
    m_creates=$2 m_removes=$3 m_check=$4 m_body=$5 m_dir= m_begin= m_end=
    eval "$1"
    if [ -n "$m_dir" ] && ! CDPATH= cd -P -- "$m_dir" 2>/dev/null; then
        muster_errno "$m_dir"
        printf %s "$m_dir"
        muster_trailer chdir "$m_errno"
    fi
    if [ -n "$m_creates" ] && eval "muster_any $m_creates"; then
        printf %s "$m_shown_creates"
        muster_trailer exists 0
    fi
    if [ -n "$m_removes" ] && ! eval "muster_any $m_removes"; then
        printf %s "$m_shown_removes"
        muster_trailer missing 0
    fi
    [ "$m_check" = 0 ] || muster_trailer check 0
    if ! muster_findable "$1"; then
        printf %s "$1"
        muster_trailer exec "$m_errno"
    fi
    muster_clock
    m_begin=$m_now
    # The shell's own word about a command that a signal killed ("Killed") is no output of the command.
    {
        if [ -n "$m_body" ]; then
            (
                MUSTER_BODY=$m_body
                export MUSTER_BODY
                exec "$@" -c 'eval "unset MUSTER_BODY;$MUSTER_BODY"' 2>&9 9>&-
            )
        else
            (exec "$@" 2>&9 9>&-)
        fi
        m_code=$?
    } 9>&2 2>/dev/null
    muster_clock
    m_end=$m_now
    muster_trailer ran "$m_code"
}
