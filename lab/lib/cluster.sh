# shellcheck shell=bash
# The pieces of the lab: a network, the Puppet server, the registry, the nodes. Each container carries a label with the
# hash of what it was made from; 'up' leaves a running piece with the right hash alone and makes every other one anew.

# Several labs may run side by side: the tests have their own beside the one somebody is working with. Only the pieces
# of the one named 'lab' publish fixed ports; the others take what is free ('lab/lab port NAME' tells).
lab=${MUSTER_LAB:-lab}
network=muster-$lab
# The first two numbers of the network's addresses; the example inventory has the same default.
net=${MUSTER_LAB_NET:-172.30}
seeds=$cache/run/seed/$lab
state_default=${lab_dir%/*}/inventories/lab/.muster

# A node is a machine of its own to its systemd and to its container engine. This is less than --privileged, which asks
# for capabilities that not every host has.
node_options=(
    --cap-add ALL --cap-drop SYS_RESOURCE --cgroupns=private --device-cgroup-rule 'a *:* rwm'
    --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined
    --tmpfs /run --tmpfs /run/lock --tmpfs /tmp:exec --stop-signal SIGRTMIN+3
)

cluster_up() {
    local nodes=3 light=0 modern=0 state=$state_default puppet=yes
    while [ $# -gt 0 ]; do
        case $1 in
            --nodes) nodes=$(number "$@") ;;
            --light) light=$(number "$@") ;;
            --modern) modern=$(number "$@") ;;
            --state) state=${2:?--state needs a folder} ;;
            --no-puppet) puppet=no ;;
            *) die "unknown option '$1'" "'lab/lab help' lists the options of 'up'" ;;
        esac
        [ "$1" = --no-puppet ] || shift
        shift
    done
    engine_start
    locked "cluster-$lab" cluster_up_alone "$nodes" "$light" "$modern" "$state" "$puppet"
}

number() {
    [[ ${2:-} =~ ^[0-9]+$ && ${2:-} -le 99 ]] || die "'$1' needs a number from 0 to 99, not '${2:-}'"
    printf '%s\n' "$2"
}

cluster_up_alone() {
    local nodes=$1 light=$2 modern=$3 state=$4 puppet=$5 i
    local key
    key=$(client_key)
    network_up
    # The Puppet server takes longest to start, so it goes first and is waited for last.
    if [ "$puppet" = yes ]; then
        puppet_up "$state"
        registry_up
    fi
    for ((i = 1; i <= nodes; i++)); do
        node_up "n$i" node "$net.0.$((10 + i))" $((2200 + i)) "$state" "$key.pub" "${node_options[@]}"
    done
    for ((i = 1; i <= light; i++)); do
        # The right to unmount lets it turn the engine's /etc/hosts into a file of its own.
        node_up "bb$i" light "$net.1.$i" $((2300 + i)) "$state" "$key.pub" --cap-add SYS_ADMIN \
            --security-opt apparmor=unconfined --init
    done
    for ((i = 1; i <= modern; i++)); do
        node_up "m$i" modern "$net.2.$i" $((2400 + i)) "$state" "$key.pub" "${node_options[@]}"
    done
    [ "$puppet" = no ] || registry_fill
}

network_up() {
    ! docker network inspect "$network" >/dev/null 2>&1 || return 0
    docker network create --label "$label=$lab" --subnet "$net.0.0/16" --gateway "$net.0.1" "$network" >/dev/null ||
        die "the lab's network $net.0.0/16 cannot be made" \
            "when the addresses are taken, choose others: MUSTER_LAB_NET=172.29, for 'lab/lab' and for 'muster' alike"
}

# piece NAME SPEC IMAGE SETUP-FUNCTION SETUP-ARGUMENT -- DOCKER OPTIONS... [-- COMMAND...]
# Makes sure that a container of this name, made from this spec, runs. The setup function lays files into it before it
# starts for the first time.
piece() {
    local name=$network-$1 short=$1 spec=$2 image=$3 setup=$4 argument=$5 options=() hash
    shift 6
    while [ $# -gt 0 ] && [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    [ $# -eq 0 ] || shift
    hash=$(printf '%s\n' "$spec" "$(docker image inspect --format '{{.Id}}' "$image" 2>/dev/null)" "${options[@]}" "$@" |
        sha256sum | cut -c 1-16)
    [ "$(piece_state "$name")" != "running $hash" ] || return 0
    docker rm -fv "$name" >/dev/null 2>&1 || true
    docker create --name "$name" --hostname "$short" --label "$label=$lab" --label "$label.spec=$hash" --label "$label.name=$short" \
        --network "$network" --pull never "${options[@]}" "$image" "$@" >/dev/null ||
        die "the container '$name' cannot be made" "when the image is missing, run 'lab/lab images'"
    "$setup" "$name" "$argument"
    docker start "$name" >/dev/null || die "the container '$name' does not start"
    say "started $short"
}

piece_state() {
    docker container inspect --format "{{.State.Status}} {{index .Config.Labels \"$label.spec\"}}" "$1" 2>/dev/null || true
}

# publish FIXED INSIDE: the port of this machine under which a piece's own port is reached, on loopback only.
publish() {
    local fixed=$1
    [ "$lab" = lab ] || fixed=''
    printf '127.0.0.1:%s:%s\n' "$fixed" "$2"
}

# piece_port NAME INSIDE
piece_port() {
    local address
    address=$(docker port "$network-$1" "$2/tcp" 2>/dev/null | head -n 1)
    [ -n "$address" ] || die "'$1' does not run" "'lab/lab status' lists what does"
    printf '%s\n' "${address##*:}"
}

node_up() {
    local name=$1 image=$2 address=$3 port=$4 state=$5 public=$6 seed
    shift 6
    seed=$(node_seed "$name" "$state" "$public")
    piece "$name" "$(cat "$seed"/*)" "lab/$image:1" node_setup "$seed" -- \
        --ip "$address" --network-alias "$name.lab" -p "$(publish "$port" 22)" "$@" --
    known_host "$(piece_port "$name" 22)" "$seed"
}

# The folder with what a node gets before its first start: its SSH host key, which Muster made when the state folder has
# one of this name, and the client key it accepts.
node_seed() {
    local name=$1 state=$2 public=$3 seed=$seeds/$1 own=$2/pki/ssh/$1/ssh_host_ed25519_key
    mkdir -p "$seed"
    if [ -s "$own" ]; then
        install -m 600 "$own" "$seed/ssh_host_ed25519_key"
        install -m 644 "$own.pub" "$seed/ssh_host_ed25519_key.pub"
    elif [ ! -s "$seed/ssh_host_ed25519_key" ]; then
        ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$seed/ssh_host_ed25519_key"
    fi
    install -m 600 "$public" "$seed/authorized_keys"
    printf '%s\n' "$seed"
}

node_setup() {
    local container=$1 seed=$2 home
    # The archive says who owns what; a plain copy would keep the owner of this machine's file.
    tar -C "$seed" --owner=0 --group=0 -c ssh_host_ed25519_key ssh_host_ed25519_key.pub | docker cp - "$container:/etc/ssh/"
    tar -C "$seed" --owner=0 --group=0 -c authorized_keys | docker cp - "$container:/root/.ssh/"
    for home in admin:1000 clerk:1001; do
        tar -C "$seed" --owner="${home#*:}" --group="${home#*:}" -c authorized_keys |
            docker cp - "$container:/home/${home%:*}/.ssh/" 2>/dev/null || true
    done
}

# A known_hosts file for people and tests that speak to a node without Muster's own.
known_host() {
    local port=$1 seed=$2 file=$cache/known_hosts entry
    entry="[127.0.0.1]:$port $(cut -d ' ' -f 1,2 "$seed/ssh_host_ed25519_key.pub")"
    {
        [ ! -f "$file" ] || grep -v "^\[127.0.0.1\]:$port " "$file" || true
        printf '%s\n' "$entry"
    } >"$file.new"
    mv "$file.new" "$file"
}

puppet_up() {
    local pki=$1/pki
    [ -s "$pki/ca/ca.key" ] && [ -s "$pki/bundle.pem" ] && [ -s "$pki/crls.pem" ] ||
        die "there is no certificate authority in '$pki' for the Puppet server" \
            "make it with: bin/muster bootstrap -i inventories/lab --to render" "or start the nodes alone: --no-puppet"
    piece puppet "$(cat "$pki/bundle.pem" "$pki/ca/ca.key")" "$(image_tag server)" puppet_setup "$pki" -- \
        --ip "$net.0.10" --network-alias puppet.lab -p "$(publish 8140 8140)" --hostname puppet.lab --init --
}

puppet_setup() {
    local container=$1 pki=$2 stage=$cache/run/pki
    rm -rf "$stage"
    install -d -m 700 "$stage"
    install -m 600 "$pki/ca/ca.key" "$stage/ca.key"
    install -m 644 "$pki/bundle.pem" "$pki/crls.pem" "$stage/"
    tar -C "$stage" --owner=0 --group=0 -c . | docker cp - "$container:/lab/pki/"
    rm -rf "$stage"
}

cluster_crl() {
    local state=$state_default
    [ "${1:-}" != --state ] || state=${2:?--state needs a folder}
    local crls=$state/pki/crls.pem target
    [ -s "$crls" ] || die "there is no '$crls'"
    for target in /etc/puppet/puppetserver/ca/ca_crl.pem /var/lib/puppet/ssl/crl.pem; do
        docker exec -i $network-puppet sh -c "cat >$target.new && chown puppet: $target.new && mv $target.new $target" \
            <"$crls" || die "the Puppet server did not take the revocation lists"
    done
}

registry_up() {
    mkdir -p "$cache/registry"
    piece registry '' "$(image_tag server)" true '' -- --ip "$net.0.9" --network-alias registry.lab \
        -p "$(publish 5005 5000)" -v "$cache/registry:/lab/registry-data" --init -- /lab/registry
}

registry_answers() {
    curl -fsS --max-time 5 "http://127.0.0.1:$(piece_port registry 5000)/v2/"
}

registry_fill() {
    local agent remote
    agent=$(image_tag agent)
    until_ok 60 registry_answers || die "the lab's registry does not answer"
    remote=127.0.0.1:$(piece_port registry 5000)/$agent
    docker tag "$agent" "$remote"
    # The layer is packed only when the registry does not have it yet.
    docker push -q "$remote" >/dev/null || die "the agent image cannot be put into the lab's registry"
    docker rmi --no-prune "$remote" >/dev/null
}

cluster_names() {
    docker ps -a --filter "label=$label=$lab" --format "{{.Label \"$label.name\"}}" | sort -V
}

cluster_wait() {
    local deadline=$((SECONDS + ${1:-300})) name left
    engine_answers || die "no container engine answers" "run 'lab/lab up'"
    for name in $(cluster_names); do
        [ "$name" != puppet ] || continue
        wait_for "$name" "$deadline"
    done
    ! cluster_names | grep -qx puppet || wait_for puppet "$deadline"
}

wait_for() {
    local name=$1 left=$(($2 - SECONDS))
    until_ok $((left > 1 ? left : 1)) piece_answers "$name" || {
        docker logs --tail 20 "$network-$name" >&2 || true
        die "'$name' does not answer in time"
    }
}

piece_answers() {
    case $1 in
        puppet) curl -fsk --max-time 5 "https://127.0.0.1:$(piece_port puppet 8140)/status/v1/simple" | grep -q running ;;
        registry) registry_answers ;;
        bb*) ssh_answers "$1" ;;
        *) docker exec "$network-$1" systemctl is-system-running | grep -qE 'running|degraded' && ssh_answers "$1" ;;
    esac
}

# True when the piece's SSH server shows the host key it was given.
ssh_answers() {
    ssh-keyscan -T 5 -t ed25519 -p "$(piece_port "$1" 22)" 127.0.0.1 2>/dev/null |
        grep -qF "$(cut -d ' ' -f 1,2 "$seeds/$1/ssh_host_ed25519_key.pub")"
}

cluster_status() {
    if ! engine_answers; then
        say "no container engine answers"
        return 0
    fi
    docker ps -a --filter "label=$label" --format 'table {{.Names}}\t{{.Status}}\t{{.Ports}}'
}

cluster_port() {
    case ${1:-} in
        '') die "'port' needs the name of a piece" "'lab/lab status' lists them" ;;
        puppet) piece_port puppet 8140 ;;
        registry) piece_port registry 5000 ;;
        *) piece_port "$1" 22 ;;
    esac
}

cluster_stop() {
    [ -n "${1:-}" ] || die "'stop' needs the name of a piece" "'lab/lab status' lists them"
    docker kill "$network-$1" >/dev/null
}

# Everything of every lab, and the engine. With MUSTER_LAB set it is that lab alone, and the engine stays.
cluster_down() {
    local what=$label
    [ -z "${MUSTER_LAB:-}" ] || what=$label=$lab
    command -v docker >/dev/null || return 0
    # After a crash of the machine the engine may be gone while its containers still lie on the disk.
    [ ! -e "$engine_pid_file" ] || engine_start
    if engine_answers; then
        locked "cluster-$lab" cluster_remove "$what"
    fi
    [ -n "${MUSTER_LAB:-}" ] || engine_stop
}

cluster_remove() {
    local ids
    ids=$(docker ps -aq --filter "label=$1")
    # shellcheck disable=SC2086 # one word per container
    [ -z "$ids" ] || docker rm -fv $ids >/dev/null
    ids=$(docker network ls -q --filter "label=$1")
    # shellcheck disable=SC2086
    [ -z "$ids" ] || docker network rm $ids >/dev/null
    if [ "$1" = "$label" ]; then
        rm -rf "$cache/run/seed" "$cache/known_hosts"
    else
        rm -rf "$seeds"
    fi
    say "removed what the lab had started"
}
