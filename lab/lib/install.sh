# shellcheck shell=bash
# The Debian packages the lab needs on the machine it runs on.

# Each is written as PACKAGE:COMMAND. Where the command is there already, wherever from, the package is not asked for.
declare -A package_sets=(
    [lab]='docker.io:dockerd docker.io:docker iptables:iptables mmdebstrap:mmdebstrap openssh-client:ssh-keyscan
        curl:curl procps:ps'
    [build]='maven:mvn'
    [oracle]='python3-venv:python3'
    [test]='openssh-server:sshd shellcheck:shellcheck
        busybox:busybox cloud-init:cloud-init debconf:debconf-set-selections dnsmasq-base:dnsmasq dropbear-bin:dropbear
        genisoimage:isoinfo opendoas:doas sudo:sudo
        grub-common:grub-script-check ignition:ignition-validate netplan.io:netplan openssl:openssl
        policycoreutils:setfiles systemd:systemd-analyze xorriso:xorriso'
    [vagrant]='vagrant:vagrant vagrant-libvirt:vagrant'
)

install_packages() {
    local name missing=()
    [ $# -gt 0 ] || set -- lab
    for name; do
        [ -n "${package_sets[$name]:-}" ] || die "unknown set of packages '$name'" "the sets are: ${!package_sets[*]}"
    done
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    is_bookworm || die "missing here: ${missing[*]}; the lab installs packages on Debian 12 only, and this is $(os_name)" \
        "install ${missing[*]} yourself, under the names of your system, and run this again"
    need_root
    say "installing ${missing[*]}"
    # The tests want cloud-init's judgement alone: it must not take this machine for a new cloud node at its next start.
    case " ${missing[*]} " in
        *' cloud-init '*) mkdir -p /etc/cloud && : >/etc/cloud/cloud-init.disabled ;;
    esac
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update </dev/null || die "apt-get update failed" "look at this machine's package sources under /etc/apt"
    apt-get -qq -y -o DPkg::Lock::Timeout=120 --no-install-recommends install "${missing[@]}" </dev/null >"$(log_file install)" 2>&1 || {
        tail -n 20 "$(log_file install)" >&2
        die "installing failed" "the whole output is in $(log_file install)"
    }
}

missing_packages() {
    local name entry package
    for name; do
        for entry in ${package_sets[$name]}; do
            package=${entry%:*}
            # A Python module and a Vagrant plugin have no command of their own: Debian's list of packages tells.
            case $package in
                python3-venv | vagrant-libvirt) is_installed "$package" ;;
                *) PATH=$PATH:/usr/sbin:/sbin command -v "${entry#*:}" >/dev/null ;;
            esac || printf '%s\n' "$package"
        done
    done | LC_ALL=C sort -u
}

is_installed() {
    dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed
}

is_bookworm() {
    [ "$(os_field ID)/$(os_field VERSION_ID)" = debian/12 ]
}

os_name() {
    local name
    name=$(os_field PRETTY_NAME)
    printf '%s\n' "${name:-$(uname -s)}"
}

os_field() {
    [ -r /etc/os-release ] || return 0
    # shellcheck source=/dev/null
    (. /etc/os-release && printf '%s\n' "${!1:-}")
}
