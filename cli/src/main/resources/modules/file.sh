# Module file: what stands at a path, and its attributes.

m_file() {
    m_begin "$@"
    m_path "$a_path"
    path=$R
    m_path "$a_src"
    src=$R
    m_file_inside
    m_state "$path"
    before=$R
    m_file_defaults
    if [ "$a_check" = 1 ] && [ "$a_state" != absent ]; then
        m_file_known passwd user uid "$a_owner"
        m_file_known group group gid "$a_group"
    fi
    key=path
    "m_file_$a_state"
    m_put "$key" "$path"
    m_info "$path"
    m_done
}

# Whether a file looks binary: there is a NUL among its first 8192 bytes.
m_file_peek() {
    m_begin "$@"
    m_path "$a_path"
    m_put path "$R"
    m_binary "$R"
    m_put binary "$R"
    m_path "$a_path"
    m_info "$R"
    m_done
}

# A folder as target of a file means a file inside it.
m_file_inside() {
    local name
    case $a_state in link | absent) return 0 ;; esac
    [ -d "$path" ] || return 0
    name=${a__original_basename:-${src##*/}}
    if [ -n "$name" ]; then path=${path%/}/$name; fi
}

m_file_defaults() {
    if [ -z "$a_state" ]; then
        if [ "$before" != absent ]; then
            a_state=$before
        elif [ "$a_recurse" = 1 ]; then
            a_state=directory
        else
            a_state=file
        fi
    fi
    if [ "$a_recurse" = 1 ] && [ "$a_state" != directory ]; then
        m_fail "recurse option requires state to be 'directory'" path "$path"
    fi
    case $a_state in
        link | hard) ;;
        *) if [ -n "$src" ]; then m_fail "src option requires state to be 'link' or 'hard'" path "$path"; fi ;;
    esac
    if [ "$a_state" = touch ]; then
        a_mtime=${a_mtime:-now}
        a_atime=${a_atime:-now}
    fi
}

# In check mode a user that an earlier task would have made is worth a warning only.
m_file_known() {
    case $4 in
        '') ;;
        *[!0-9]*) m_lookup "$1" "$4" || m_warn "failed to look up $2 $4. Create $2 up to this point in real play" ;;
        *) m_number "$1" "$4" ||
            m_warn "failed to look up $2 with $3 $4. Create $2 up to this point in real play" ;;
    esac
}

# m_initial STATE: the difference that Ansible begins with; there is always a path in it.
m_initial() {
    if [ "$before" != "$1" ]; then
        m_put before.state "$before"
        m_put after.state "$1"
    fi
    m_put diff "$path"
}

# What attributes are meant for: the path itself, or with follow what the link at it leads to.
m_file_target() {
    target=$path
    if m_no_attributes && m_no_times; then return 0; fi
    if [ "$a_follow" = 1 ] && [ -L "$path" ]; then
        m_real "$path"
        target=$R
    fi
}

m_file_follow() {
    if [ "$a_follow" = 1 ] && [ "$before" = link ]; then
        m_real "$path"
        path=$R
        m_state "$path"
        before=$R
    fi
}

m_file_absent() {
    [ "$before" != absent ] || {
        printf 'state absent\n'
        return 0
    }
    m_initial absent
    if [ "$before" = directory ]; then
        if [ "$a_diff" = 1 ]; then
            printf 'content 1\n'
            m_lines content.directory "$(find "$path" -mindepth 1 -type d)"
            m_lines content.file "$(find "$path" -mindepth 1 ! -type d)"
        fi
        if [ "$a_check" != 1 ]; then
            R=$(rm -rf -- "$path" 2>&1) || {
                m_error "$R" "$path"
                m_fail "rmtree failed: $R"
            }
        fi
    elif [ "$a_check" != 1 ]; then
        R=$(rm -f -- "$path" 2>&1) || {
            m_error "$R" "$path"
            m_fail 'Unlinking failed.' path "$path" exception "$R"
        }
    fi
    changed=1
    printf 'state absent\n'
}

m_lines() {
    local rest
    rest=$2
    while [ -n "$rest" ]; do
        m_put "$1" "${rest%%"$m_nl"*}"
        case $rest in *"$m_nl"*) rest=${rest#*"$m_nl"} ;; *) rest= ;; esac
    done
}

m_file_file() {
    m_file_follow
    case $before in
        file | hard) ;;
        *)
            m_put with.state "$before"
            m_fail "file ($path) is $before, cannot continue" path "$path"
            ;;
    esac
    m_initial file
    m_attributes "$path" 1
    m_times "$path" 1
}

m_file_touch() {
    key=dest
    if [ "$before" = absent ]; then
        if [ "$a_check" = 1 ]; then
            changed=1
            return 0
        fi
        R=$(: 2>&1 >"$path") || {
            case $R in *nonexistent*) R='No such file or directory' ;; esac
            m_error "$R" "$path"
            m_fail 'Error, could not touch target.' path "$path" exception "$R"
        }
        changed=1
        # A file that could not be given its attributes is not left behind.
        m_tmp=$path
    fi
    m_initial touch
    m_file_target
    m_attributes "$target" 1
    m_times "$target" 1
    m_tmp=
}

m_file_directory() {
    m_file_follow
    m_initial directory
    case $before in
        absent) m_file_make ;;
        directory)
            m_attributes "$path" 1
            m_times "$path" 1
            if [ "$a_recurse" = 1 ]; then m_recurse "$path"; fi
            ;;
        *) m_fail "$path already exists as a $before" path "$path" ;;
    esac
}

# Every folder that is missing on the way is made and given the attributes.
m_file_make() {
    local rest current
    if [ "$a_check" = 1 ]; then
        changed=1
        return 0
    fi
    rest=$path/
    current=
    while [ -n "$rest" ]; do
        current=$current${rest%%/*}
        rest=${rest#*/}
        if [ -n "$current" ] && ! [ -e "$current" ]; then
            if R=$(mkdir -- "$current" 2>&1); then
                changed=1
            elif ! [ -d "$current" ]; then
                m_error "$R" "$current"
                m_fail "There was an issue creating $current as requested: $R" path "$path"
            fi
            m_attributes "$current" 1
            m_times "$current" 1
        fi
        current=$current/
    done
}

m_file_link() {
    local old base
    key=dest
    if [ -z "$src" ] && [ "$a_follow" = 1 ] && [ -e "$path" ]; then
        src=$(readlink -- "$path") || m_fail "[Errno 22] Invalid argument: b'$path'" path "$path"
    fi
    if [ "$before" = directory ]; then
        base=$path
    else
        case $path in */*) base=${path%/*} ;; *) base= ;; esac
    fi
    case $src in
        /*) base=$src ;;
        *) base=${base%/}/$src ;;
    esac
    case $path in */*) ;; *) if [ "$before" != directory ]; then base=${base#/}; fi ;; esac
    if [ "$a_force" != 1 ] && [ -n "$src" ] && ! [ -e "$base" ]; then
        m_fail "src file does not exist, use 'force=yes' if you really want to create the link: $base" \
            path "$path" src "$src"
    fi
    case $before in
        directory)
            if [ "$a_force" != 1 ]; then
                m_fail "refusing to convert from $before to symlink for $path" path "$path"
            fi
            if ! m_empty "$path"; then
                m_fail "the directory $path is not empty, refusing to convert it" path "$path"
            fi
            ;;
        file | hard)
            if [ "$a_force" != 1 ]; then
                m_fail "refusing to convert from $before to symlink for $path" path "$path"
            fi
            ;;
    esac
    m_initial link
    if [ "$before" != link ]; then
        if [ -z "$src" ]; then m_fail 'src is required for creating new symlinks'; fi
        changed=1
    elif [ -n "$src" ]; then
        old=$(readlink -- "$path")
        if [ "$old" != "$src" ]; then m_differs src "$old" "$src" 1; fi
    fi
    if [ "$changed" = 1 ] && [ "$a_check" != 1 ]; then m_link -s "$src"; fi
    m_put src "$src"
    if [ "$a_check" = 1 ] && ! [ -e "$path" ]; then return 0; fi
    if [ "$a_follow" = 1 ] && [ -L "$path" ] && ! [ -e "$path" ]; then
        m_warn 'Cannot set fs attributes on a non-existent symlink target. follow should be set to False to avoid this.'
        return 0
    fi
    m_file_target
    m_attributes "$target" 1
    m_times "$target" 1
}

# m_link [-s] SRC: makes the link, in place of what is there at once.
m_link() {
    s_path=
    if [ "$before" = absent ]; then
        # shellcheck disable=SC2086 # no word at all for a hard link
        R=$(ln $1 -- "$2" "$path" 2>&1) || {
            m_error "$R" "$2"
            m_fail "Error while linking: $R' -> b'$path'" path "$path"
        }
        return 0
    fi
    case $path in */*) m_tmp=${path%/*}/.muster-$$-link ;; *) m_tmp=.muster-$$-link ;; esac
    if [ "$before" = directory ]; then rmdir -- "$path" 2>/dev/null; fi
    # shellcheck disable=SC2086
    R=$(ln $1 -- "$2" "$m_tmp" 2>&1 && mv -f -- "$m_tmp" "$path" 2>&1) || {
        m_error "$R" "$2"
        m_fail "Error while replacing: $R' -> b'$path'" path "$path"
    }
    # Two names of one file: mv(1) leaves both where they are.
    if [ -L "$m_tmp" ] || [ -e "$m_tmp" ]; then rm -f -- "$m_tmp"; fi
    m_tmp=
}

m_empty() {
    set +f
    set -- "$1"/* "$1"/.[!.]* "$1"/..?*
    set -f
    while [ $# -gt 0 ]; do
        if [ -e "$1" ] || [ -L "$1" ]; then return 1; fi
        shift
    done
}

m_file_hard() {
    local inode
    key=dest
    m_file_target
    if [ "$before" != hard ] && [ -z "$src" ]; then m_fail 'src is required for creating new hardlinks'; fi
    if [ -n "$src" ] && ! [ -e "$src" ]; then m_fail 'src does not exist' dest "$path" src "$src"; fi
    m_initial hard
    inode=
    if [ -n "$src" ]; then inode=$(stat -L -c %i -- "$src"); fi
    case $before in
        absent) changed=1 ;;
        link)
            R=$(readlink -- "$path")
            if [ "$R" != "$src" ]; then m_differs src "$R" "$src" 1; fi
            ;;
        hard)
            if [ -n "$inode" ] && [ "$inode" != "$s_inode" ]; then
                changed=1
                if [ "$a_force" != 1 ]; then
                    m_fail 'Cannot link, different hard link exists at destination' dest "$path" src "$src"
                fi
            fi
            ;;
        file)
            changed=1
            if [ "$a_force" != 1 ]; then
                m_fail "Cannot link, $before exists at destination" dest "$path" src "$src"
            fi
            ;;
        directory)
            changed=1
            if [ "$a_force" != 1 ]; then
                m_fail 'Cannot link: different hard link exists at destination' dest "$path" src "$src"
            fi
            ;;
    esac
    if [ "$changed" = 1 ] && [ "$a_check" != 1 ]; then
        if [ "$before" = absent ] && [ "$a_follow" = 1 ] && [ -L "$src" ]; then
            m_link '' "$(readlink -- "$src")"
        else
            m_link '' "$src"
        fi
    fi
    m_put src "$src"
    if [ "$a_check" = 1 ] && ! [ -e "$path" ]; then return 0; fi
    m_attributes "$target" 1
    m_times "$target" 1
}
