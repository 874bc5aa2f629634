# shellcheck shell=bash
# The hosts of a measurement: one sshd each on a loopback address of its own, all with the same throw-away account. The
# caller says where its files are and which port is used.
: "${work=}" "${port:?}"

account=muster-bench
account_mark='throw-away account of bench/run'
account_home=/home/$account
sshds=

# An account of that name is taken for ours only when it says so: somebody's own is never touched.
remove_account() {
    local entry
    entry=$(getent passwd "$account") || return 0
    [[ $(cut -d: -f5 <<<"$entry") == "$account_mark" ]] ||
        die "there is an account '$account' that is not of this script's making" "rename or remove it"
    stop_processes_of_account
    userdel "$account"
    rm -rf "$account_home"
}

# What a peer has left running on its hosts would keep the account from being removed.
stop_processes_of_account() {
    local pid deadline=$((SECONDS + 10))
    while [ "$SECONDS" -lt "$deadline" ] && [ -n "$(processes_of_account)" ]; do
        for pid in $(processes_of_account); do
            kill -KILL "$pid" 2>/dev/null || true
        done
        sleep 0.1
    done
}

processes_of_account() {
    ps -o pid= -u "$account" 2>/dev/null || true
}

# The star lets nobody in by password, and unlike an exclamation mark lets keys in where sshd does without PAM.
make_account() {
    remove_account
    useradd -c "$account_mark" -d "$account_home" -M -N -g nogroup -s /bin/sh -p '*' "$account"
    install -d -m 0755 -o "$account" -g nogroup "$account_home" "$account_home/hosts"
}

# A Python for the peers' modules that the account may run: the system's, else the one of the PATH.
node_python() {
    local python
    for python in /usr/bin/python3 "$(python3 -c 'import os, sys; print(os.path.realpath(sys.executable))')"; do
        if runuser -u "$account" -- "$python" -c '' 2>/dev/null; then
            printf '%s\n' "$python"
            return
        fi
    done
    die "the account '$account' cannot run Python, which the peers need on their hosts" "Debian: apt-get install python3"
}

host_name() {
    printf 'n%02d\n' "$1"
}

host_address() {
    printf '127.0.1.%s\n' "$1"
}

# start_nodes COUNT: makes keys and account, and starts the sshds.
start_nodes() {
    local i sshd nodes=()
    sshd=$(PATH=$PATH:/usr/sbin:/sbin command -v sshd) || die "there is no sshd" "Debian: apt-get install openssh-server"
    make_account
    ssh-keygen -q -t ed25519 -N '' -C muster-bench -f "$work/id"
    ssh-keygen -q -t ed25519 -N '' -C muster-bench -f "$work/host_key"
    install -D -m 0644 "$work/id.pub" "$account_home/.ssh/authorized_keys"
    mkdir -p "$work/nodes" /run/sshd
    cat >"$work/sshd_config" <<TEXT
Port $port
HostKey $work/host_key
AuthorizedKeysFile $account_home/.ssh/authorized_keys
AllowUsers $account
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
PrintMotd no
PrintLastLog no
PidFile none
MaxStartups 1000
LogLevel ERROR
Subsystem sftp internal-sftp
TEXT
    for ((i = 1; i <= $1; i++)); do
        nodes+=("$(host_name "$i")=$(host_address "$i")")
        printf '[%s]:%s %s\n' "$(host_address "$i")" "$port" "$(cut -d' ' -f1,2 "$work/host_key.pub")" >>"$work/known_hosts"
    done
    "$bench_dir/sshds" "$work/nodes" "$sshd" "$work/sshd_config" "${nodes[@]}" &
    sshds=$!
    for ((i = 1; i <= $1; i++)); do
        wait_for_node "$i"
    done
}

wait_for_node() {
    local deadline=$((SECONDS + 20))
    until (exec 3<>"/dev/tcp/$(host_address "$1")/$port") 2>/dev/null && [ -s "$work/nodes/all.pid" ]; do
        [ "$SECONDS" -lt "$deadline" ] || {
            cat "$work/nodes/$(host_name "$1").log" >&2
            die "no sshd answers on $(host_address "$1"):$port"
        }
        sleep 0.05
    done
    # Another program's server on that address would answer as well, but then ours could not bind and has ended.
    kill -0 "$(cat "$work/nodes/$(host_name "$1").pid")" 2>/dev/null ||
        die "something else listens on $(host_address "$1"):$port" "BENCH_PORT names another port"
}

stop_nodes() {
    [ -n "$sshds" ] || return 0
    kill "$sshds" 2>/dev/null || true
    wait "$sshds" 2>/dev/null || true
    sshds=
}

# Every run begins with blank hosts.
blank_nodes() {
    rm -rf "$account_home/hosts" "$account_home/.ansible"
    install -d -m 0755 -o "$account" -g nogroup "$account_home/hosts"
}

# What stands on the hosts, as one hash: whoever leaves something else than the others has not done the same work.
nodes_digest() {
    (cd "$account_home/hosts" && find . -mindepth 1 -printf '%p %y %m %l\n' -type f -exec sha256sum {} +) |
        LC_ALL=C sort | sha256sum | cut -d' ' -f1
}
