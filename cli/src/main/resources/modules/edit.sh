# Modules that change a part of a file: read it, and write it back when nobody else has changed it since.

# The first trip: what is there, what its attributes would become, and the content.
m_edit_read() {
    m_begin "$@"
    m_path "$a_path"
    path=$R
    m_put path "$path"
    if [ -d "$path" ]; then
        printf 'directory 1\n'
        m_done
        return 0
    fi
    if ! [ -e "$path" ]; then
        m_done
        return 0
    fi
    if ! [ -r "$path" ]; then m_fail "[Errno 13] Permission denied: b'$path'"; fi
    printf 'exists 1\n'
    a_check=1
    m_attributes "$path" 1
    m_body "$path"
}

# The second: with a_write, standard input becomes the content if the file is still the one with the checksum a_sum; then
# attributes.
m_edit_write() {
    local real
    m_begin "$@"
    m_path "$a_path"
    path=$R
    m_edit_unchanged
    m_edit_attributes
    if [ "$a_write" = 1 ]; then
        if [ "$a_backup" = 1 ] && [ -e "$path" ]; then
            m_backup "$path"
            m_put backup "$R"
        fi
        real=$path
        if [ -L "$path" ]; then
            m_real "$path"
            real=$R
        fi
        m_edit_folder "$real"
        m_write "$real"
        if [ -L "$path" ]; then
            # What is asked for is meant for the link; the file behind it keeps what it has.
            set -- "$a_owner" "$a_group" "$a_mode"
            a_owner='' a_group='' a_mode=''
            m_prepare "$real"
            a_owner=$1 a_group=$2 a_mode=$3
        else
            m_prepare "$real"
        fi
        m_edit_valid
        attributes=$changed
        m_replace "$real"
        changed=$attributes
        m_other_attributes "$path"
        if [ -L "$path" ]; then m_edit_quiet "$path"; fi
    else
        m_edit_quiet "$path"
    fi
    m_done
}

m_edit_unchanged() {
    R=
    if [ -e "$path" ]; then m_sum sha1 "$path" || m_fail "cannot compute the checksum of '$path'"; fi
    if [ "$R" != "$a_sum" ]; then
        printf 'moved 1\n'
        m_done
        exit 0
    fi
}

# Tells which attributes are going to change; those of a new file are the usual ones before.
m_edit_attributes() {
    a_check=1
    if [ -e "$path" ]; then
        m_attributes "$path" 1
    elif ! m_no_attributes; then
        s_mode=$((0666 & ~0$m_umask))
        s_raw=$((0100000 | s_mode))
        s_uid='' s_gid='' s_user='' s_group='' s_path=
        case $a_owner$a_group in '') ;; *) s_uid=$(id -u) s_gid=$(id -g) ;; esac
        m_alter "$path" 1
    fi
    a_check=0
}

m_edit_quiet() {
    attributes=$changed
    m_attributes "$1"
    changed=$attributes
}

m_edit_folder() {
    local folder
    case $1 in */*) folder=${1%/*} ;; *) return 0 ;; esac
    if [ -z "$folder" ] || [ -d "$folder" ]; then return 0; fi
    R=$(mkdir -p -- "$folder" 2>&1) || {
        m_error "$R" "$folder"
        m_fail "Error creating $folder ($R)"
    }
}

m_edit_valid() {
    a_invalid=edit
    m_validate
}
