# Starts jobs that run on in the background, and tells of them. ANSIBLE_ASYNC_DIR is the folder of their states.

# The folder of the jobs in R.
m_async_folder() {
    m_path "${ANSIBLE_ASYNC_DIR:-~/.ansible_async}"
    R=${R%/}
}

# The shell that this one is, for a program of its own.
m_async_shell() {
    R=$(readlink "/proc/$$/exe" 2>/dev/null)
    case ${R##*/} in
        *' '*) R=sh ;;
        busybox* | toybox*) R="$R sh" ;;
        dash | bash | ash | ksh | mksh | zsh) ;;
        *) R=sh ;;
    esac
}

# m_async_start NUMBER LIMIT: the job's program is on standard input. The environment and the folder are the job's.
m_async_start() {
    m_async_folder
    m_folder=$R
    m_said=$(mkdir -p -- "$m_folder" 2>&1) ||
        m_fail "could not create directory: $m_folder - ${m_said##*: }"
    m_async_shell
    M_JOB_ID=$1.$$ M_JOB_LIMIT=$2 M_JOB_SHELL=$R
    M_JOB_PATH=$m_folder/$M_JOB_ID
    export M_JOB_ID M_JOB_PATH M_JOB_LIMIT M_JOB_SHELL
    m_program=$(cat)
    (
        umask 077
        : >"$M_JOB_PATH.out" && : >"$M_JOB_PATH.err" &&
            printf '{"started": true, "finished": false, "ansible_job_id": "%s"}\n' "$M_JOB_ID" >"$M_JOB_PATH.tmp" &&
            mv -f -- "$M_JOB_PATH.tmp" "$M_JOB_PATH"
    ) || m_fail "could not write '$M_JOB_PATH'"
    # A shell that has read the program is in its own session, with the job beside it, before this step is over.
    if m_have setsid; then
        # shellcheck disable=SC2086 # a program and its argument
        printf '%s\n' "$m_program" | setsid $M_JOB_SHELL >/dev/null 2>&1 || m_fail "could not start '$M_JOB_SHELL'"
    else
        (
            trap '' HUP
            eval "$m_program"
        ) </dev/null >/dev/null 2>&1
    fi
    changed=1
    m_put id "$M_JOB_ID"
    m_put path "$M_JOB_PATH"
    m_done
}

# m_async_status JOB ERASE: the state is the answer's body; with 1, it is taken away instead.
m_async_status() {
    m_async_folder
    m_job=$R/$1
    changed=0
    m_put path "$m_job"
    case $1 in
        */* | '') m_put exists 0 ;;
        *)
            if [ ! -f "$m_job" ]; then
                m_put exists 0
            elif [ "$2" = 1 ]; then
                m_put exists 1
                m_said=$(rm -f -- "$m_job" 2>&1) || m_fail "$m_said"
            else
                m_put exists 1
                m_body "$m_job"
                return
            fi
            ;;
    esac
    m_done
}
