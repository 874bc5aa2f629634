# Module service: systemd where it runs, else OpenRC, else init scripts. Words: those of systemd.sh, and pattern sleep
# runlevel arguments use.

m_service_script() {
    if [ "$m_kind" = openrc ]; then
        # shellcheck disable=SC2086 # the user's arguments, to be split
        rc-service "$a_name" $a_arguments "$1" 2>&1 </dev/null
    elif m_have service; then
        # shellcheck disable=SC2086
        service "$a_name" "$1" $a_arguments 2>&1 </dev/null
    else
        # shellcheck disable=SC2086
        "/etc/init.d/$a_name" "$1" $a_arguments 2>&1 </dev/null
    fi
}

# Whether it runs: m_running is 1 or 0.
m_service_status() {
    m_running=0
    if [ -n "$a_pattern" ]; then
        m_processes=$(ps auxww 2>/dev/null || ps w 2>/dev/null || ps)
        # This step's own processes do not count.
        if printf '%s\n' "$m_processes" | grep -F -e "$a_pattern" | grep -v -q -e 'grep' -e "^[^ ]* *$$ "; then m_running=1; fi
        return 0
    fi
    R=$(m_service_script status)
    m_code=$?
    case $m_code:$R in
        *'not running'* | *' stopped'* | *'is stopped'* | *'is dead'* | *inactive*) ;;
        0:*) m_running=1 ;;
        *' is running'* | *'start/running'*) m_running=1 ;;
    esac
}

m_service_boot() {
    if [ "$m_kind" = openrc ]; then
        m_now=0
        case " $(rc-update show "$a_runlevel" 2>/dev/null) " in *" $a_name "*) m_now=1 ;; esac
    else
        m_now=0
        set +f
        for each in /etc/rc[2-5S].d/S[0-9][0-9]"$a_name" /etc/rc.d/S[0-9][0-9]"$a_name"; do
            if [ -e "$each" ] || [ -L "$each" ]; then m_now=1; fi
        done
        set -f
    fi
    m_put enabled "$a_enabled"
    [ "$m_now" != "$a_enabled" ] || return 0
    changed=1
    [ "$a_check" = 0 ] || return 0
    if [ "$a_enabled" = 1 ]; then m_verb=enable; else m_verb=disable; fi
    if [ "$m_kind" = openrc ]; then
        if [ "$a_enabled" = 1 ]; then m_word=add; else m_word=del; fi
        R=$(rc-update "$m_word" "$a_name" "$a_runlevel" 2>&1)
    elif m_have update-rc.d; then
        R=$(update-rc.d "$a_name" defaults 2>&1 && update-rc.d "$a_name" "$m_verb" 2>&1)
    elif m_have chkconfig; then
        if [ "$a_enabled" = 1 ]; then m_word=on; else m_word=off; fi
        R=$(chkconfig --add "$a_name" 2>&1 && chkconfig "$a_name" "$m_word" 2>&1)
    else
        m_fail "Unable to $m_verb service $a_name: this node has no tool that does"
    fi || m_fail "Unable to $m_verb service $a_name: $R"
}

m_service() {
    m_begin "$@"
    if m_have systemctl && { [ -d /run/systemd/system ] || [ "$a_use" = systemd ]; }; then
        m_systemd_begun
        return
    fi
    m_kind=sysvinit
    if m_have rc-service; then m_kind=openrc; fi
    [ -e "/etc/init.d/$a_name" ] || m_fail "Could not find the requested service $a_name: host"
    if [ -n "$a_enabled" ]; then m_service_boot; fi
    if [ -n "$a_state" ]; then
        m_service_status
        m_verb=
        case $a_state:$m_running in
            started:0 | reloaded:0) m_verb=start ;;
            stopped:1) m_verb=stop ;;
            restarted:*) m_verb=restart ;;
            reloaded:1) m_verb=reload ;;
        esac
        if [ -n "$m_verb" ]; then
            changed=1
            if [ "$a_check" = 0 ]; then
                if [ "$m_verb" = restart ]; then
                    m_service_script stop >/dev/null
                    if [ -n "$a_sleep" ]; then sleep "$a_sleep"; fi
                    m_verb=start
                fi
                R=$(m_service_script "$m_verb") || m_fail "$R"
            fi
        fi
        if [ "$a_state" = stopped ]; then m_put state stopped; else m_put state started; fi
    fi
    m_done
}
