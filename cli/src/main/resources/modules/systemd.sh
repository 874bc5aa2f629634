# Module systemd, and module service where systemd runs. Words: name state enabled masked reload reexec scope no_block force
# check; truth values are 1, 0 or empty. The answer's body is what "systemctl show" said before anything was changed.

m_unit_ctl() {
    # shellcheck disable=SC2086 # options, to be split
    systemctl $m_options "$@"
}

# m_unit_property NAME: a property of m_show, in R.
m_unit_property() {
    case $m_nl$m_show in
        *"$m_nl$1="*)
            R=$m_nl$m_show
            R=${R#*"$m_nl$1="}
            R=${R%%"$m_nl"*}
            ;;
        *)
            R=
            return 1
            ;;
    esac
}

m_unit_manager() {
    [ "$a_check" = 0 ] || return 0
    R=$(m_unit_ctl "$1" 2>&1)
    m_code=$?
    [ "$m_code" != 0 ] || return 0
    if [ ! -d /run/systemd/system ] || [ "${SYSTEMD_OFFLINE-}" = 1 ]; then
        m_warn "$1 failed, but target is a chroot or systemd is offline. Continuing. Error was: $m_code / $R"
    else
        m_fail "failure $m_code during $1: $R"
    fi
}

m_unit_missing() {
    [ "$m_found" = 1 ] || m_fail "Could not find the requested service $a_name: host"
}

# Whether the unit starts at boot, in R: what is-enabled says, without asking where "show" has said it.
m_unit_enabled() {
    R=0
    m_word=
    if [ "$a_scope" = system ] && m_unit_property UnitFileState; then m_word=$R; fi
    if [ -z "$m_word" ]; then m_word=$(m_unit_ctl is-enabled -l -- "$a_name" 2>/dev/null); fi
    R=0
    case ${m_word%%"$m_nl"*} in
        enabled | static | generated | transient) R=1 ;;
        enabled-runtime | indirect | alias)
            # Alone, such a word means that nothing has been installed for the unit; with -l what has follows it.
            case $(m_unit_ctl is-enabled -l -- "$a_name" 2>/dev/null) in
                *"$m_nl"*) R=1 ;;
            esac
            ;;
        disabled | linked* | masked*) ;;
        *)
            if [ "$a_scope" = system ] && [ "$m_initd" = 1 ]; then
                set +f
                for each in /etc/rc[0-9S].d/S[0-9][0-9]"$a_name"; do
                    if [ -e "$each" ] || [ -L "$each" ]; then R=1; fi
                done
                set -f
            fi
            ;;
    esac
}

m_unit_find() {
    m_found=0 m_initd=0 m_unit=0
    if [ -e "/etc/init.d/$a_name" ]; then m_initd=1; fi
    m_show=$(m_unit_ctl show -- "$a_name" 2>&1)
    m_code=$?
    case $m_show in
        *=*) ;;
        *[Ii]'gnoring request'* | *[Ii]'gnoring command'*) m_code=1 ;;
    esac
    if [ "$m_code" = 0 ]; then
        m_unit_property LoadState
        case $R in '' | not-found) ;; *) m_unit=1 ;; esac
        if [ "$R" != masked ] && [ "$m_unit" = 1 ] && m_unit_property LoadError && [ -n "$R" ]; then
            m_fail "Error loading unit file '$a_name': $R"
        fi
    else
        m_show=
        case $(m_unit_ctl is-enabled -- "$a_name" 2>/dev/null) in
            enabled | enabled-runtime | linked | linked-runtime | masked | masked-runtime | static | indirect | disabled | \
                generated | transient) m_unit=1 ;;
            *) if m_unit_ctl list-unit-files -- "$a_name" >/dev/null 2>&1; then m_unit=1; fi ;;
        esac
    fi
    if [ "$m_unit$m_initd" != 00 ]; then m_found=1; fi
    if [ "$m_unit$m_initd" = 01 ]; then
        m_warn "The service ($a_name) is actually an init script but the system is managed by systemd"
    fi
}

m_unit_mask() {
    m_masked=0
    if [ "$(m_unit_ctl is-enabled -- "$a_name" 2>/dev/null)" = masked ]; then m_masked=1; fi
    [ "$m_masked" != "$a_masked" ] || return 0
    changed=1
    [ "$a_check" = 0 ] || return 0
    if [ "$a_masked" = 1 ]; then m_verb=mask; else m_verb=unmask; fi
    R=$(m_unit_ctl "$m_verb" -- "$a_name" 2>&1) && return 0
    m_unit_missing
    m_fail "Failed to $m_verb the service ($a_name): $R"
}

m_unit_enable() {
    m_unit_missing
    m_unit_enabled
    m_now=$R
    m_put enabled "$a_enabled"
    [ "$m_now" != "$a_enabled" ] || return 0
    changed=1
    [ "$a_check" = 0 ] || return 0
    if [ "$a_enabled" = 1 ]; then m_verb=enable; else m_verb=disable; fi
    R=$(m_unit_ctl "$m_verb" -- "$a_name" 2>&1) || m_fail "Unable to $m_verb service $a_name: $R"
}

m_unit_run_state() {
    m_unit_missing
    if ! m_unit_property ActiveState; then
        if [ ! -d /run/systemd/system ] || [ "${SYSTEMD_OFFLINE-}" = 1 ]; then
            m_warn "Target is a chroot or systemd is offline. This can lead to false positives or prevent the init system tools from working."
            m_put state "$a_state"
            return 0
        fi
        m_fail 'Service is in unknown state'
    fi
    m_verb=
    case $a_state:$R in
        started:active | started:activating) ;;
        stopped:active | stopped:activating | stopped:deactivating) m_verb=stop ;;
        stopped:*) ;;
        restarted:active | restarted:activating) m_verb=restart ;;
        reloaded:active | reloaded:activating) m_verb=reload ;;
        *) m_verb=start ;;
    esac
    case $a_state in re*) m_put state started ;; *) m_put state "$a_state" ;; esac
    [ -n "$m_verb" ] || return 0
    changed=1
    [ "$a_check" = 0 ] || return 0
    R=$(m_unit_ctl "$m_verb" -- "$a_name" 2>&1) || m_fail "Unable to $m_verb service $a_name: $R$m_nl"
}

m_systemd() {
    m_begin "$@"
    m_systemd_begun
}

m_systemd_begun() {
    m_have systemctl || m_fail "Failed to find required executable \"systemctl\" in paths: $PATH"
    if [ -z "${XDG_RUNTIME_DIR-}" ]; then
        XDG_RUNTIME_DIR=/run/user/$(id -u)
        export XDG_RUNTIME_DIR
    fi
    m_options=
    if [ "$a_scope" != system ]; then m_options="--$a_scope"; fi
    if [ "$a_no_block" = 1 ]; then m_options="$m_options --no-block"; fi
    if [ "$a_force" = 1 ]; then m_options="$m_options --force"; fi
    m_show=
    if [ "$a_reload" = 1 ]; then m_unit_manager daemon-reload; fi
    if [ "$a_reexec" = 1 ]; then m_unit_manager daemon-reexec; fi
    if [ -n "$a_name" ]; then
        m_unit_find
        if [ -n "$a_masked" ]; then m_unit_mask; fi
        if [ -n "$a_enabled" ]; then m_unit_enable; fi
        if [ -n "$a_state" ]; then m_unit_run_state; fi
    fi
    m_done
    printf '\n%s\n' "$m_show"
}
