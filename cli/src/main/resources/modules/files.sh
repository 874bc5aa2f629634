# What modules that change files build on, beside lib.sh: attributes, times, trees. Files are written by write.sh.

# --- permissions

# m_mode SPEC CURRENT IS_DIRECTORY PATH: the permissions that an octal or symbolic mode gives, a number in R.
m_mode() {
    case $1 in
        '' | *[!0-7]*) m_symbolic "$@" ;;
        *) R=$((0$1 & 07777)) ;;
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
    if m_no_attributes; then return 0; fi
    if [ "$a_check" = 1 ] && ! [ -e "$1" ]; then
        changed=1
        return 0
    fi
    m_known "$1" || m_fail "[Errno 2] No such file or directory: b'$1'" path "$1"
    m_alter "$1" "$2"
}

m_no_attributes() {
    case $a_owner$a_group$a_mode$a_attributes$a_seuser$a_serole$a_setype$a_selevel in '') ;; *) return 1 ;; esac
}

# m_alter PATH [DIFF]: the same for a path whose s_* are known.
m_alter() {
    local is_directory is_link uid gid
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
        R=$(chown -h -- "$2" "$1" 2>&1) || m_fail 'chown failed' path "$1" exception "${R##*: }"
    fi
    if [ "$3" != "$s_gid" ]; then
        R=$(chgrp -h -- "$3" "$1" 2>&1) || m_fail "chgrp failed" path "$1"
    fi
    s_path=
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
    s_path=
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

# --- times and trees

m_no_times() {
    case $a_mtime:$a_atime in : | preserve:preserve | :preserve | preserve:) ;; *) return 1 ;; esac
}

# m_times PATH [DIFF]: a_mtime and a_atime: empty or preserve, now, or YYYY-MM-DD hh:mm:ss in the node's own time zone.
m_times() {
    local modified accessed mtime atime
    if m_no_times; then return 0; fi
    m_clock "$1" || m_fail "Error while updating modification or access time: [Errno 2] No such file or directory: b'$1'" \
        path "$1"
    modified=${R%% *}
    accessed=${R#* }
    m_moment "$a_mtime" "$modified"
    mtime=$R
    m_moment "$a_atime" "$accessed"
    atime=$R
    [ "$mtime:$atime" != "$modified:$accessed" ] || return 0
    if [ "$mtime" != "$modified" ]; then m_differs mtime "$modified" "$mtime" "$2"; fi
    if [ "$atime" != "$accessed" ]; then m_differs atime "$accessed" "$atime" "$2"; fi
    if [ "$a_check" = 1 ]; then return 0; fi
    if [ "$a_mtime" = "$a_atime" ]; then
        m_touch "$1" "$a_mtime" ''
    else
        m_touch "$1" "$a_mtime" -m
        m_touch "$1" "$a_atime" -a
    fi
}

# Modification and access time of a file in R, with nanoseconds where stat(1) has them.
m_clock() {
    R=$(stat -L -c '%.9Y %.9X' -- "$1" 2>/dev/null)
    case $R in
        *.?????????' '*.?????????) ;;
        *) R=$(stat -L -c '%Y.000000000 %X.000000000' -- "$1" 2>/dev/null) ;;
    esac
}

m_moment() {
    case $1 in
        '' | preserve) R=$2 ;;
        now)
            R=$(date +%s.%N)
            case $R in *[!0-9.]* | *.) R=${R%%.*}.0 ;; esac
            ;;
        *)
            R=$(date -d "$1" +%s 2>/dev/null) || m_fail "cannot tell the time of '$1' on this node"
            R=$R.000000000
            ;;
    esac
}

# m_touch PATH TIME [-a|-m]
m_touch() {
    # shellcheck disable=SC2086 # an option or none
    case $2 in
        '' | preserve) return 0 ;;
        now) R=$(touch -c $3 -- "$1" 2>&1) ;;
        *) R=$(touch -c $3 -d "$2" -- "$1" 2>&1) ;;
    esac || {
        m_error "$R" "$1"
        m_fail "Error while updating modification or access time: $R" path "$1"
    }
}

# m_recurse FOLDER: attributes and times for everything below it. One stat(1) serves many files.
m_recurse() {
    local lines each
    set +f
    set -- "$1"/* "$1"/.[!.]* "$1"/..?*
    set -f
    while [ $# -gt 0 ]; do
        if [ $# -gt 100 ]; then
            m_some "$1" "$2" "$3" "$4" "$5" "$6" "$7" "$8" "$9"
            shift 9
        else
            m_some "$@"
            break
        fi
    done
}

m_some() {
    local lines each
    for each; do
        shift
        # A pattern that matched nothing stands for itself.
        if [ -e "$each" ] || [ -L "$each" ]; then set -- "$@" "$each"; fi
    done
    [ $# -gt 0 ] || return 0
    lines=$(stat -c "$m_facts" -- "$@" 2>/dev/null) || lines=
    for each; do
        if [ -n "$lines" ]; then
            m_split "${lines%%"$m_nl"*}"
            s_path=$each
            lines=${lines#*"$m_nl"}
        else
            m_stat "$each" || continue
        fi
        m_one "$each"
    done
}

m_one() {
    local target
    m_no_attributes || m_alter "$1"
    if [ -L "$1" ]; then
        m_times_of_link "$1"
        [ "$a_follow" = 1 ] && [ -e "$1" ] || return 0
        target=$(readlink -- "$1")
        case $target in /*) ;; *) target=${1%/*}/$target ;; esac
        if [ -d "$target" ]; then m_recurse "$target"; fi
        m_attributes "$target"
        m_times "$target"
    else
        m_times "$1"
        if [ -d "$1" ]; then m_recurse "$1"; fi
    fi
}

m_times_of_link() {
    if [ -e "$1" ]; then m_times "$1"; fi
}
