# A job that runs on when nobody is connected. The controller makes a program of this text, the job itself in m_job, and
# the call of m_job_watch, and m_async_start has a shell of a session of its own read it. There are two processes: one that
# watches the time, and the job in a session of its own, so that it can be killed with all that it has started.
#
# M_JOB_ID, M_JOB_PATH (of the file with the state), M_JOB_LIMIT (seconds) and M_JOB_SHELL come by the environment.

m_job_now() {
    if [ -r /proc/uptime ]; then
        read -r R m_job_rest </proc/uptime
        R=${R%%.*}
    else
        R=$(date +%s)
    fi
}

# Says what became of the job; the text is JSON on standard input. Who reads it sees the old state or the new one.
m_job_say() {
    cat >"$M_JOB_PATH.tmp" && mv -f -- "$M_JOB_PATH.tmp" "$M_JOB_PATH" &&
        rm -f -- "$M_JOB_PATH.out" "$M_JOB_PATH.err"
}

m_job_watch() {
    umask 077
    m_job_now
    m_job_begun=$R
    if command -v setsid >/dev/null 2>&1; then
        m_job_own=1
        # shellcheck disable=SC2086 # a program and its argument
        printf '%s\n' "$m_job" | setsid $M_JOB_SHELL &
    else
        m_job_own=0
        (eval "$m_job") &
    fi
    m_job_pid=$!
    m_job_end_in_time &
    wait "$m_job_pid"
    # A job that has said how it ended has taken its output away.
    [ -e "$M_JOB_PATH.out" ] || return 0
    m_job_now
    if [ $((R - m_job_begun)) -ge "$M_JOB_LIMIT" ]; then
        m_job_why='Timeout exceeded'
    else
        m_job_why='the job ended before it could say how'
    fi
    printf '{"msg": "%s", "failed": true, "child_pid": %s}\n' "$m_job_why" "$m_job_pid" | m_job_say
}

# Kills the job when its time is over.
m_job_end_in_time() {
    while [ -e "$M_JOB_PATH.out" ]; do
        m_job_now
        m_job_left=$((M_JOB_LIMIT - (R - m_job_begun)))
        if [ "$m_job_left" -le 0 ]; then
            m_job_kill
            return
        fi
        [ "$m_job_left" -lt 5 ] || m_job_left=5
        sleep "$m_job_left"
    done
}

m_job_kill() {
    if [ "$m_job_own" = 1 ]; then
        # On a busy machine the job may not have made its session yet; then it has not started anything either.
        kill -s KILL -- "-$m_job_pid" 2>/dev/null || kill -s KILL "$m_job_pid"
        return
    fi
    m_job_family=" $m_job_pid " m_job_grows=1
    while [ "$m_job_grows" = 1 ]; do
        m_job_grows=0
        for m_job_entry in /proc/[0-9]*; do
            m_job_entry=${m_job_entry#/proc/}
            case $m_job_family in *" $m_job_entry "*) continue ;; esac
            read -r m_job_line 2>/dev/null <"/proc/$m_job_entry/stat" || continue
            m_job_line=${m_job_line##*) }
            m_job_line=${m_job_line#* }
            case $m_job_family in
                *" ${m_job_line%% *} "*) m_job_family="$m_job_family$m_job_entry " m_job_grows=1 ;;
            esac
        done
    done
    # shellcheck disable=SC2086 # numbers
    kill -s KILL $m_job_family
}

# In the job itself: what the step sees of all this is nothing.
m_job_begin() {
    m_job_id=$M_JOB_ID m_job_path=$M_JOB_PATH
    unset M_JOB_ID M_JOB_PATH M_JOB_LIMIT M_JOB_SHELL
    umask 022
}

# m_job_end CALL STATUS: CALL is JSON that tells the controller how to read the answer.
m_job_end() {
    umask 077
    M_JOB_PATH=$m_job_path
    if command -v base64 >/dev/null 2>&1; then m_job_code=base64; else m_job_code=hex; fi
    {
        printf '{"ansible_job_id": "%s", "started": true, "finished": true, "muster": {"call": %s, ' "$m_job_id" "$1"
        printf '"status": %s, "encoding": "%s", "out": "' "$2" "$m_job_code"
        m_job_text "$m_job_path.out"
        printf '", "err": "'
        m_job_text "$m_job_path.err"
        printf '"}}\n'
    } | m_job_say
}

m_job_text() {
    if [ "$m_job_code" = base64 ]; then
        base64 <"$1" | tr -d '\n'
    else
        od -A n -v -t x1 <"$1" | tr -d ' \n'
    fi
}
