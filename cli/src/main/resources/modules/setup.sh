# Collects what the facts are made of: raw files and tools' output, which the controller understands.
#
# The answer is a row of sections, each begun by a line RS name (RS is byte 036) and going to the next. Section "files" holds
# lines path:line, since one grep that reads a hundred files is much quicker than a hundred cats.

muster_section() {
    printf '\n\036%s\n' "$1"
}

muster_exists() {
    for m_path; do
        if [ -e "$m_path" ]; then printf '%s\n' "$m_path"; fi
    done
}

# muster_tool SECTION COMMAND WORD...: a section with what a tool says, if the node has it.
muster_tool() {
    command -v "$2" >/dev/null 2>&1 || return 0
    muster_section "$1"
    shift
    LC_ALL=C "$@" 2>/dev/null </dev/null
}

muster_platform() {
    muster_tool machine uname -m
    muster_tool bits getconf LONG_BIT
    muster_tool clock date '+%s %N %z %Z'
    muster_section zone
    tail -n 1 /etc/localtime 2>/dev/null
    read -r m_node </proc/sys/kernel/hostname || m_node=$(hostname)
    muster_section fqdn
    if command -v getent >/dev/null 2>&1; then
        m_address=$(getent ahosts "$m_node" 2>/dev/null)
        m_address=${m_address%%[ ]*}
        [ -z "$m_address" ] || getent hosts "$m_address" 2>/dev/null
    else
        m_name=$(hostname -f 2>/dev/null) && printf '%s\n' "- $m_name"
    fi
    muster_section user
    m_user=${LOGNAME:-${USER:-${LNAME:-${USERNAME:-}}}}
    [ -n "$m_user" ] || m_user=$(id -un)
    getent passwd "$m_user" 2>/dev/null || grep "^$m_user:" /etc/passwd 2>/dev/null ||
        printf '%s:x:%s:%s::%s:%s\n' "$m_user" "$(id -u)" "$(id -g)" "$HOME" "${SHELL:-/bin/sh}"
    muster_section roots
    stat -L -c '%d %i' / /proc/1/root/. 2>/dev/null
    if [ ! -e /proc/1/root/. ]; then stat -f -c %T / 2>/dev/null; fi
    muster_tool lsb lsb_release -a
    muster_tool capsh capsh --print
    if [ -d /run/systemd/system ]; then muster_tool systemctl systemctl --version; fi
    for m_tool in systemctl initctl dmidecode ip; do
        if command -v "$m_tool" >/dev/null 2>&1; then muster_section "has-$m_tool"; fi
    done
    if [ -e /usr/bin/rpm ] && [ -e /usr/bin/apt-get ] && /usr/bin/rpm -q --whatprovides /usr/bin/apt-get >/dev/null 2>&1; then
        muster_section apt-rpm
    fi
}

# muster_python NAME: what the node's Python says of itself; NAME is the one that is meant, or empty for the first there is.
muster_python() {
    for m_tool in "$1" python3.13 python3.12 python3.11 python3.10 python3.9 python3.8 /usr/bin/python3 python3; do
        m_tool=$(command -v "$m_tool" 2>/dev/null) || continue
        muster_section python
        "$m_tool" -I -S -c 'if True:
            import sys
            print(sys.executable)
            print(sys.version.split()[0])
            print(*sys.version_info)
            print(sys.implementation.name)' 2>/dev/null </dev/null
        break
    done
}

muster_network() {
    muster_section addresses
    if command -v ip >/dev/null 2>&1; then
        LC_ALL=C ip addr show 2>/dev/null
        muster_section route4
        LC_ALL=C ip -4 route get 8.8.8.8 2>/dev/null
        muster_section route6
        LC_ALL=C ip -6 route get 2404:6800:400a:800::1012 2>/dev/null
        muster_section local4
        LC_ALL=C ip -4 route show table local 2>/dev/null
        muster_section local6
        LC_ALL=C ip -6 route show table local 2>/dev/null
    else
        LC_ALL=C ifconfig -a 2>/dev/null
    fi
    if command -v ethtool >/dev/null 2>&1; then
        for m_path in /sys/class/net/*; do
            [ -d "$m_path" ] || continue
            muster_section "ethtool-k ${m_path##*/}"
            LC_ALL=C ethtool -k "${m_path##*/}" 2>/dev/null
            muster_section "ethtool-T ${m_path##*/}"
            LC_ALL=C ethtool -T "${m_path##*/}" 2>/dev/null
        done
    fi
}

# Only file systems that have a device are asked for their size, within a deadline: one on a dead server never answers.
muster_mounts() {
    m_table=/etc/mtab
    [ -e "$m_table" ] || m_table=/proc/mounts
    muster_section mtab
    cat "$m_table"
    set --
    while read -r m_device m_path m_type m_rest; do
        case $m_device in
        [/\\]* | *:/*) ;;
        *) continue ;;
        esac
        [ "$m_type" != none ] || continue
        case $m_path in
        *%*) ;;
        *\\*) m_path=$(printf "$m_path.") && m_path=${m_path%.} ;;
        esac
        set -- "$@" "$m_path"
    done <"$m_table"
    muster_section sizes
    if [ $# -gt 0 ]; then
        if command -v timeout >/dev/null 2>&1; then
            timeout "$m_timeout" stat -f -c '%s %S %b %a %c %d %n' "$@" 2>/dev/null
        else
            stat -f -c '%s %S %b %a %c %d %n' "$@" 2>/dev/null
        fi
    fi
    muster_tool findmnt findmnt --list --noheadings --notruncate
    muster_tool lsblk lsblk --list --noheadings --paths --output NAME,UUID --exclude 2
}

muster_hardware() {
    muster_section folders
    LC_ALL=C ls -l /dev/disk/by-id /dev/disk/by-uuid /dev/disk/by-label /sys/block 2>/dev/null
    muster_section related
    muster_exists /sys/block/*/slaves/* /sys/block/*/holders/* /sys/block/*/*/holders/*
    muster_tool lspci lspci -D
    if [ ! -e /sys/devices/virtual/dmi/id/product_name ]; then muster_tool dmidecode dmidecode -q -t 0,1,2,3; fi
    if command -v vgs >/dev/null 2>&1; then
        muster_section lvm
        if [ "$(id -u)" = 0 ]; then
            for m_tool in vgs lvs pvs; do
                muster_tool "$m_tool" "$m_tool" --noheadings --nosuffix --units g --separator ,
            done
        fi
    fi
}

muster_local() {
    muster_section local
    for m_path in "$1"/*.fact; do
        if [ ! -e "$m_path" ]; then
            if [ -L "$m_path" ]; then muster_section "local-broken ${m_path##*/}"; fi
            continue
        fi
        muster_section "local-out ${m_path##*/}"
        if [ -x "$m_path" ]; then
            {
                m_said=$("$m_path" 2>&1 >&4 </dev/null)
                m_code=$?
            } 4>&1
            muster_section "local-code ${m_path##*/}"
            printf '%s\n%s' "$m_code" "$m_said"
        else
            cat "$m_path"
        fi
    done
}

# muster_setup GROUPS PREPARE TIMEOUT: PREPARE is shell code that sets m_facts, the folder of local facts; GROUPS are of platform python network mounts hardware virtual local, with blanks around.
muster_setup() {
    m_groups=$1 m_timeout=$3
    eval "$2"
    set -- /dev/null /proc/sys/kernel/hostname /proc/sys/kernel/osrelease /proc/sys/kernel/version /proc/sys/kernel/ostype \
        /proc/self/status /proc/loadavg /proc/uptime /proc/cmdline /proc/1/comm /proc/sys/crypto/fips_enabled \
        /etc/os-release /usr/lib/os-release /etc/debian_version /etc/*-release /etc/openwrt_release /etc/slackware-version \
        /etc/coreos/update.conf /etc/resolv.conf /etc/machine-id /var/lib/dbus/machine-id \
        /etc/ssh/ssh_host_*_key.pub /etc/openssh/ssh_host_*_key.pub /etc/ssh_host_*_key.pub \
        /sys/fs/selinux/enforce /sys/fs/selinux/policyvers /etc/selinux/config
    case $m_groups in
    *' network '*)
        set -- "$@" /sys/class/net/*/address /sys/class/net/*/mtu /sys/class/net/*/operstate /sys/class/net/*/type \
            /sys/class/net/*/speed /sys/class/net/*/flags /sys/class/net/*/bridge/bridge_id /sys/class/net/*/bridge/stp_state \
            /sys/class/net/*/bonding/slaves /sys/class/net/*/bonding/mode /sys/class/net/*/bonding/miimon \
            /sys/class/net/*/bonding/lacp_rate /sys/class/net/*/bonding/primary /sys/class/net/*/bonding/all_slaves_active \
            /sys/class/net/*/bonding_slave/perm_hwaddr /etc/iscsi/initiatorname.iscsi /etc/nvme/hostnqn \
            /sys/class/fc_host/*/port_name
        ;;
    esac
    case $m_groups in
    *' hardware '* | *' virtual '*)
        set -- "$@" /proc/cpuinfo /sys/hypervisor/type /sys/devices/virtual/dmi/id/[bcps]*
        ;;
    esac
    case $m_groups in
    *' hardware '*)
        set -- "$@" /proc/meminfo /proc/sysinfo /sys/block/*/size /sys/block/*/removable /sys/block/*/queue/rotational \
            /sys/block/*/queue/scheduler /sys/block/*/queue/logical_block_size /sys/block/*/queue/hw_sector_size \
            /sys/block/*/queue/discard_granularity /sys/block/*/queue/discard_max_hw_bytes /sys/block/*/device/vendor \
            /sys/block/*/device/model /sys/block/*/device/serial /sys/block/*/device/sas_address \
            /sys/block/*/device/sas_device_handle /sys/block/*/*/start /sys/block/*/*/size \
            /sys/block/*/*/queue/logical_block_size /sys/block/*/*/queue/hw_sector_size \
            /sys/block/*/holders/*/dm/name /sys/block/*/*/holders/*/dm/name
        ;;
    esac
    case $m_groups in
    *' virtual '*) set -- "$@" /proc/1/cgroup /run/systemd/container /proc/xen/capabilities /proc/modules ;;
    esac
    muster_section files
    LC_ALL=C grep -s '' "$@" 2>/dev/null
    muster_section exists
    muster_exists /proc/xen /proc/vz /proc/lve /proc/bc /.dockerenv /.dockerinit /dev/kvm /rhev /run/ostree-booted \
        /run/systemd/system /dev/.run/systemd /dev/.systemd /etc/init /sbin/openrc /etc/init.d /etc/dinit.d \
        /sys/kernel/security/apparmor /sys/devices/virtual/dmi/id/product_name /proc/sysinfo /etc/arch-release /etc/vmware-release \
        /usr/bin/rpm-ostree /usr/bin/yum /usr/bin/dnf /usr/bin/dnf-3 /usr/bin/dnf5 /usr/bin/microdnf /usr/bin/apt-get \
        /usr/bin/zypper /usr/sbin/urpmi /usr/bin/pacman /bin/opkg /usr/pkg/bin/pkgin /sbin/apk /usr/bin/emerge \
        /usr/bin/xbps-install /usr/bin/swupd /usr/sbin/sorcery \
        /sys/class/net/*/bridge /sys/class/net/*/brif/* /sys/class/net/*/bonding /sys/class/net/*/bonding_slave
    muster_section links
    LC_ALL=C ls -ld /sbin/init /etc/products.d/baseproduct /usr/bin/dnf /usr/bin/microdnf /sys/class/net/* \
        /sys/class/net/*/device /sys/class/net/*/device/driver/module 2>/dev/null
    muster_platform
    case $m_groups in *' python '*) muster_python "$m_python" ;; esac
    case $m_groups in *' network '*) muster_network ;; esac
    case $m_groups in *' mounts '*) muster_mounts ;; esac
    case $m_groups in *' hardware '*) muster_hardware ;; esac
    case $m_groups in
    *' virtual '*)
        muster_section environ1
        { tr '\0' '\n' </proc/1/environ; } 2>/dev/null
        ;;
    esac
    case $m_groups in *' local '*) muster_local "$m_facts" ;; esac
    muster_section environ
    cat /proc/self/environ 2>/dev/null || env
    return 0
}
