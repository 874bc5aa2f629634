# Module copy with remote_src: a file or a folder of this node to another place on it.

m_remote() {
    m_begin "$@"
    m_path "$a_src"
    src=$R
    m_path "$a_dest"
    dest=$R
    given=$R
    case $dest in */*) ;; *) dest=./$dest ;; esac
    if ! [ -e "$src" ]; then m_fail "Source $src not found"; fi
    if ! [ -r "$src" ]; then m_fail "Source $src not readable"; fi
    if ! [ -f "$src" ] && ! [ -d "$src" ]; then m_fail "Cannot copy invalid source '$src': not a file"; fi
    source_mode=$(stat -L -c %a -- "$src")
    if [ "$a_mode" = preserve ]; then a_mode=0$source_mode; fi
    sum=
    if [ -f "$src" ]; then
        m_sum sha1 "$src" && sum=$R
        if [ -n "$a_expected" ] && [ "$a_expected" != "$sum" ]; then
            m_fail 'Copied file does not match the expected checksum. Transfer failed.' \
                checksum "$sum" expected_checksum "$a_expected"
        fi
    fi
    m_remote_folders
    if [ -d "$dest" ]; then dest=${dest%/}/${src##*/}; fi
    m_remote_look
    if [ -d "$src" ]; then
        m_remote_whole
        printf 'md5sum \nchecksum \n'
    else
        if [ "$sum" != "$old_sum" ] || [ -L "$dest" ]; then m_remote_file; fi
        m_put checksum "$sum"
        m_sum md5 "$src" && m_put md5sum "$R"
    fi
    target=$dest
    if [ "$a_follow" = 1 ] && [ -L "$dest" ]; then
        m_real "$dest"
        target=$R
    fi
    m_attributes "$target"
    m_put dest "$dest"
    m_put src "$src"
    m_info "$dest"
    m_done
}

m_remote_look() {
    local folder
    old_sum=
    if [ -e "$dest" ]; then
        if [ -L "$dest" ] && [ "$a_follow" = 1 ]; then
            m_real "$dest"
            dest=$R
        fi
        if [ "$a_force" != 1 ]; then
            m_put msg 'file already exists'
            m_put src "$src"
            m_put dest "$dest"
            m_info "$dest"
            m_done
            exit 0
        fi
        if [ -f "$dest" ] && [ -r "$dest" ] && m_sum sha1 "$dest"; then old_sum=$R; fi
    else
        folder=${dest%/*}
        if ! [ -e "${folder:-/}" ]; then m_fail "Destination directory $folder does not exist"; fi
    fi
    folder=${dest%/*}
    if ! [ -w "${folder:-/}" ] && [ "$a_unsafe_writes" != 1 ]; then m_fail "Destination $folder not writable"; fi
}

m_remote_folders() {
    local rest current file_mode
    case $dest in */) ;; *) return 0 ;; esac
    if [ -d "$dest" ]; then return 0; fi
    if [ "$a_check" = 1 ]; then
        m_put msg "dest directory ${dest%/} would be created"
        m_put src "$src"
        changed=1
        m_done
        exit 0
    fi
    file_mode=$a_mode
    a_mode=$a_directory_mode
    rest=$dest
    current=
    while [ -n "$rest" ]; do
        current=$current${rest%%/*}
        rest=${rest#*/}
        if [ -n "$current" ] && ! [ -e "$current" ]; then
            R=$(mkdir -- "$current" 2>&1) || [ -d "$current" ] || {
                m_error "$R" "$current"
                m_fail "$R"
            }
            m_attributes "$current"
        fi
        current=$current/
    done
    a_mode=$file_mode
    changed=1
}

# As Ansible has it: a new file gets the usual permissions, a replaced one those of the source.
m_remote_file() {
    local how
    changed=1
    if [ "$a_check" = 1 ]; then return 0; fi
    if [ "$a_backup" = 1 ] && [ -e "$dest" ]; then
        m_backup "$dest"
        m_put backup_file "$R"
    fi
    if [ -e "$dest" ]; then m_base_mode=$((0$source_mode)); fi
    m_write "$dest" <"$src"
    m_prepare "$dest" new
    touch -r "$src" -- "$m_tmp" 2>/dev/null
    m_validate
    m_replace "$dest"
}

m_remote_whole() {
    local from to
    # What the user gave decides: with a slash behind the source, its content is meant.
    from=$src
    to=$given
    case $from in
        */) from=${from%/} ;;
        *) to=${to%/}/${from##*/} ;;
    esac
    if ! [ -e "$given" ] || [ -d "$given" ] || [ -d "$dest" ]; then m_remote_level "$from" "${to%/}"; fi
}

# m_remote_level FROM TO: makes the folder like the other; files that only the target has stay.
m_remote_level() {
    local from to each name new
    from=$1
    to=$2
    new=0
    if ! [ -d "$to" ]; then
        changed=1
        new=1
        if [ "$a_check" = 1 ]; then return 0; fi
        R=$(mkdir -p -- "$to" 2>&1) || {
            m_error "$R" "$to"
            m_fail "$R"
        }
        chmod -- "$(stat -L -c %a -- "$from")" "$to"
    fi
    set +f
    set -- "$from"/* "$from"/.[!.]* "$from"/..?*
    set -f
    for each; do
        name=${each##*/}
        if [ -L "$each" ] && [ "$a_local_follow" != 1 ]; then
            m_remote_symlink "$each" "$to/$name"
        elif [ -d "$each" ]; then
            m_remote_level "$each" "$to/$name"
        elif [ -f "$each" ]; then
            m_remote_one "$each" "$to/$name" "$new"
        fi
    done
    if [ "$new" = 1 ]; then touch -r "$from" -- "$to"; fi
    m_remote_owner "$to"
}

m_remote_symlink() {
    local there
    there=$(readlink -- "$1")
    if [ -L "$2" ] && [ "$(readlink -- "$2")" = "$there" ]; then return 0; fi
    changed=1
    if [ "$a_check" = 1 ]; then return 0; fi
    m_tmp=${2%/*}/.muster-$$-link
    R=$(ln -s -- "$there" "$m_tmp" 2>&1 && mv -f -- "$m_tmp" "$2" 2>&1) || m_fail "Error while linking: ${R##*: }"
    m_tmp=
    m_remote_owner "$2"
}

m_remote_one() {
    local mode
    if [ -f "$2" ] && cmp -s -- "$1" "$2"; then
        m_remote_owner "$2"
        return 0
    fi
    changed=1
    if [ "$a_check" = 1 ]; then return 0; fi
    mode=$a_mode
    a_mode=0$(stat -L -c %a -- "$1")
    m_write "$2" <"$1"
    m_prepare "$2"
    if [ "$3" = 1 ]; then touch -r "$1" -- "$m_tmp"; fi
    m_replace "$2"
    a_mode=$mode
}

m_remote_owner() {
    local mode flags
    case $a_owner$a_group in '') return 0 ;; esac
    mode=$a_mode
    flags=$a_attributes
    a_mode=
    a_attributes=
    m_attributes "$1"
    a_mode=$mode
    a_attributes=$flags
}
