# shellcheck shell=bash
# Words to the user, deadlines and locks.

say() {
    printf 'lab: %s\n' "$*" >&2
}

# die MESSAGE [HINT...]
die() {
    printf 'lab: %s\n' "$1" >&2
    shift
    [ $# -eq 0 ] || printf '  hint: %s\n' "$@" >&2
    exit 1
}

# Where the output of a program is kept that is too long to show.
log_file() {
    mkdir -p "$cache/run"
    printf '%s/run/%s.log\n' "$cache" "$1"
}

# until_ok SECONDS COMMAND...: repeats the command until it succeeds or the time is over.
until_ok() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 0.3
    done
}

need_root() {
    [ "$(id -u)" -eq 0 ] || die "this needs root" "run it as root, or with sudo"
}

# locked NAME COMMAND...: one process at a time, so that two calls of the lab do not build or start a thing twice.
locked() {
    local name=$1
    shift
    mkdir -p "$cache/run"
    (
        # A daemon started inside must not inherit the lock: the commands that start one close descriptor 9.
        flock -w 3600 9 || die "another lab holds the lock '$cache/run/$name.lock' for an hour already"
        "$@"
    ) 9>"$cache/run/$name.lock"
}

# The key pair every node accepts. It opens loopback containers only, so it is made once and kept.
client_key() {
    local key=$cache/id_lab
    if [ ! -s "$key" ]; then
        mkdir -p "$cache"
        rm -f "$key.new" "$key.new.pub"
        ssh-keygen -q -t ed25519 -N '' -C muster-lab -f "$key.new"
        mv "$key.new.pub" "$key.pub"
        mv "$key.new" "$key"
    fi
    printf '%s\n' "$key"
}
