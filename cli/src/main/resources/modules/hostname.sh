# Module hostname. Words: name use check.

# m_hostname_file: where the name is kept, in R.
m_hostname_file() {
    case $a_use in
        sles | slackware) R=/etc/HOSTNAME ;;
        openrc) R=/etc/conf.d/hostname ;;
        redhat) R=/etc/sysconfig/network ;;
        *) R=/etc/hostname ;;
    esac
}

m_hostname_kept() {
    m_hostname_file
    m_kept=
    [ -r "$R" ] || return 0
    while IFS= read -r m_line || [ -n "$m_line" ]; do
        case $a_use:$m_line in
            openrc:hostname=*)
                m_kept=${m_line#hostname=}
                m_kept=${m_kept#\"}
                m_kept=${m_kept%\"}
                ;;
            redhat:HOSTNAME=*) m_kept=${m_line#HOSTNAME=} ;;
            openrc:* | redhat:* | *:'' | *:'#'*) ;;
            *) if [ -z "$m_kept" ]; then m_kept=$m_line; fi ;;
        esac
    done <"$R"
}

# The name is written beside the file and renamed; a file that is mounted (a container's) can only be written in place.
m_hostname_keep() {
    m_hostname_file
    m_file=$R
    case $a_use in
        openrc) m_line="hostname=\"$a_name\"" m_start=hostname= ;;
        redhat) m_line="HOSTNAME=$a_name" m_start=HOSTNAME= ;;
        *) m_line=$a_name m_start= ;;
    esac
    m_text=
    if [ -n "$m_start" ] && [ -r "$m_file" ]; then m_text=$(grep -v "^$m_start" "$m_file"); fi
    m_text=${m_text:+$m_text$m_nl}$m_line
    m_tmp=$m_file.muster-$$
    if printf '%s\n' "$m_text" >"$m_tmp" && chmod 644 "$m_tmp" && mv -f "$m_tmp" "$m_file"; then
        m_tmp=
    else
        printf '%s\n' "$m_text" >"$m_file" || m_fail "failed to update hostname: cannot write '$m_file'"
    fi 2>/dev/null
}

m_hostname() {
    m_begin "$@"
    if [ -r /proc/sys/kernel/hostname ]; then read -r m_current </proc/sys/kernel/hostname; else m_current=$(hostname); fi
    if [ -z "$a_use" ] && [ -d /run/systemd/system ] && m_have hostnamectl; then a_use=systemd; fi
    m_static=
    if [ "$a_use" = systemd ] && ! m_static=$(hostnamectl --static 2>/dev/null); then a_use=generic; fi
    if [ "$a_use" = systemd ]; then m_kept=$m_static; else m_hostname_kept; fi
    if [ "$m_current" != "$a_name" ]; then
        changed=1
        if [ "$a_check" = 0 ]; then
            { [ "$a_use" = systemd ] && hostnamectl --transient set-hostname "$a_name" >/dev/null 2>&1; } ||
                R=$(hostname "$a_name" 2>&1) || m_fail "Command failed rc=1, out=, err=$R"
        fi
    fi
    if [ "$m_kept" != "$a_name" ]; then
        changed=1
        if [ "$a_check" = 0 ]; then
            if [ "$a_use" = systemd ]; then
                R=$(hostnamectl --static set-hostname "$a_name" 2>&1) || m_hostname_keep
            else
                m_hostname_keep
            fi
        fi
    fi
    if [ "$m_current" != "$a_name" ]; then m_put before "$m_current"; else m_put before "$m_kept"; fi
    R=
    if m_have getent; then
        R=$(getent ahosts "$a_name" 2>/dev/null)
        R=${R%% *}
        if [ -n "$R" ]; then R=$(getent hosts "$R" 2>/dev/null); fi
    fi
    m_put names "${R%%"$m_nl"*}"
    m_done
}
