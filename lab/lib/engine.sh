# shellcheck shell=bash
# The container engine: used when one answers, started when none does, stopped only when the lab started it.

engine_pid_file=$cache/run/dockerd.pid

engine_answers() {
    timeout 20 docker version --format '{{.Server.Version}}' >/dev/null 2>&1
}

engine_start() {
    command -v docker >/dev/null || die "there is no 'docker' command" "run 'lab/lab install'"
    engine_answers || locked engine engine_start_alone
}

engine_start_alone() {
    ! engine_answers || return 0
    [ -z "${DOCKER_HOST:-}" ] || die "the container engine at DOCKER_HOST '$DOCKER_HOST' does not answer" \
        "start it, or unset DOCKER_HOST"
    need_root
    command -v dockerd >/dev/null || die "no container engine answers and there is no 'dockerd'" "run 'lab/lab install'"
    if [ -d /run/systemd/system ]; then
        systemctl start docker || die "systemd could not start docker" "journalctl -u docker tells why"
    else
        engine_spawn
    fi
    until_ok 60 engine_answers || die "the container engine does not answer after 60 s" "its log is $(log_file dockerd)"
    say "started the container engine"
}

# Without systemd (in a CI machine, say) the daemon is started by hand, in a session of its own, so that neither the
# end of this script nor Ctrl-C in its terminal takes it away.
engine_spawn() {
    setsid dockerd >"$(log_file dockerd)" 2>&1 </dev/null 9>&- &
    printf '%s\n' $! >"$engine_pid_file.new"
    mv "$engine_pid_file.new" "$engine_pid_file"
}

# True when the daemon that the lab started still runs. The name is compared because process ids are used again.
engine_is_ours() {
    [ -s "$engine_pid_file" ] && [ "$(cat "/proc/$(cat "$engine_pid_file")/comm" 2>/dev/null)" = dockerd ]
}

engine_gone() {
    ! engine_is_ours
}

engine_stop() {
    if engine_is_ours; then
        kill "$(cat "$engine_pid_file")"
        until_ok 60 engine_gone || die "the container engine does not stop" "its log is $(log_file dockerd)"
        say "stopped the container engine"
    fi
    rm -f "$engine_pid_file"
}
