# What every module's script builds on: POSIX sh that behaves alike in dash, bash and BusyBox ash.
#
# A step runs in a process of its own: a function here may exit, set variables, and change the locale or the umask.
# Functions give their value in R rather than on standard output, because "$(f)" costs a process each.
#
# Words   every module function takes words NAME=VALUE and begins with m_begin "$@", which makes them variables a_NAME.
# Answer  lines "key value" (m_put), ended by m_done or by m_fail; behind m_body, bytes as they are.
# Files   written by m_new, then to descriptor 8, then m_place: beside the target, secret until finished, flushed, renamed.

m_nl='
'
m_open='{'
m_close='}'

# What does not change while this shell lives is asked once.
m_euid=$(id -u 2>/dev/null)
m_egid=$(id -g 2>/dev/null)
m_umask=$(umask)
m_selinux=0
if [ -e /sys/fs/selinux/enforce ]; then m_selinux=1; fi
m_cp_attributes=0
case $(cp --help 2>&1) in *--attributes-only*) m_cp_attributes=1 ;; esac
m_nanoseconds=0
case $(stat -c %.9Y / 2>/dev/null) in *.?????????) m_nanoseconds=1 ;; esac

m_begin() {
    LC_ALL=C
    export LC_ALL
    IFS=" 	$m_nl"
    set -f
    changed=0
    m_tmp=
    trap m_clean EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    while [ $# -gt 0 ]; do
        eval "a_${1%%=*}=\${1#*=}"
        shift
    done
}

m_clean() {
    if [ -n "$m_tmp" ]; then rm -f -- "$m_tmp"; fi
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

# m_fail MESSAGE [KEY VALUE]...: the step has failed; the keys stand beside the message in its result.
m_fail() {
    m_put failed "$1"
    shift
    while [ $# -gt 1 ]; do
        m_put "with.$1" "$2"
        shift 2
    done
    exit 0
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

# m_stat PATH: lstat. s_raw (type and permissions), s_mode, s_uid, s_gid, s_size, s_links, s_inode, s_device, s_user, s_group.
m_stat() {
    local line names
    line=$(stat -c '%f %u %g %s %h %i %d:%U:%G' -- "$1" 2>/dev/null) || return 1
    names=${line#*:}
    # shellcheck disable=SC2086 # numbers, to be split
    set -- ${line%%:*}
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
    m_stat "$1" || return 0
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

# m_sum ALGORITHM FILE: the file's digest in R; status 1 when it cannot be read or the node has no such tool.
m_sum() {
    R=
    if m_have "$1sum"; then
        R=$("$1sum" <"$2" 2>/dev/null) || return 1
    elif m_have openssl; then
        R=$(openssl dgst -r "-$1" <"$2" 2>/dev/null) || return 1
    else
        return 1
    fi
    R=${R%% *}
    [ -n "$R" ]
}

# --- permissions

# m_mode SPEC CURRENT IS_DIRECTORY PATH: the permissions that an octal or symbolic mode gives, a number in R.
m_mode() {
    case $1 in
        '' | *[!0-7]*) m_symbolic "$@" ;;
        *)
            R=$((0$1))
            if [ "$R" -gt 4095 ]; then
                m_fail 'Invalid mode supplied, only permission info is allowed' path "$4" details "$R"
            fi
            ;;
    esac
}

m_symbolic() {
    local mode rest clause users masked operator perms each
    mode=$2
    rest=$1,
    while [ -n "$rest" ]; do
        clause=${rest%%,*}
        rest=${rest#*,}
        users=${clause%%[-+=]*}
        perms=${clause#"$users"}
        masked=0
        case $users in
            a) users=ugo ;;
            '') users=ugo masked=1 ;;
            *[!ugo]*) m_bad_mode "$clause" "$4" ;;
        esac
        while [ -n "$perms" ]; do
            operator=${perms%"${perms#?}"}
            perms=${perms#?}
            clause=${perms%%[-+=]*}
            perms=${perms#"$clause"}
            case $clause in *[!rwxXstugo]*) m_bad_mode "${rest%,}" "$4" ;; esac
            each=$users
            while [ -n "$each" ]; do
                m_apply "${each%"${each#?}"}" "$operator" "$clause" "$masked" "$mode" "$3"
                mode=$R
                each=${each#?}
            done
        done
    done
    R=$mode
}

m_bad_mode() {
    m_fail 'mode must be in octal or symbolic form' path "$2" details "bad symbolic permission for mode: $1"
}

# m_apply USER OPERATOR PERMS MASKED MODE IS_DIRECTORY: one user's part of a symbolic mode; see chmod(1).
m_apply() {
    local shift bits perms allowed special
    case $1 in
        u) shift=6 special=2048 ;;
        g) shift=3 special=1024 ;;
        *) shift=0 special=512 ;;
    esac
    allowed=4095
    if [ "$4" = 1 ]; then allowed=$((4095 & ~0$m_umask)); fi
    bits=0
    perms=$3
    while [ -n "$perms" ]; do
        case $perms in
            r*) bits=$((bits | 4 << shift & allowed)) ;;
            w*) bits=$((bits | 2 << shift & allowed)) ;;
            x*) bits=$((bits | 1 << shift & allowed)) ;;
            X*) if [ "$6" = 1 ] || [ $(($5 & 0111)) -gt 0 ]; then bits=$((bits | 1 << shift)); fi ;;
            s*) if [ "$1" != o ]; then bits=$((bits | special)); fi ;;
            t*) if [ "$1" = o ]; then bits=$((bits | special)); fi ;;
            u*) bits=$((bits | ($5 >> 6 & 7) << shift)) ;;
            g*) bits=$((bits | ($5 >> 3 & 7) << shift)) ;;
            o*) bits=$((bits | ($5 & 7) << shift)) ;;
        esac
        perms=${perms#?}
    done
    case $2 in
        +) R=$(($5 | bits)) ;;
        -) R=$(($5 & ~bits)) ;;
        *) R=$(($5 & ~(7 << shift | special) | bits)) ;;
    esac
}

# m_attributes PATH [DIFF]: gives the path a_owner, a_group, a_mode, a_attributes and a_se* where they differ, which sets
# changed; with DIFF, says what was and what is. With a_check nothing is done.
m_attributes() {
    local is_directory is_link uid gid
    case $a_owner$a_group$a_mode$a_attributes$a_seuser$a_serole$a_setype$a_selevel in '') return 0 ;; esac
    if [ "$a_check" = 1 ] && ! [ -e "$1" ]; then
        changed=1
        return 0
    fi
    m_stat "$1" || m_fail "[Errno 2] No such file or directory: '$1'" path "$1"
    is_link=0
    is_directory=0
    case $((s_raw & 0170000)) in
        40960) is_link=1 ;;
        16384) is_directory=1 ;;
    esac
    if [ "$m_selinux" = 1 ]; then m_context "$1" "$2"; fi
    uid=$s_uid
    gid=$s_gid
    if [ -n "$a_owner" ] && [ "$a_owner" != "$s_user" ]; then
        m_uid "$a_owner" "$1"
        uid=$R
    fi
    if [ -n "$a_group" ] && [ "$a_group" != "$s_group" ]; then
        m_gid "$a_group" "$1"
        gid=$R
    fi
    if [ "$uid" != "$s_uid" ]; then m_differs owner "$s_uid" "$uid" "$2"; fi
    if [ "$gid" != "$s_gid" ]; then m_differs group "$s_gid" "$gid" "$2"; fi
    if [ "$uid:$gid" != "$s_uid:$s_gid" ] && [ "$a_check" != 1 ]; then m_chown "$1" "$uid" "$gid"; fi
    if [ -n "$a_mode" ]; then m_chmod "$1" "$is_directory" "$is_link" "$2"; fi
    if [ -n "$a_attributes" ]; then m_chattr "$1" "$2"; fi
}

# m_differs WHAT BEFORE AFTER DIFF
m_differs() {
    changed=1
    if [ -n "$4" ]; then
        m_put "before.$1" "$2"
        m_put "after.$1" "$3"
    fi
}

m_chown() {
    if [ "$2" != "$s_uid" ]; then
        R=$(chown -h -- "$2" "$1" 2>&1) || m_fail "chown failed: ${R##*: }" path "$1"
    fi
    if [ "$3" != "$s_gid" ]; then
        R=$(chgrp -h -- "$3" "$1" 2>&1) || m_fail "chgrp failed" path "$1"
    fi
    # A change of owner takes set-user-ID away.
    if [ "$s_mode" -gt 511 ]; then m_stat "$1"; fi
}

m_chmod() {
    local mode before
    m_mode "$a_mode" "$s_mode" "$2" "$1"
    mode=$R
    [ "$mode" != "$s_mode" ] || return 0
    m_octal "$s_mode"
    before=$R
    m_octal "$mode"
    # The permissions of a link cannot change on Linux; Ansible's check mode says they would all the same.
    if [ "$3" = 1 ]; then
        if [ "$a_check" = 1 ]; then m_differs mode "$before" "$R" "$4"; fi
        return 0
    fi
    m_differs mode "$before" "$R" "$4"
    if [ "$a_check" = 1 ]; then return 0; fi
    R=$(chmod -- "$R" "$1" 2>&1) || m_fail 'chmod failed' path "$1" details "${R##*: }"
}

m_chattr() {
    local sign wanted existing
    sign='='
    wanted=$a_attributes
    case $wanted in
        [-+]*)
            sign=${wanted%"${wanted#?}"}
            wanted=${wanted#?}
            ;;
    esac
    m_flags "$1"
    existing=$R
    if [ -z "$wanted" ] || { [ "$existing" = "$wanted" ] && [ "$sign" != - ]; }; then return 0; fi
    m_have chattr || return 0
    m_differs attributes "$existing" "$sign$wanted" "$2"
    if [ "$a_check" = 1 ]; then return 0; fi
    R=$(chattr "$sign$wanted" "$1" 2>&1) && [ -z "$R" ] ||
        m_fail 'chattr failed' path "$1" details "Error while setting attributes: $R"
}

# m_flags PATH: the letters of lsattr(1) without the dashes.
m_flags() {
    local out
    R=$(lsattr -d -- "$1" 2>/dev/null) || R=
    R=${R%% *}
    out=
    while :; do
        case $R in
            *-*) out=$out${R%%-*} R=${R#*-} ;;
            *) break ;;
        esac
    done
    R=$out$R
}

# The security context, part by part; _default asks the policy.
m_context() {
    local have want default rest
    case $a_seuser$a_serole$a_setype$a_selevel in '') return 0 ;; esac
    have=$(stat -c %C -- "$1") || return 0
    default=
    case " $a_seuser $a_serole $a_setype $a_selevel " in
        *' _default '*) default=$(matchpathcon -n "$1" 2>/dev/null) || default=$have ;;
    esac
    want=
    rest=$have
    for each in "$a_seuser" "$a_serole" "$a_setype" "$a_selevel"; do
        case $each in
            '') want=$want:${rest%%:*} ;;
            _default) want=$want:${default%%:*} ;;
            *) want=$want:$each ;;
        esac
        case $want in *:*:*:*:*) ;; *) rest=${rest#*:} default=${default#*:} ;; esac
    done
    # A level may have colons of its own, so that the last part is what is left.
    if [ -z "$a_selevel" ]; then want=${want%:*}:$rest; fi
    want=${want#:}
    [ "$want" != "$have" ] || return 0
    m_differs secontext "$have" "$want" "$2"
    if [ "$a_check" = 1 ]; then return 0; fi
    R=$(chcon -h -- "$want" "$1" 2>&1) || m_fail 'invalid selinux context' path "$1" details "${R##*: }"
}

# --- writing

# m_new TARGET: descriptor 8 writes to a new file m_tmp beside the target that only its owner may read.
m_new() {
    local folder n status
    case $1 in
        */*) folder=${1%/*}/ ;;
        *) folder=./ ;;
    esac
    n=0
    umask 077
    # The shell creates the file exclusively: a file or link that someone put there is not followed.
    set -C
    while :; do
        m_try=${folder}.muster-$$-$n
        status=0
        command exec 8>"$m_try" || status=1
        if [ "$status" = 0 ]; then
            m_tmp=$m_try
            break
        fi
        if ! [ -e "$m_try" ] && ! [ -L "$m_try" ] || [ "$n" -gt 99 ]; then break; fi
        n=$((n + 1))
    done 2>/dev/null
    set +C
    umask "$m_umask"
    return "$status"
}

# m_write TARGET: standard input becomes the content of m_tmp.
m_write() {
    m_new "$1" || {
        if [ "$a_unsafe_writes" = 1 ] && [ -e "$1" ]; then
            m_overwrite "$1"
            return 0
        fi
        case $1 in */*) R=${1%/*} ;; *) R=. ;; esac
        m_fail "The destination directory '${R:-/}' is not writable by the current user." path "$1"
    }
    cat >&8 || m_fail "cannot write '$m_tmp'" path "$1"
    exec 8>&-
}

# Only where the user insists: the file is written in place, and a reader may see half of it.
m_overwrite() {
    cat >"$1" || m_fail "Could not write data to file '$1'." path "$1"
}

# m_place TARGET: m_tmp takes the target's place. Owner and permissions are final before it does: those of the target, or
# those of a new file, changed by a_owner, a_group and a_mode.
m_place() {
    local mode uid gid existed
    [ -n "$m_tmp" ] || return 0
    existed=0
    if m_stat "$1"; then
        existed=1
        mode=$s_mode uid=$s_uid gid=$s_gid
        if [ "$m_cp_attributes" = 1 ]; then
            cp --attributes-only --preserve=mode,ownership,xattr -- "$1" "$m_tmp" 2>/dev/null
        elif [ "$uid:$gid" != "$m_euid:$m_egid" ] || [ -g "${1%/*}/" ]; then
            chown -- "$uid:$gid" "$m_tmp" 2>/dev/null
        fi
    else
        mode=$((0666 & ~0$m_umask)) uid='' gid=''
    fi
    if [ -n "$a_owner" ]; then
        m_uid "$a_owner" "$1"
        if [ "$R" != "$uid" ] && ! chown -- "$R" "$m_tmp" 2>/dev/null; then m_fail 'chown failed' path "$1"; fi
    fi
    if [ -n "$a_group" ]; then
        m_gid "$a_group" "$1"
        if [ "$R" != "$gid" ] && ! chgrp -- "$R" "$m_tmp" 2>/dev/null; then m_fail 'chgrp failed' path "$1"; fi
    fi
    if [ -n "$a_mode" ]; then
        m_mode "$a_mode" "$mode" 0 "$1"
        mode=$R
    fi
    m_octal "$mode"
    chmod -- "$R" "$m_tmp" || m_fail 'chmod failed' path "$1"
    if [ "$m_selinux" = 1 ] && [ "$existed" = 1 ]; then chcon --reference="$1" -- "$m_tmp" 2>/dev/null; fi
    sync "$m_tmp" 2>/dev/null
    if R=$(mv -f -- "$m_tmp" "$1" 2>&1); then
        m_tmp=
    elif [ "$a_unsafe_writes" = 1 ]; then
        m_overwrite "$1" <"$m_tmp"
    else
        m_fail "Unable to make '$m_tmp' into to '$1', failed final rename: ${R##*: }" path "$1"
    fi
    if [ "$m_selinux" = 1 ] && [ "$existed" = 0 ] && m_have restorecon; then restorecon -- "$1" 2>/dev/null; fi
    changed=1
}

# m_backup PATH: a copy beside it with the time in its name, in R; empty when there is nothing to keep.
m_backup() {
    R=
    [ -e "$1" ] || return 0
    R=$1.$$.$(date '+%Y-%m-%d@%H:%M:%S~')
    if [ "$a_check" = 1 ]; then return 0; fi
    cp -p -- "$1" "$R" || m_fail "Could not make backup of '$1' to '$R'." path "$1"
}
