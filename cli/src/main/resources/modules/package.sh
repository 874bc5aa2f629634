# Module package: by the package manager that the node has. Words: those of apt.sh, and use (a manager's name, or auto).

m_package_run() {
    changed=1
    [ "$a_check" = 0 ] || return 0
    m_out=$("$@" 2>&1 </dev/null)
    m_code=$?
    [ "$m_code" = 0 ] || m_fail "'$*' failed: $m_out" rc "$m_code"
}

# Whether a package is installed.
m_package_has() {
    case $a_use in
        dnf | dnf5 | yum | zypper) rpm -q --whatprovides "$1" >/dev/null 2>&1 ;;
        apk) apk info -e "$1" >/dev/null 2>&1 ;;
        pacman) pacman -Q "$1" >/dev/null 2>&1 ;;
        opkg) [ -n "$(opkg list-installed "$1" 2>/dev/null)" ] ;;
    esac
}

# Whether a newer version of an installed package can be had.
m_package_old() {
    case $a_use in
        dnf | dnf5 | yum) "$a_use" -q check-update "$1" >/dev/null 2>&1 || [ $? = 100 ] ;;
        zypper) zypper --non-interactive list-updates 2>/dev/null | grep -q "| $1 " ;;
        apk) [ -n "$(apk version -l '<' -q "$1" 2>/dev/null)" ] ;;
        pacman) pacman -Qu "$1" >/dev/null 2>&1 ;;
        opkg) opkg list-upgradable 2>/dev/null | grep -q "^$1 " ;;
    esac
}

m_package_change() {
    m_verb=$1
    shift
    case $a_use:$m_verb in
        dnf:* | dnf5:* | yum:*)
            if [ "$m_verb" = update ]; then m_verb=upgrade; fi
            m_package_run "$a_use" -y "$m_verb" "$@"
            ;;
        zypper:*) m_package_run zypper --non-interactive "$m_verb" "$@" ;;
        apk:install) m_package_run apk add "$@" ;;
        apk:remove) m_package_run apk del "$@" ;;
        apk:update) m_package_run apk add -u "$@" ;;
        pacman:remove) m_package_run pacman --noconfirm -R "$@" ;;
        pacman:*) m_package_run pacman --noconfirm -S "$@" ;;
        opkg:update) m_package_run opkg upgrade "$@" ;;
        opkg:*) m_package_run opkg "$m_verb" "$@" ;;
    esac
}

m_package() {
    m_begin "$@"
    if [ "$a_use" = auto ]; then
        for each in apt-get dnf5 dnf yum zypper apk pacman opkg; do
            if m_have "$each"; then
                a_use=$each
                break
            fi
        done
    fi
    case $a_use in
        apt | apt-get) m_apt_begun ;;
        dnf | dnf5 | yum | zypper | apk | pacman | opkg) m_have "$a_use" || m_fail "this node has no '$a_use'" ;;
        auto | '') m_fail 'Could not detect which package manager to use. Try gathering facts or setting the "use" option.' ;;
        *) m_fail "Could not find a matching action for the \"$a_use\" package manager." ;;
    esac
    m_out=
    m_missing= m_outdated= m_present=
    for each in $a_packages; do
        if m_package_has "$each"; then
            m_present="$m_present $each"
            if [ "$a_state" = latest ] && m_package_old "$each"; then m_outdated="$m_outdated $each"; fi
        else
            m_missing="$m_missing $each"
        fi
    done
    # shellcheck disable=SC2086 # names of packages, to be split
    if [ "$a_state" = absent ]; then
        if [ -n "$m_present" ]; then m_package_change remove $m_present; fi
    else
        if [ -n "$m_missing" ]; then m_package_change install $m_missing; fi
        if [ -n "$m_outdated" ]; then m_package_change update $m_outdated; fi
    fi
    m_put generic 1
    m_done
    printf '\n%s\n' "$m_out"
}
