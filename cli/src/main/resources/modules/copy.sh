# Module copy: a file with the content that standard input brings, or that another file of the node has.

m_copy() {
    m_begin "$@"
    m_path "$a_dest"
    m_copy_target "$R"
    if [ "$a_force" != 1 ] && [ -e "$target" ]; then
        m_put kept "$dest"
        m_done
        return 0
    fi
    if [ "$sum" = "$a_sum" ]; then
        m_copy_same
        return 0
    fi
    if [ "$a_probe" = 1 ]; then
        printf 'wanted 1\n'
        m_done
        return 0
    fi
    m_copy_before
    if [ "$a_check" = 1 ]; then
        changed=1
        m_copy_done
        return 0
    fi
    m_copy_refuse
    m_copy_folders
    m_copy_write
    m_put dest "$target"
    m_info "$target"
    m_copy_done
}

# m_copy_target DEST: the file meant, in target; its checksum, if it has one that counts, in sum.
m_copy_target() {
    dest=$1
    target=$1
    slash=0
    case $1 in
        */)
            slash=1
            target=$1$a_base
            ;;
    esac
    case $target in */*) ;; *) target=./$target ;; esac
    if [ -d "$target" ]; then
        if [ "$a_content" = 1 ]; then m_fail 'can not use content with a dir as dest'; fi
        target=${target%/}/$a_base
    fi
    is_link=0
    if [ -L "$target" ]; then
        if [ "$a_follow" = 1 ]; then
            m_real "$target"
            target=$R
        else
            is_link=1
        fi
    fi
    sum=
    if [ "$is_link" = 0 ] && [ -f "$target" ]; then
        m_sum sha1 "$target" || m_fail "cannot compute the checksum of '$target'" checksum "$a_sum"
        sum=$R
    fi
}

# The content is there: what is left are attributes, as module file gives them.
m_copy_same() {
    printf 'same 1\n'
    m_put path "$target"
    m_put dest "$target"
    m_put diff "$target"
    m_attributes "$target" 1
    m_info "$target"
    m_done
}

# The old file stays readable as descriptor 7 when another has taken its name.
m_copy_before() {
    old=
    [ "$a_diff" = 1 ] || return 0
    if ! [ -e "$target" ]; then
        printf 'before none\n'
        return 0
    fi
    m_binary "$target"
    if [ "$R" = 1 ]; then
        printf 'before binary\n'
        return 0
    fi
    m_stat "$target" || return 0
    if [ "$a_largest" -gt 0 ] && [ "$s_size" -gt "$a_largest" ]; then
        printf 'before larger\n'
    elif [ -f "$target" ] && [ -r "$target" ]; then
        printf 'before text\n'
        exec 7<"$target"
        old=1
    fi
}

m_copy_done() {
    m_put target "$target"
    m_done
    if [ -n "$old" ]; then
        printf '\n'
        cat <&7
    fi
}

m_copy_refuse() {
    local folder
    if [ -n "$a_expected" ] && [ "$a_expected" != "$a_sum" ]; then
        m_fail 'Copied file does not match the expected checksum. Transfer failed.' \
            checksum "$a_sum" expected_checksum "$a_expected"
    fi
    folder=${target%/*}
    if [ "$slash" = 0 ] && ! [ -e "${folder:-/}" ]; then
        m_fail "Destination directory $folder does not exist" checksum "$a_sum"
    fi
    if [ -e "${folder:-/}" ] && ! [ -w "${folder:-/}" ] && [ "$a_unsafe_writes" != 1 ]; then
        m_fail "Destination $folder not writable" checksum "$a_sum"
    fi
}

# A target that ends with a slash is a folder, made when it is missing.
m_copy_folders() {
    local rest current file_mode
    [ "$slash" = 1 ] || return 0
    [ -d "${target%/*}" ] && return 0
    file_mode=$a_mode
    a_mode=$a_directory_mode
    rest=${target%/*}/
    current=
    while [ -n "$rest" ]; do
        current=$current${rest%%/*}
        rest=${rest#*/}
        if [ -n "$current" ] && ! [ -e "$current" ]; then
            R=$(mkdir -- "$current" 2>&1) || [ -d "$current" ] || {
                m_error "$R" "$current"
                m_fail "$R" checksum "$a_sum"
            }
            m_attributes "$current"
        fi
        current=$current/
    done
    a_mode=$file_mode
}

m_copy_write() {
    local how
    how=
    if [ "$a_backup" = 1 ] && [ -e "$target" ]; then
        m_backup "$target"
        m_put backup_file "$R"
    fi
    if [ "$is_link" = 1 ]; then how=new; fi
    m_write "$target"
    m_prepare "$target" $how
    m_validate
    m_replace "$target"
    m_other_attributes "$target"
}

# --- many files: a folder of the controller

# m_copy_tree: after the words NAME=VALUE and "--" come entries KIND SUM NAME MODE: d (folder), l (link, SUM is where it leads to,
# as it stands), f (file). Tells the files whose content is wanted; everything else is done.
m_copy_tree() {
    local kind name
    m_copy_words "$@"
    shift "$m_shift"
    while [ $# -gt 3 ]; do
        kind=$1
        name=$3
        case $kind in
            f)
                a_sum=$2
                a_base=$name
                m_copy_target "$root"
                if [ "$a_force" != 1 ] && [ -e "$target" ]; then
                    :
                elif [ "$sum" = "$a_sum" ]; then
                    a_mode=$file_mode
                    if [ "$file_mode" = preserve ]; then a_mode=$4; fi
                    m_attributes "$target"
                elif [ "$a_check" = 1 ]; then
                    changed=1
                else
                    m_put wanted "$name"
                fi
                ;;
            d)
                a_mode=$a_directory_mode
                m_copy_folder "$root$name"
                ;;
            l) m_copy_link "$2" "$root$name" ;;
        esac
        shift 4
    done
    m_put dest "$root"
    m_done
}

# m_copy_some: the files named in the same way, their contents one behind the other on standard input; SUM is followed by a
# colon and the size.
m_copy_some() {
    local next
    m_copy_words "$@"
    shift "$m_shift"
    next=$root
    while ! [ -d "$next" ]; do
        next=${next%/}
        case $next in */*) next=${next%/*}/ ;; *) next=./ ;; esac
    done
    m_write "$next"
    m_all=$m_tmp
    m_tmp=
    m_at=1
    while [ $# -gt 3 ]; do
        a_sum=${2%:*}
        a_size=${2#*:}
        a_base=$3
        a_mode=$file_mode
        if [ "$file_mode" = preserve ]; then a_mode=$4; fi
        m_copy_target "$root"
        slash=1
        m_copy_folders
        m_copy_write
        m_at=$((m_at + a_size))
        shift 4
    done
    m_put dest "$root"
    m_done
}

m_copy_words() {
    m_shift=1
    for R; do
        if [ "$R" = -- ]; then break; fi
        m_shift=$((m_shift + 1))
    done
    m_begin "$@"
    m_path "$a_dest"
    root=${R%/}/
    file_mode=$a_mode
}

m_copy_folder() {
    local base
    if [ -d "$1" ]; then
        m_attributes "$1"
        return 0
    fi
    if [ -e "$1" ]; then m_fail "$1 already exists as a file" path "$1"; fi
    changed=1
    if [ "$a_check" = 1 ]; then return 0; fi
    a_base=
    target=$1/
    slash=1
    m_copy_folders
}

m_copy_link() {
    if [ -L "$2" ] && [ "$(readlink -- "$2")" = "$1" ]; then return 0; fi
    changed=1
    if [ "$a_check" = 1 ]; then return 0; fi
    if [ -d "$2" ] && ! [ -L "$2" ] && ! rmdir -- "$2" 2>/dev/null; then
        m_fail "the directory $2 is not empty, refusing to convert it" path "$2"
    fi
    target=$2
    slash=1
    a_mode=$a_directory_mode
    m_copy_folders
    m_tmp=${2%/*}/.muster-$$-link
    R=$(ln -s -- "$1" "$m_tmp" 2>&1 && mv -f -- "$m_tmp" "$2" 2>&1) || m_fail "Error while linking: ${R##*: }" path "$2"
    m_tmp=
    a_mode=
    m_attributes "$2"
}
