# Module wait_for, on a node without Python. Words: host port path has_regex regex state delay timeout connect sleep exclude
# (names or addresses, blanks between) states (hexadecimal, blanks between). A regular expression is extended (grep -E); the answer's
# body is what matched.

# Seconds since the machine booted, in R: a clock that nobody sets, and no process is needed to read it.
m_wait_clock() {
    if [ -r /proc/uptime ]; then
        read -r R m_rest </proc/uptime
        R=${R%%.*}
    else
        R=$(date +%s)
    fi
}

# What this node can try a port with: a listening port of its own is in /proc/net; else nc, bash, or curl's telnet.
m_wait_probe_with() {
    m_probe=
    m_here=0
    case $a_host in 127.* | localhost | ::1 | 0.0.0.0) m_here=1 ;; esac
    if m_have bash; then
        m_probe=bash
    elif m_have nc; then
        # BusyBox may lack -z, and then says only on standard error how it went.
        case $(nc -h 2>&1) in
            *-z*) m_probe=nc ;;
            *) if [ "$m_here$a_has_regex" = 10 ]; then m_probe=table; else m_probe=plain; fi ;;
        esac
    elif m_have curl; then
        m_probe=curl
    elif [ "$m_here" = 1 ]; then
        m_probe=table
    else
        m_fail 'this node has none of nc, bash and curl, one of which is needed to try a port of another machine'
    fi
    m_limit=
    if m_have timeout; then m_limit="timeout $a_connect"; fi
}

# Whether a connection can be made; with a regular expression, what the other side says first is in m_said.
m_wait_port() {
    if [ "$a_has_regex" = 1 ]; then
        # The other side has until the deadline, or a second if that is all that is left, to say it.
        m_wait_clock
        m_left=$((m_deadline - R))
        if [ "$m_left" -lt 1 ]; then m_left=1; fi
        if [ "$m_left" -gt "$a_connect" ]; then m_left=$a_connect; fi
        case $m_probe in
            nc | plain) m_said=$(sleep "$m_left" | nc -w "$m_left" "$a_host" "$a_port" 2>/dev/null) ;;
            bash) m_said=$(timeout "$m_left" bash -c 'exec 3<>"/dev/tcp/$0/$1" && cat <&3' "$a_host" "$a_port" 2>/dev/null) ;;
            curl) m_said=$(curl -s -m "$m_left" "telnet://$a_host:$a_port" </dev/null 2>/dev/null) ;;
            table) m_fail 'this node has none of nc, bash and curl, one of which is needed for search_regex' ;;
        esac
        m_said=$(printf '%s\n' "$m_said" | grep -E -e "$a_regex")
        return
    fi
    case $m_probe in
        nc) nc -z -w "$a_connect" "$a_host" "$a_port" >/dev/null 2>&1 </dev/null ;;
        plain)
            R=$(nc -w "$a_connect" "$a_host" "$a_port" 2>&1 >/dev/null </dev/null) && return 0
            case $R in *refused* | *"can't connect"* | *'timed out'* | *address* | *nreachable* | *'not known'*) return 1 ;; esac
            ;;
        # shellcheck disable=SC2086 # the program and its argument
        bash) $m_limit bash -c 'exec 3<>"/dev/tcp/$0/$1"' "$a_host" "$a_port" >/dev/null 2>&1 </dev/null ;;
        curl)
            curl -s --connect-timeout "$a_connect" -m "$a_connect" "telnet://$a_host:$a_port" >/dev/null 2>&1 </dev/null
            case $? in 6 | 7) return 1 ;; esac
            ;;
        table) m_wait_listening ;;
    esac
}

m_wait_hex() {
    m_hex=$(printf '%04X' "$a_port")
}

# m_wait_addresses HOST...: the addresses as /proc/net/tcp and tcp6 print them on a little-endian machine, in R.
m_wait_addresses() {
    m_found=
    for each; do
        case $each in
            *[!0-9.]*) m_four=$(getent ahostsv4 "$each" 2>/dev/null | while read -r R m_rest; do printf '%s ' "$R"; done) ;;
            *) m_four=$each ;;
        esac
        if [ "$each" = ::1 ]; then m_found="$m_found 00000000000000000000000001000000"; fi
        for m_each in $m_four; do
            IFS=.
            # shellcheck disable=SC2086 # four numbers, to be split
            set -- $m_each
            IFS=" 	$m_nl"
            m_each=$(printf '%02X%02X%02X%02X' "$4" "$3" "$2" "$1")
            m_found="$m_found $m_each 0000000000000000FFFF0000$m_each"
        done
    done
    R=$m_found
}

m_wait_listening() {
    m_wait_hex
    cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -q "^ *[0-9]*: [0-9A-F]*:$m_hex [0-9A-F]*:0000 0A "
}

# How many connections to the port are active, in R; those of excluded hosts do not count.
m_wait_active() {
    m_wait_hex
    R=0
    while read -r m_slot m_local m_remote m_connection m_rest; do
        case $m_local in *:"$m_hex") ;; *) continue ;; esac
        case " $a_states " in *" $m_connection "*) ;; *) continue ;; esac
        m_wait_host "${m_local%:*}" || continue
        case " $a_exclude " in *" ${m_remote%:*} "*) continue ;; esac
        R=$((R + 1))
    done <<M_END
$(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null)
M_END
}

# Whether a local address of /proc/net is the one that is asked for.
m_wait_host() {
    case $a_local in '' | *" $1 "*) return 0 ;; esac
    return 1
}

m_wait_path() {
    [ -e "$a_path" ] || return 1
    [ "$a_has_regex" = 1 ] || return 0
    m_said=$(grep -E -e "$a_regex" -- "$a_path" 2>/dev/null)
}

# Whether what is waited for has come.
m_wait_over() {
    case $a_state in
        drained)
            m_wait_active
            [ "$R" = 0 ]
            ;;
        absent | stopped)
            if [ -n "$a_path" ]; then
                if [ -e "$a_path" ] || [ -L "$a_path" ]; then return 1; fi
            elif m_wait_port; then
                return 1
            fi
            ;;
        *) if [ -n "$a_path" ]; then m_wait_path; else m_wait_port; fi ;;
    esac
}

m_wait_for() {
    m_begin "$@"
    m_said=
    m_wait_clock
    m_start=$R
    m_deadline=$((m_start + a_timeout))
    if [ "$a_delay" -gt 0 ]; then sleep "$a_delay"; fi
    if [ -n "$a_path" ]; then
        m_path "$a_path"
        a_path=$R
    fi
    m_over=0
    if [ "$a_state" = drained ]; then
        # shellcheck disable=SC2086 # names, to be split
        m_wait_addresses $a_exclude
        a_exclude=$R
        a_local=
        case $a_host in
            0.0.0.0 | ::) ;;
            *)
                m_wait_addresses "$a_host"
                a_local=" $R "
                ;;
        esac
    fi
    if [ -z "$a_port$a_path" ] && [ "$a_state" != drained ]; then
        sleep "$a_timeout"
        m_over=1
    else
        if [ -n "$a_port" ] && [ "$a_state" != drained ]; then m_wait_probe_with; fi
        while :; do
            m_wait_clock
            [ "$R" -lt "$m_deadline" ] || break
            if m_wait_over; then
                m_over=1
                break
            fi
            sleep "$a_sleep"
        done
    fi
    m_wait_clock
    m_put elapsed $((R - m_start))
    m_put over "$m_over"
    m_put path "$a_path"
    m_done
    printf '\n%s' "$m_said"
}
