# Module user. Words: name state uid non_unique group groups has_groups comment has_comment home shell has_password
# has_phrase password_lock update_password expire_max expire_min expire_warn inactive expires expires_date seuser force
# remove create_home skeleton system move_home append generate key_bits key_type key_file key_comment umask uid_min uid_max
# local check. Standard input holds the password's hash and the passphrase of the key, a line each: neither is ever an
# argument of a program.

m_user_info() {
    m_account_entry passwd "$a_name" "$a_local" || return 1
    case $R in "$a_name":*) ;; *) return 1 ;; esac
    m_entry_line=$R
    m_account_field 3 "$m_entry_line"
    u_uid=$R
    m_account_field 4 "$m_entry_line"
    u_gid=$R
    m_account_field 5 "$m_entry_line"
    u_comment=$R
    m_account_field 6 "$m_entry_line"
    u_home=$R
    m_account_field 7 "$m_entry_line"
    u_shell=$R
    u_shadow=
    if m_account_entry shadow "$a_name" "$a_local" 2>/dev/null; then u_shadow=$R; fi
    m_account_field 2 "$u_shadow"
    u_password=$R
}

# m_user_group NAME: the group's number in m_gid_found, its name in m_group_found.
m_user_group() {
    m_account_entry group "$1" "$a_local" || m_fail "Group $1 does not exist"
    m_group_found=${R%%:*}
    m_account_field 3 "$R"
    m_gid_found=$R
}

# The wanted groups by their names, in m_wanted, each between commas.
m_user_wanted() {
    m_wanted=,
    IFS=,
    for each in $a_groups; do
        IFS=" 	$m_nl"
        m_user_group "$each"
        case $m_wanted in *",$m_group_found,"*) ;; *) m_wanted=$m_wanted$m_group_found, ;; esac
        IFS=,
    done
    IFS=" 	$m_nl"
}

# The groups that list the user, in m_current, each between commas.
m_user_current() {
    m_current=,
    if [ -z "$a_local" ] && m_have getent; then m_table=$(getent group); else m_table=$(cat /etc/group); fi
    while IFS=: read -r m_group_name m_x m_number m_members; do
        case ,$m_members, in *",$a_name,"*) m_current=$m_current$m_group_name, ;; esac
    done <<M_END
$m_table
M_END
}

# Whether every name of the first list is in the second.
m_user_within() {
    IFS=,
    for each in $1; do
        case ,,$2 in
            *",$each,"*) ;;
            *)
                IFS=" 	$m_nl"
                return 1
                ;;
        esac
    done
    IFS=" 	$m_nl"
}

m_user_trim() {
    R=${1#,}
    R=${R%,}
}

# m_user_secret HASH: gives the user a password.
m_user_secret() {
    changed=1
    [ "$a_check" = 0 ] || return 0
    if m_have chpasswd; then
        m_said=$(printf '%s:%s\n' "$a_name" "$1" | chpasswd -e 2>&1) || m_fail "$m_said" name "$a_name" rc 1
    else
        u_rest=${u_shadow#*:}
        u_rest=${u_rest#*:}
        m_account_record /etc/shadow "$a_name" "$a_name:$1:${u_rest:-$(($(date +%s) / 86400)):0:99999:7:::}"
    fi
}

m_user_parents() {
    [ -n "$a_home" ] && [ "$a_create_home" = 1 ] || return 0
    m_parent=${a_home%/*}
    [ -d "${m_parent:-/}" ] || mkdir -p "$m_parent" || m_fail "cannot create '$m_parent'" name "$a_name"
}

m_user_create() {
    if [ -n "$a_group" ]; then m_user_group "$a_group"; fi
    if [ "$a_has_groups" = 1 ]; then m_user_wanted; else m_wanted=,; fi
    m_user_parents
    if m_have useradd; then
        set -- useradd
        if [ -n "$a_uid" ]; then set -- "$@" -u "$a_uid"; fi
        if [ -n "$a_uid" ] && [ "$a_non_unique" = 1 ]; then set -- "$@" -o; fi
        if [ -n "$a_seuser" ]; then set -- "$@" -Z "$a_seuser"; fi
        if [ -n "$a_group" ]; then
            set -- "$@" -g "$a_group"
        elif m_account_entry group "$a_name"; then
            set -- "$@" -N
        fi
        if [ "$m_wanted" != , ]; then
            m_user_trim "$m_wanted"
            set -- "$@" -G "$R"
        fi
        if [ "$a_has_comment" = 1 ]; then set -- "$@" -c "$a_comment"; fi
        if [ -n "$a_home" ]; then set -- "$@" -d "$a_home"; fi
        if [ -n "$a_shell" ]; then set -- "$@" -s "$a_shell"; fi
        if [ -n "$a_expires" ]; then set -- "$@" -e "$a_expires_date"; fi
        if [ -n "$a_inactive" ]; then set -- "$@" -f "$a_inactive"; fi
        if [ "$a_create_home" = 1 ]; then
            set -- "$@" -m
            if [ -n "$a_skeleton" ]; then set -- "$@" -k "$a_skeleton"; fi
            if [ -n "$a_umask" ]; then set -- "$@" -K "UMASK=$a_umask"; fi
        else
            set -- "$@" -M
        fi
        if [ "$a_system" = 1 ]; then set -- "$@" -r; fi
        if [ -n "$a_uid_min" ]; then set -- "$@" -K "UID_MIN=$a_uid_min"; fi
        if [ -n "$a_uid_max" ]; then set -- "$@" -K "UID_MAX=$a_uid_max"; fi
        m_account_tool "$@" "$a_name"
    else
        m_user_write
    fi
    m_user_info || m_fail "failed to look up user name: $a_name" name "$a_name"
    if [ "$a_has_password" = 1 ]; then
        if [ "$a_password_lock" = 1 ]; then m_secret=!$m_secret; fi
        m_user_secret "$m_secret"
    fi
}

# A new user without useradd.
m_user_write() {
    changed=1
    if [ -n "$a_uid" ]; then
        [ "$a_non_unique" = 1 ] || ! m_account_entry passwd "$a_uid" local ||
            m_fail "useradd: UID $a_uid is not unique$m_nl" name "$a_name" rc 4
        m_number=$a_uid
    else
        if [ "$a_system" = 1 ]; then
            m_account_free /etc/passwd "${a_uid_min:-100}" "${a_uid_max:-999}"
        else
            m_account_free /etc/passwd "${a_uid_min:-1000}" "${a_uid_max:-60000}"
        fi
        m_number=$R
    fi
    if [ -n "$a_group" ]; then
        m_own=$m_gid_found
    elif m_account_entry group "$a_name"; then
        m_account_field 3 "$R"
        m_own=$R
    else
        m_own=$m_number
        if m_account_entry group "$m_own" local; then
            m_account_free /etc/group "${a_uid_min:-1000}" 60000
            m_own=$R
        fi
        m_account_record /etc/group "$a_name" "$a_name:x:$m_own:"
        m_account_record /etc/gshadow "$a_name" "$a_name:!::"
    fi
    m_account_record /etc/passwd "$a_name" \
        "$a_name:x:$m_number:$m_own:$a_comment:${a_home:-/home/$a_name}:${a_shell:-/bin/sh}"
    m_days=
    if [ -n "$a_expires_date" ]; then m_days=$((${a_expires%%.*} / 86400)); fi
    m_account_record /etc/shadow "$a_name" "$a_name:!:$(($(date +%s) / 86400)):0:99999:7:$a_inactive:$m_days:"
    m_user_enlist
}

# The user is in the groups m_wanted and no others, or with append in those too, without usermod.
m_user_enlist() {
    while IFS=: read -r m_group_name m_x m_gid_number m_members; do
        m_line=
        case ,$m_members,:$m_wanted in
            *",$a_name,"*:*",$m_group_name,"*) ;;
            *:*",$m_group_name,"*) m_line=$m_group_name:$m_x:$m_gid_number:${m_members:+$m_members,}$a_name ;;
            *",$a_name,"*:*)
                [ "$a_append" = 1 ] || {
                    m_members=,$m_members,
                    m_user_trim "${m_members%%",$a_name,"*},${m_members#*",$a_name,"}"
                    m_line=$m_group_name:$m_x:$m_gid_number:$R
                }
                ;;
        esac
        if [ -n "$m_line" ]; then m_account_record /etc/group "$m_group_name" "$m_line"; fi
    done <<M_END
$(cat /etc/group)
M_END
}

m_user_modify() {
    set --
    if [ -n "$a_uid" ] && [ "$a_uid" != "$u_uid" ]; then
        set -- "$@" -u "$a_uid"
        if [ "$a_non_unique" = 1 ]; then set -- "$@" -o; fi
        u_uid=$a_uid
    fi
    if [ -n "$a_group" ]; then
        m_user_group "$a_group"
        if [ "$m_gid_found" != "$u_gid" ]; then set -- "$@" -g "$m_gid_found"; fi
        u_gid=$m_gid_found
    fi
    m_regroup=0
    if [ "$a_has_groups" = 1 ]; then
        m_user_wanted
        m_user_current
        if ! m_user_within "$m_wanted" "$m_current"; then m_regroup=1; fi
        if [ "$a_append" != 1 ] && ! m_user_within "$m_current" "$m_wanted"; then m_regroup=1; fi
        if [ "$m_regroup" = 1 ]; then
            m_user_trim "$m_wanted"
            if [ "$a_append" = 1 ]; then set -- "$@" -a; fi
            set -- "$@" -G "$R"
        fi
    fi
    if [ "$a_has_comment" = 1 ] && [ "$a_comment" != "$u_comment" ]; then
        set -- "$@" -c "$a_comment"
        u_comment=$a_comment
    fi
    m_old_home=$u_home
    if [ -n "$a_home" ] && [ "$a_home" != "$u_home" ]; then
        set -- "$@" -d "$a_home"
        if [ "$a_move_home" = 1 ]; then set -- "$@" -m; fi
        u_home=$a_home
    fi
    if [ -n "$a_shell" ] && [ "$a_shell" != "$u_shell" ]; then
        set -- "$@" -s "$a_shell"
        u_shell=$a_shell
    fi
    if [ -n "$a_expires" ]; then
        m_account_field 8 "$u_shadow"
        if [ -z "$a_expires_date" ]; then
            case $R in
                # Without a line of its own in the shadow file, which usermod(8) makes, nothing says that it never expires.
                '') if [ -z "$u_shadow" ] && m_have usermod; then set -- "$@" -e ''; fi ;;
                -*) ;;
                *) set -- "$@" -e '' ;;
            esac
        elif [ "$R" != $((${a_expires%%.*} / 86400)) ]; then
            set -- "$@" -e "$a_expires_date"
        fi
    fi
    if [ -n "$a_inactive" ]; then
        m_account_field 7 "$u_shadow"
        if [ "$R" != "$a_inactive" ]; then set -- "$@" -f "$a_inactive"; fi
    fi
    m_new_secret=0
    m_plain=${u_password#"${u_password%%[!!]*}"}
    if [ "$a_has_password" = 1 ] && [ "$a_update_password" = always ] &&
        [ "$m_plain" != "${m_secret#"${m_secret%%[!!]*}"}" ]; then
        m_new_secret=1
        if [ "$a_password_lock" = 1 ]; then m_secret=!$m_secret; fi
    else
        case $a_password_lock:$u_password in
            1:!*) ;;
            1:*) set -- "$@" -L ;;
            0:!*) set -- "$@" -U ;;
        esac
    fi
    if [ $# -gt 0 ]; then
        if m_have usermod; then m_account_tool usermod "$@" "$a_name"; else m_user_rewrite "$@"; fi
    fi
    if [ "$m_new_secret" = 1 ]; then m_user_secret "$m_secret"; fi
}

# The same without usermod; the words are those that it would have been given.
m_user_rewrite() {
    changed=1
    [ "$a_check" = 0 ] || return 0
    m_account_record /etc/passwd "$a_name" "$a_name:x:$u_uid:$u_gid:$u_comment:$u_home:$u_shell"
    if [ "$m_regroup" = 1 ]; then m_user_enlist; fi
    if [ "$a_move_home" = 1 ] && [ "$m_old_home" != "$u_home" ] && [ -d "$m_old_home" ]; then
        mkdir -p "${u_home%/*}/"
        mv "$m_old_home" "$u_home" || m_fail "cannot move '$m_old_home' to '$u_home'" name "$a_name"
    fi
    while [ $# -gt 0 ]; do
        case $1 in
            -e) m_user_shadow 8 "${2:+$((${a_expires%%.*} / 86400))}" ;;
            -f) m_user_shadow 7 "$2" ;;
            -L) m_user_shadow 2 "!$u_password" ;;
            -U) m_user_shadow 2 "${u_password#!}" ;;
        esac
        case $1 in -[LUaom]) shift ;; *) shift 2 ;; esac
    done
}

# m_user_shadow NUMBER VALUE: one field of the user's line in /etc/shadow.
m_user_shadow() {
    m_line=
    m_index=1
    while [ "$m_index" -le 9 ]; do
        m_account_field "$m_index" "$u_shadow"
        if [ "$m_index" = "$1" ]; then R=$2; fi
        m_line=$m_line:$R
        m_index=$((m_index + 1))
    done
    u_shadow=${m_line#:}
    m_account_record /etc/shadow "$a_name" "$u_shadow"
}

m_user_delete() {
    if m_have userdel; then
        set -- userdel
        if [ "$a_force" = 1 ]; then set -- "$@" -f; fi
        if [ "$a_remove" = 1 ]; then set -- "$@" -r; fi
        m_account_tool "$@" "$a_name"
        return
    fi
    changed=1
    m_wanted=, a_append=0
    m_user_enlist
    m_account_record /etc/passwd "$a_name" ''
    m_account_record /etc/shadow "$a_name" ''
    if m_account_entry group "$a_name" local; then
        case $R in "$a_name":*:*:)
            m_account_record /etc/group "$a_name" ''
            m_account_record /etc/gshadow "$a_name" ''
            ;;
        esac
    fi
    if [ "$a_remove" = 1 ] && [ -n "$u_home" ] && [ "$u_home" != / ]; then rm -rf -- "$u_home"; fi
}

# A home that is missing is made of the skeleton, with the permissions that /etc/login.defs gives.
m_user_home() {
    if [ "$a_create_home" != 1 ] || [ -z "$u_home" ] || [ -e "$u_home" ]; then return 0; fi
    changed=1
    [ "$a_check" = 0 ] || return 0
    m_skeleton=${a_skeleton:-/etc/skel}
    mkdir -p "${u_home%/*}/" 2>/dev/null
    (umask 077 && mkdir "$u_home") || m_fail "cannot create '$u_home'" name "$a_name"
    if [ -d "$m_skeleton" ]; then cp -R "$m_skeleton/." "$u_home/"; fi
    m_home_mode= m_home_umask=$a_umask
    if [ -r /etc/login.defs ]; then
        while read -r m_key m_value m_rest; do
            case $m_key in
                HOME_MODE) m_home_mode=$m_value ;;
                UMASK) if [ -z "$m_home_umask" ]; then m_home_umask=$m_value; fi ;;
            esac
        done </etc/login.defs
    fi
    if [ -n "$a_umask" ]; then m_home_mode=; fi
    if [ -z "$m_home_mode" ]; then
        m_octal $((0777 & ~0${m_home_umask:-022}))
        m_home_mode=$R
    fi
    chown -R "$u_uid:$u_gid" "$u_home" && chmod "$m_home_mode" "$u_home" || m_fail "cannot give '$u_home' away" name "$a_name"
}

m_user_key() {
    case $a_key_file in
        /*) m_key=$a_key_file ;;
        *) m_key=$u_home/$a_key_file ;;
    esac
    if [ ! -e "$m_key" ] || [ "$a_force" = 1 ]; then
        changed=1
        if [ "$a_check" = 0 ]; then m_user_make_key; fi
    fi
    if m_said=$(ssh-keygen -l -f "$m_key" 2>&1); then :; fi
    m_put ssh_fingerprint "$m_said"
    m_put ssh_key_file "$m_key"
    if [ -r "$m_key.pub" ]; then m_put ssh_public_key "$(cat "$m_key.pub")"; fi
}

m_user_make_key() {
    m_folder=${m_key%/*}
    if [ ! -d "$m_folder" ]; then
        (umask 077 && mkdir "$m_folder") && chown "$u_uid:$u_gid" "$m_folder" ||
            m_fail "Failed to create $m_folder" name "$a_name" rc 1
    fi
    rm -f "$m_key" "$m_key.pub"
    set -- ssh-keygen -q -t "$a_key_type"
    if [ "$a_key_bits" != 0 ]; then set -- "$@" -b "$a_key_bits"; fi
    if [ "$a_has_comment_key" = 1 ]; then
        set -- "$@" -C "$a_key_comment"
    else
        set -- "$@" -C "ansible-generated on $(hostname)"
    fi
    set -- "$@" -f "$m_key"
    if [ "$a_has_phrase" = 1 ]; then
        # ssh-keygen takes a passphrase from a terminal, an argument, or a program that asks; only the last is private.
        m_tmp=${TMPDIR:-/tmp}/.muster-ask-$$
        (umask 077 && set -C && printf '#!/bin/sh\nprintf "%%s\\n" "$MUSTER_PHRASE"\n' >"$m_tmp") && chmod 700 "$m_tmp" ||
            m_fail "cannot write '$m_tmp'" name "$a_name"
        MUSTER_PHRASE=$m_phrase SSH_ASKPASS=$m_tmp SSH_ASKPASS_REQUIRE=force DISPLAY=none
        export MUSTER_PHRASE SSH_ASKPASS SSH_ASKPASS_REQUIRE DISPLAY
    else
        set -- "$@" -N ''
    fi
    m_said=$("$@" 2>&1 </dev/null)
    m_code=$?
    unset MUSTER_PHRASE
    [ "$m_code" = 0 ] || m_fail "$m_said" name "$a_name" rc "$m_code"
    chown "$u_uid:$u_gid" "$m_key" "$m_key.pub"
}

m_user_aging() {
    m_user_info || return 0
    set --
    m_account_field 4 "$u_shadow"
    if [ -n "$a_expire_min" ] && [ "$R" != "$a_expire_min" ]; then set -- "$@" -m "$a_expire_min"; fi
    m_account_field 5 "$u_shadow"
    if [ -n "$a_expire_max" ] && [ "$R" != "$a_expire_max" ]; then set -- "$@" -M "$a_expire_max"; fi
    m_account_field 6 "$u_shadow"
    if [ -n "$a_expire_warn" ] && [ "$R" != "$a_expire_warn" ]; then set -- "$@" -W "$a_expire_warn"; fi
    [ $# -gt 0 ] || return 0
    if m_have chage; then
        m_account_tool chage "$@" "$a_name"
        return
    fi
    changed=1
    [ "$a_check" = 0 ] || return 0
    while [ $# -gt 0 ]; do
        case $1 in
            -m) m_user_shadow 4 "$2" ;;
            -M) m_user_shadow 5 "$2" ;;
            -W) m_user_shadow 6 "$2" ;;
        esac
        shift 2
    done
}

m_user() {
    IFS= read -r m_secret
    IFS= read -r m_phrase
    m_begin "$@"
    a_is_user=1 m_said=
    for each in home shell key_file; do
        eval "m_path \"\$a_$each\"; a_$each=\$R"
    done
    m_there=0
    if m_user_info; then m_there=1; fi
    case $a_check:$a_state:$m_there in
        1:absent:1 | 1:present:0)
            changed=1
            m_put bare 1
            m_done
            return
            ;;
        0:absent:1)
            m_user_delete
            m_put deleted 1
            ;;
        0:present:0)
            m_user_create
            m_put created 1
            ;;
        ?:present:1)
            m_user_modify
            m_put modified 1
            ;;
    esac
    if [ -n "$m_said" ]; then m_put said "$m_said"; fi
    if [ "$a_state" = present ] && m_user_info; then
        m_put uid "$u_uid"
        m_put group "$u_gid"
        m_put comment "$u_comment"
        m_put home "$u_home"
        m_put shell "$u_shell"
        m_user_home
        if [ "$a_generate" = 1 ]; then m_user_key; fi
        m_user_aging
    fi
    m_done
}
