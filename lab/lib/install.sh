# shellcheck shell=bash
# The Debian packages the lab needs on the machine it runs on.

lab_packages=(docker.io iptables mmdebstrap busybox-static openssh-client openssl curl procps)
vagrant_packages=(vagrant vagrant-libvirt)

install_packages() {
    local wanted=("${lab_packages[@]}") missing=() package
    case ${1:-} in
        '') ;;
        vagrant) wanted=("${vagrant_packages[@]}") ;;
        *) die "unknown set of packages '$1'" "'lab/lab install' or 'lab/lab install vagrant'" ;;
    esac
    is_bookworm || die "the lab installs packages on Debian 12 only, and this is $(os_name)" \
        "install yourself, under the names of your system: ${wanted[*]}" \
        "then go on with 'lab/lab engine', 'lab/lab images' and 'lab/lab up'"
    for package in "${wanted[@]}"; do
        is_installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    need_root
    say "installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update || die "apt-get update failed" "look at the package sources of this machine under /etc/apt"
    apt-get -qq -y --no-install-recommends install "${missing[@]}" </dev/null >"$(log_file install)" 2>&1 || {
        tail -n 20 "$(log_file install)" >&2
        die "installing failed" "the whole output is in $(log_file install)"
    }
}

log_file() {
    mkdir -p "$cache/run"
    printf '%s/run/%s.log\n' "$cache" "$1"
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
