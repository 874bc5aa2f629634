# What every module's script builds on: POSIX sh that behaves alike in dash, bash and BusyBox ash.
#
# A step runs in a process of its own: a function here may exit, set variables, and change the locale or the umask.
# Functions give their value in R rather than on standard output, because "$(f)" costs a process each.
#
# Words   every module function takes words NAME=VALUE and begins with m_begin "$@", which makes them variables a_NAME;
#         a word -- ends them.
# Answer  lines "key value" (m_put), ended by m_done or by m_fail; behind m_body, bytes as they are.
# files.sh  has what modules that write files need beside this.

m_nl='
'
m_open='{'
m_close='}'

# What does not change while this shell lives is asked once.
m_umask=$(umask)
m_selinux=0
if [ -e /sys/fs/selinux/enforce ]; then m_selinux=1; fi

m_begin() {
    LC_ALL=C
    export LC_ALL
    IFS=" 	$m_nl"
    set -f
    changed=0
    m_tmp=
    m_all=
    trap m_clean EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        eval "a_${1%%=*}=\${1#*=}"
        shift
    done
}

m_clean() {
    if [ -n "$m_tmp" ]; then rm -f -- "$m_tmp"; fi
    if [ -n "$m_all" ]; then rm -f -- "$m_all"; fi
}

# m_put KEY VALUE
m_put() {
    case $2 in
        *\\* | *"$m_nl"*) m_escape "$2" ;;
        *) R=$2 ;;
    esac
    printf '%s %s\n' "$1" "$R"
}

m_escape() {
    local rest out
    rest=$1
    out=
    while :; do
        case $rest in
            *\\*) out=$out${rest%%\\*}'\\' rest=${rest#*\\} ;;
            *) break ;;
        esac
    done
    rest=$out$rest
    out=
    while :; do
        case $rest in
            *"$m_nl"*) out=$out${rest%%"$m_nl"*}'\n' rest=${rest#*"$m_nl"} ;;
            *) break ;;
        esac
    done
    R=$out$rest
}

# Ends the answer's lines. m_body FILE does the same, and the file's bytes follow.
m_done() {
    printf 'changed %s\ndone\n' "$changed"
}

m_body() {
    m_done
    printf '\n'
    cat -- "$1"
}

# m_fail MESSAGE [KEY VALUE]...: the step has failed; the keys stand beside the message in its result, and with a key
# path or dest, what Ansible says of that path.
m_fail() {
    m_put failed "$1"
    shift
    while [ $# -gt 1 ]; do
        m_put "with.$1" "$2"
        case $1 in path | dest) m_info "$2" ;; esac
        shift 2
    done
    exit 0
}

# m_error TEXT PATH: what a tool said last, in Python's words, such as [Errno 13] Permission denied: b'/etc/x'.
m_error() {
    R=${1##*: }
    case $R in
        'Operation not permitted') R="[Errno 1] $R: b'$2'" ;;
        'No such file or directory') R="[Errno 2] $R: b'$2'" ;;
        'Permission denied') R="[Errno 13] $R: b'$2'" ;;
        'File exists') R="[Errno 17] $R: b'$2'" ;;
        'Not a directory') R="[Errno 20] $R: b'$2'" ;;
        'Is a directory') R="[Errno 21] $R: b'$2'" ;;
        'No space left on device') R="[Errno 28] $R: b'$2'" ;;
        'Read-only file system') R="[Errno 30] $R: b'$2'" ;;
    esac
}

m_warn() {
    m_put warning "$1"
}

m_have() {
    command -v "$1" >/dev/null 2>&1
}

# --- paths, users and groups

# m_path WORD: what Ansible's type "path" means on this node; ~, ~user, $NAME and ${NAME} replaced, unknown names left alone.
m_path() {
    R=$1
    case $R in *'$'*) m_variables ;; esac
    case $R in '~'*) m_home ;; esac
}

m_variables() {
    local out rest name raw
    rest=$R
    out=
    while :; do
        case $rest in *'$'*) ;; *) break ;; esac
        out=$out${rest%%'$'*}
        rest=${rest#*'$'}
        case $rest in
            "$m_open"*"$m_close"*)
                name=${rest#?}
                name=${name%%"$m_close"*}
                raw=\$$m_open$name$m_close
                rest=${rest#*"$m_close"}
                ;;
            *)
                name=${rest%%[!A-Za-z0-9_]*}
                raw=\$$name
                rest=${rest#"$name"}
                ;;
        esac
        case $name in
            '' | *[!A-Za-z0-9_]*) out=$out$raw ;;
            *) if m_variable "$name"; then out=$out$R; else out=$out$raw; fi ;;
        esac
    done
    R=$out$rest
}

# An exported variable; printenv tells it from the script's own, but not every BusyBox has it.
m_variable() {
    if m_have printenv; then
        R=$(printenv "$1")
    else
        eval "R=\${$1-} ; [ -n \"\${$1+set}\" ]"
    fi
}

m_home() {
    local path user
    path=$R
    user=${path%%/*}
    if [ "$user" = '~' ]; then
        R=$HOME
    elif m_lookup passwd "${user#?}"; then
        R=${m_entry#*:}
        R=${R#*:}
        R=${R%%:*}
    else
        R=$path
        return 0
    fi
    R=${R%/}${path#"$user"}
    if [ -z "$R" ]; then R=/; fi
}

# m_lookup passwd|group NAME: the number in R, the fields behind it in m_entry (for passwd: gid:gecos:home:shell).
m_lookup() {
    local name x id rest
    if [ -r "/etc/$1" ]; then
        while IFS=: read -r name x id rest; do
            if [ "$name" = "$2" ]; then
                R=$id
                m_entry=$rest
                return 0
            fi
        done <"/etc/$1"
    fi
    rest=$(getent "$1" "$2" 2>/dev/null) || return 1
    case $rest in "$2":*) ;; *) return 1 ;; esac
    rest=${rest#*:}
    rest=${rest#*:}
    R=${rest%%:*}
    m_entry=${rest#*:}
}

# m_number passwd|group ID: whether anyone has the number.
m_number() {
    local name x id rest
    if [ -r "/etc/$1" ]; then
        while IFS=: read -r name x id rest; do
            if [ "$id" = "$2" ]; then return 0; fi
        done <"/etc/$1"
    fi
    getent "$1" "$2" >/dev/null 2>&1
}

# m_uid OWNER, m_gid GROUP: the number of a name or a number, with Ansible's failure for a name that is not known.
m_uid() {
    case $1 in
        *[!0-9]*) m_lookup passwd "$1" || m_fail "chown failed: failed to look up user $1" path "$2" ;;
        *) R=$1 ;;
    esac
}

m_gid() {
    case $1 in
        *[!0-9]*) m_lookup group "$1" || m_fail "chgrp failed: failed to look up group $1" path "$2" ;;
        *) R=$1 ;;
    esac
}

# --- what stands at a path

# m_stat PATH: lstat. s_raw (type and permissions), s_mode, s_uid, s_gid, s_size, s_links, s_inode, s_device, s_user, s_group;
# s_path says whose they are. The shell's own tests come first, because they cost no process.
m_stat() {
    local line
    s_path=
    [ -e "$1" ] || [ -L "$1" ] || return 1
    line=$(stat -c "$m_facts" -- "$1" 2>/dev/null) || return 1
    m_split "$line"
    s_path=$1
}

# m_known PATH: the same, but asks only when s_* are not those of the path. Whoever changes what they tell empties s_path.
m_known() {
    [ -n "$s_path" ] && [ "$s_path" = "$1" ] || m_stat "$1"
}

s_path=
m_facts='%f %u %g %s %h %i %d:%U:%G'

m_split() {
    local names
    names=${1#*:}
    # shellcheck disable=SC2086 # numbers, to be split
    set -- ${1%%:*}
    s_raw=$((0x$1))
    s_mode=$((s_raw & 07777))
    s_uid=$2 s_gid=$3 s_size=$4 s_links=$5 s_inode=$6 s_device=$7
    s_user=${names%%:*}
    s_group=${names#*:}
    if [ "$s_user" = UNKNOWN ]; then s_user=$s_uid; fi
    if [ "$s_group" = UNKNOWN ]; then s_group=$s_gid; fi
}

# m_state PATH: absent, link, directory, hard or file in R; s_* are those of the path itself unless it is absent.
m_state() {
    R=absent
    m_known "$1" || return 0
    case $((s_raw & 0170000)) in
        40960) R=link ;;
        16384) R=directory ;;
        *) if [ "$s_links" -gt 1 ]; then R=hard; else R=file; fi ;;
    esac
}

# m_real PATH: the path with every symbolic link followed, though the last part may be missing.
m_real() {
    R=$(readlink -f -- "$1" 2>/dev/null) && [ -n "$R" ] || R=$1
}

# m_octal MODE: the number as Ansible prints permissions, such as 0644.
m_octal() {
    R=$(($1 >> 6 & 7))$(($1 >> 3 & 7))$(($1 & 7))
    if [ $(($1 >> 9)) -gt 0 ]; then R=$(($1 >> 9))$R; fi
    R=0$R
}

# m_info PATH: the keys that Ansible adds to every result with a path, unless there is nothing there.
m_info() {
    [ -e "$1" ] || return 0
    m_state "$1"
    m_put state "$R"
    m_octal "$s_mode"
    printf 'mode %s\nuid %s\ngid %s\nsize %s\n' "$R" "$s_uid" "$s_gid" "$s_size"
    m_put owner "$s_user"
    m_put group "$s_group"
    if [ "$m_selinux" = 1 ] && R=$(stat -c %C -- "$1" 2>/dev/null); then m_put secontext "$R"; fi
}

# m_binary FILE: 1 in R when there is a NUL among the first 8192 bytes, else 0.
m_binary() {
    R=0
    [ -f "$1" ] && [ -r "$1" ] || return 0
    R=$(head -c 8192 -- "$1" | tr -dc '\000' | wc -c)
    if [ "$R" -gt 0 ]; then R=1; else R=0; fi
}

# m_sum ALGORITHM FILE: the file's digest in R; status 1 when it cannot be read or the node has no such tool.
m_sum() {
    local named
    R=
    # OpenSSL has other names than Python for some.
    case $1 in
        sha3_*) named=sha3-${1#sha3_} ;;
        blake2b) named=blake2b512 ;;
        blake2s) named=blake2s256 ;;
        *) named=$1 ;;
    esac
    if m_have "$1sum"; then
        R=$("$1sum" <"$2" 2>/dev/null) || return 1
    elif m_have openssl; then
        R=$(openssl dgst -r "-$named" <"$2" 2>/dev/null) || return 1
    else
        return 1
    fi
    R=${R%% *}
    [ -n "$R" ]
}
