# How files are written: by m_new, then to descriptor 8 (or m_write for both), then m_place: beside the target, never with
# more permissions than the finished file, flushed, renamed. The name of the unfinished file is m_tmp.

# m_new TARGET [UMASK]: descriptor 8 writes to a new file m_tmp beside the target. Without the umask only its owner may read it.
m_new() {
    local folder n status
    case $1 in
        */*) folder=${1%/*}/ ;;
        *) folder=./ ;;
    esac
    n=0
    m_flushed=0
    umask "${2:-077}"
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

# m_mask TARGET: the umask in R that gives a new file the permissions that it keeps, where that is plain from the start: a
# chmod(1) less. Else 077.
m_mask() {
    R=077
    if [ -n "$a_owner$a_group$m_base_mode" ] || [ -e "$1" ] || [ -L "$1" ]; then return 0; fi
    case $a_mode in
        '') R=$m_umask ;;
        *[!0-7]*) ;;
        *) if [ $((0$a_mode & 07111)) = 0 ]; then m_octal $((0666 & ~0$a_mode)); fi ;;
    esac
}

# m_write TARGET: standard input becomes the content of m_tmp; or with m_all, a_size bytes of that file from m_at on.
m_write() {
    m_mask "$1"
    m_new "$1" "$R" || {
        if [ "$a_unsafe_writes" = 1 ] && [ -e "$1" ]; then
            m_overwrite "$1"
            return 0
        fi
        case $1 in */*) R=${1%/*} ;; *) R=. ;; esac
        m_fail "The destination directory '${R:-/}' is not writable by the current user." path "$1"
    }
    if [ -n "$m_all" ]; then
        R=$({ tail -c "+$m_at" -- "$m_all" | head -c "$a_size" >&8; } 2>&1)
    else
        m_pour
    fi || {
        R=${R%%"$m_nl"*}
        m_fail "cannot write '$1': ${R##*: }" path "$1"
    }
    exec 8>&-
}

# Standard input to descriptor 8; dd(1) flushes the file as well. Where it cannot or is missing, it has read nothing.
m_pour() {
    if R=$(dd bs=65536 conv=fsync 2>&1 >&8); then
        m_flushed=1
        return 0
    fi
    case $R in
        *conv* | *'not found'*) R=$(cat 2>&1 >&8) ;;
        # Some file systems know no flushing; what is written is written.
        *'fsync failed'*'Invalid argument'* | *'fsync failed'*'not supported'*) ;;
        *) return 1 ;;
    esac
}

# Only where the user insists: the file is written in place, and a reader may see half of it.
m_overwrite() {
    cat >"$1" || m_fail "Could not write data to file '$1'." path "$1"
}

# m_place TARGET: m_tmp takes the target's place. Owner and permissions are final before it does: those of the target, or
# those of a new file, changed by a_owner, a_group and a_mode.
m_place() {
    m_prepare "$1"
    m_replace "$1"
}

# m_prepare TARGET [new]: gives m_tmp its final owner and permissions; with new, what is at the target does not count.
m_prepare() {
    local mode owner lines
    [ -n "$m_tmp" ] || return 0
    m_existed=0
    mode=$((0666 & ~0$m_umask))
    s_path=
    if [ "$2" != new ] && { [ -e "$1" ] || [ -L "$1" ]; }; then
        m_existed=1
        # BusyBox has no such option; the owner is compared below, the permissions by whoever asks for m_mode.
        cp --attributes-only --preserve=mode,ownership,xattr -- "$1" "$m_tmp" 2>/dev/null
        lines=$(stat -c "$m_facts" -- "$1" "$m_tmp" 2>/dev/null) || m_fail "cannot look at '$1' and '$m_tmp'" path "$1"
        m_split "${lines%%"$m_nl"*}"
        mode=$s_mode
        owner=$s_uid:$s_gid
        m_split "${lines#*"$m_nl"}"
        if [ "$owner" = "$s_uid:$s_gid" ]; then
            s_path=$m_tmp
        else
            chown -- "$owner" "$m_tmp" 2>/dev/null
        fi
    fi
    m_known "$m_tmp" || m_fail "cannot look at '$m_tmp'" path "$1"
    if [ -n "$m_base_mode" ]; then mode=$m_base_mode; fi
    if [ -n "$a_owner" ]; then
        m_uid "$a_owner" "$1"
        if [ "$R" != "$s_uid" ]; then
            s_path=
            chown -- "$R" "$m_tmp" 2>/dev/null || m_fail 'chown failed' path "$1"
        fi
    fi
    if [ -n "$a_group" ]; then
        m_gid "$a_group" "$1"
        if [ "$R" != "$s_gid" ]; then
            s_path=
            chgrp -- "$R" "$m_tmp" 2>/dev/null || m_fail 'chgrp failed' path "$1"
        fi
    fi
    m_known "$m_tmp"
    if [ -n "$a_mode" ]; then
        m_mode "$a_mode" "$mode" 0 "$1"
        mode=$R
    fi
    if [ "$mode" != "$s_mode" ]; then
        m_octal "$mode"
        chmod -- "$R" "$m_tmp" || m_fail 'chmod failed' path "$1"
        s_raw=$((s_raw & ~07777 | mode))
        s_mode=$mode
        # Set-group-ID may be refused without a word.
        if [ "$mode" -gt 511 ]; then s_path=; fi
    fi
    if [ "$m_selinux" = 1 ] && [ "$m_existed" = 1 ]; then chcon --reference="$1" -- "$m_tmp" 2>/dev/null; fi
}

m_base_mode=

# m_replace TARGET: flushes m_tmp and renames it.
m_replace() {
    changed=1
    if [ -z "$m_tmp" ]; then
        # It was written in place, and has its old attributes still.
        s_path=
        m_attributes "$1"
        return 0
    fi
    if [ "$m_flushed" = 0 ]; then sync "$m_tmp" 2>/dev/null; fi
    if R=$(mv -f -- "$m_tmp" "$1" 2>&1); then
        # A new name, and the same file.
        if [ -n "$s_path" ] && [ "$s_path" = "$m_tmp" ]; then s_path=$1; else s_path=; fi
        m_tmp=
    elif [ "$a_unsafe_writes" = 1 ]; then
        s_path=
        m_overwrite "$1" <"$m_tmp"
    else
        m_fail "Unable to make '$m_tmp' into to '$1', failed final rename: ${R##*: }" path "$1"
    fi
    if [ "$m_selinux" = 1 ] && [ "$m_existed" = 0 ] && m_have restorecon; then restorecon -- "$1" 2>/dev/null; fi
}

# What m_place does not do: flags of lsattr(1) and the security context.
m_other_attributes() {
    case $a_attributes$a_seuser$a_serole$a_setype$a_selevel in '') ;; *) m_attributes "$1" ;; esac
}

# Runs the command of argument validate: a_validate words a_v1, a_v2, ..., with %s for m_tmp.
m_validate() {
    local n word status
    [ "${a_validate:-0}" -gt 0 ] || return 0
    n=0
    set --
    while [ "$n" -lt "$a_validate" ]; do
        n=$((n + 1))
        eval "word=\$a_v$n"
        case $word in
            *%s*) word=${word%%%s*}$m_tmp${word#*%s} ;;
            *)
                m_path "$word"
                word=$R
                ;;
        esac
        set -- "$@" "$word"
    done
    # It may do anything to the file.
    s_path=
    m_flushed=0
    m_errors=$m_tmp.err
    status=0
    # The full stop keeps line ends at the end.
    R=$(
        "$@" 2>"$m_errors" </dev/null || status=$?
        printf .
        exit "$status"
    ) || status=$?
    word=$(cat "$m_errors" && printf .)
    rm -f -- "$m_errors"
    if [ "$status" = 0 ]; then return 0; fi
    if [ "$a_invalid" = edit ]; then
        m_fail "failed to validate: rc:$status error:${word%.}"
    else
        m_fail 'failed to validate' exit_status "$status" stdout "${R%.}" stderr "${word%.}"
    fi
}

# m_backup PATH: a copy beside it with the time in its name, in R; empty when there is nothing to keep.
m_backup() {
    R=
    [ -e "$1" ] || return 0
    R=$1.$$.$(date '+%Y-%m-%d@%H:%M:%S~')
    if [ "$a_check" = 1 ]; then return 0; fi
    cp -p -- "$1" "$R" || m_fail "Could not make backup of '$1' to '$R'." path "$1"
}
