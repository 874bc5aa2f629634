# Module apt, by apt-get, apt-cache and dpkg-query. Words: packages (a line each) state update valid retries delay purge deb
# release recommends force upgrade options (apt-get's, a line each) autoremove autoclean fail_on_autoremove policy only_upgrade
# clean unauthenticated downgrade held lock check. The answer's body is what apt-get printed; its errors are a field.

# m_apt_run COMMAND...: m_out and m_err are what it says, m_code its status. With a policy, services are told not to start.
m_apt_run() {
    m_tmp=$(mktemp "${TMPDIR:-/tmp}/.muster-apt.XXXXXX") || m_fail 'cannot make a temporary file'
    m_apt_policy begin
    m_out=$("$@" 2>"$m_tmp" </dev/null)
    m_code=$?
    m_apt_policy end
    m_err=$(cat "$m_tmp")
    rm -f "$m_tmp"
    m_tmp=
}

m_apt_policy() {
    [ -n "$a_policy" ] || return 0
    m_rc=/usr/sbin/policy-rc.d
    if [ "$1" = begin ]; then
        if [ -e "$m_rc" ]; then mv "$m_rc" "$m_rc.muster"; fi
        printf '#!/bin/sh\nexit %s\n' "$a_policy" >"$m_rc.new" && chmod 755 "$m_rc.new" && mv "$m_rc.new" "$m_rc" ||
            m_fail "Failed to modify $m_rc"
        trap 'm_apt_policy end; m_clean' EXIT
    else
        rm -f "$m_rc"
        if [ -e "$m_rc.muster" ]; then mv "$m_rc.muster" "$m_rc"; fi
        trap m_clean EXIT
    fi
}

# apt-get with what every call has in common; the call's own words come behind.
m_apt_get() {
    m_words=$*
    set --
    IFS=$m_nl
    for each in $a_options; do set -- "$@" -o "$each"; done
    IFS=" 	$m_nl"
    set -- apt-get -y "$@" -o "DPkg::Lock::Timeout=$a_lock"
    if [ "$a_check" = 1 ]; then set -- "$@" --simulate; fi
    if [ "$a_force" = 1 ]; then set -- "$@" --allow-downgrades --allow-remove-essential --allow-change-held-packages --allow-unauthenticated; fi
    if [ "$a_fail_on_autoremove" = 1 ]; then set -- "$@" --no-remove; fi
    if [ "$a_unauthenticated" = 1 ]; then set -- "$@" --allow-unauthenticated; fi
    if [ "$a_downgrade" = 1 ]; then set -- "$@" --allow-downgrades; fi
    if [ "$a_held" = 1 ]; then set -- "$@" --allow-change-held-packages; fi
    if [ -n "$a_release" ]; then set -- "$@" -t "$a_release"; fi
    if [ -n "$a_recommends" ]; then set -- "$@" -o "APT::Install-Recommends=$a_recommends"; fi
    # shellcheck disable=SC2086 # names of packages and options have no blanks
    set -- "$@" $m_words
    m_apt_run "$@"
    [ "$m_code" = 0 ] || m_fail "'$*' failed: $m_err" stdout "$m_out" stderr "$m_err" rc "$m_code"
}

m_apt_nothing() {
    case $m_nl$m_out in *"${m_nl}0 upgraded, 0 newly installed, 0 to remove"*) return 0 ;; esac
    return 1
}

m_apt_answer() {
    m_put stderr "$m_err"
    m_put ran 1
    m_done
    printf '\n%s\n' "$m_out"
    exit 0
}

# When the lists of packages were fetched last, in R.
m_apt_cache_time() {
    for each in /var/lib/apt/periodic/update-success-stamp /var/lib/apt/lists; do
        if [ -e "$each" ]; then
            R=$(stat -c %Y "$each")
            return
        fi
    done
    R=0
}

m_apt_update() {
    m_apt_cache_time
    m_before=$R
    m_updated=0
    m_time=$R
    if [ "$a_update" != 1 ] && [ "$a_valid" = 0 ]; then return 0; fi
    m_now=$(date +%s)
    [ $((m_before + a_valid)) -lt "$m_now" ] || return 0
    if [ "$a_check" = 1 ]; then
        m_updated=1
        return 0
    fi
    m_try=0
    m_deadline=$((m_now + a_lock))
    while :; do
        m_apt_run apt-get -q -o APT::Update::Error-Mode=any update
        if [ "$m_code" = 0 ]; then break; fi
        case $m_err in
            *'Could not get lock'* | *'is held by process'*)
                if [ "$(date +%s)" -ge "$m_deadline" ]; then m_fail "Failed to lock apt for exclusive operation: $m_err"; fi
                sleep 1
                continue
                ;;
        esac
        m_try=$((m_try + 1))
        if [ "$m_try" -ge "$a_retries" ]; then
            m_fail "Failed to update apt cache after $a_retries retries: $m_err"
        fi
        m_pause=$((1 << (m_try - 1)))
        if [ "$m_pause" -gt "$a_delay" ]; then m_pause=$a_delay; fi
        m_warn "Failed to update cache after $m_try retries due to $m_err, retrying"
        sleep "$m_pause"
    done
    m_apt_cache_time
    m_time=$R
    # An update that found nothing new may leave the folder's time as it was.
    if [ "$m_time" = "$m_before" ] && [ -d /var/lib/apt/lists ]; then
        touch /var/lib/apt/lists
        m_apt_cache_time
        m_time=$R
    fi
    m_updated=1
}

m_apt_upgrade() {
    case $1 in
        dist | full) m_verb=dist-upgrade ;;
        *) m_verb='upgrade --with-new-pkgs' ;;
    esac
    if [ "$a_autoremove" = 1 ]; then m_verb="$m_verb --auto-remove"; fi
    m_apt_get "$m_verb"
    m_apt_nothing || changed=1
    m_put is_msg 1
    m_apt_answer
}

m_apt_cleanup() {
    m_verb=$1
    if [ "$a_purge" = 1 ]; then m_verb="--purge $m_verb"; fi
    m_apt_get "$m_verb"
    case $m_out in *'The following packages will be REMOVED'* | *'Del '*) changed=1 ;; esac
    m_apt_answer
}

# m_apt_installed NAME: m_version is the installed version, or empty; m_state is dpkg's word.
m_apt_installed() {
    m_version= m_state=
    case $1 in
        *:*) m_like="$m_nl$1 " ;;
        *) m_like="$m_nl$1:" ;;
    esac
    case $m_known in
        *"$m_like"*)
            R=${m_known#*"$m_like"}
            R=${R%%"$m_nl"*}
            case $1 in *:*) ;; *) R=${R#* } ;; esac
            m_state=${R%% *}
            if [ "$m_state" = installed ]; then m_version=${R#* }; fi
            ;;
    esac
}

# m_apt_split SPEC: m_name, m_comparison (= or >= or empty) and m_wanted.
m_apt_split() {
    m_comparison= m_wanted=
    m_name=$1
    case $1 in
        *'>='*)
            m_name=${1%%'>='*} m_wanted=${1#*'>='} m_comparison='>='
            ;;
        *=*)
            m_name=${1%%=*} m_wanted=${1#*=} m_comparison='='
            ;;
    esac
}

# The names of the specifications, wildcards replaced by what the cache has, in m_specs.
m_apt_expand() {
    m_specs=
    m_all=
    IFS=$m_nl
    for each in $a_packages; do
        IFS=" 	$m_nl"
        m_apt_split "$each"
        case $m_name in
            *[*?[]*)
                [ -n "$m_all" ] || m_all=$(apt-cache pkgnames)
                m_some=0
                for m_each in $m_all; do
                    # shellcheck disable=SC2254 # the name is a pattern
                    case $m_each in $m_name)
                        m_specs=$m_specs$m_each$m_nl
                        m_some=1
                        ;;
                    esac
                done
                [ "$m_some" = 1 ] || m_fail "No package(s) matching '$m_name' available"
                ;;
            *) m_specs=$m_specs$each$m_nl ;;
        esac
        IFS=$m_nl
    done
    IFS=" 	$m_nl"
    # One question about all of them.
    set --
    for each in $m_specs; do
        m_apt_split "$each"
        set -- "$@" "$m_name"
    done
    # shellcheck disable=SC2016 # dpkg-query's own variables
    m_known=$m_nl$(dpkg-query -W -f '${Package}:${Architecture} ${db:Status-Status} ${Version}\n' "$@" 2>/dev/null)
}

# m_apt_candidate NAME: the version that would be installed, in R; fails when there is no such package at all.
m_apt_candidate() {
    if [ -n "$a_release" ]; then R=$(apt-cache -t "$a_release" policy "$1"); else R=$(apt-cache policy "$1"); fi
    case $R in
        *'Candidate: '*)
            R=${R#*Candidate: }
            R=${R%%"$m_nl"*}
            if [ "$R" = '(none)' ]; then R=; fi
            ;;
        *) R= ;;
    esac
    [ -z "$R" ] || return 0
    # A name that only others provide is left to apt-get.
    case $(apt-cache showpkg "$1" 2>/dev/null) in
        *"Reverse Provides: $m_nl"?*) R=provided ;;
        *Package:*) R= ;;
        *) m_fail "No package matching '$1' is available" ;;
    esac
}

# The best available version that m_comparison and m_wanted allow, in R.
m_apt_best() {
    for m_each in $(apt-cache madison "$m_name" 2>/dev/null | cut -d '|' -f 2); do
        if [ "$m_comparison" = = ]; then
            # shellcheck disable=SC2254 # the version is a pattern
            case $m_each in $m_wanted)
                R=$m_each
                return
                ;;
            esac
        elif dpkg --compare-versions "$m_each" ge "$m_wanted"; then
            R=$m_each
            return
        fi
    done
    R=
}

# What is to be given to apt-get for one specification, added to m_list.
m_apt_wanted() {
    m_apt_split "$1"
    m_apt_installed "$m_name"
    if [ -z "$m_version" ] && [ "$a_only_upgrade" = 1 ]; then return 0; fi
    if [ -z "$m_comparison" ]; then
        if [ -n "$m_version" ] && [ "$a_state" != latest ]; then return 0; fi
        m_apt_candidate "$m_name"
        if [ -z "$R" ] && [ -z "$m_version" ]; then m_fail "no available installation candidate for $1"; fi
        case $R in
            '' | "$m_version") ;;
            provided) m_list="$m_list $m_name" ;;
            *) m_list="$m_list $m_name=$R" ;;
        esac
        return 0
    fi
    m_fits=0
    if [ -n "$m_version" ]; then
        if [ "$m_comparison" = = ]; then
            # shellcheck disable=SC2254
            case $m_version in $m_wanted) m_fits=1 ;; esac
        elif dpkg --compare-versions "$m_version" ge "$m_wanted"; then
            m_fits=1
        fi
    fi
    case $m_fits:$m_comparison:$m_wanted:$a_state in
        1:=:*[*?[]*:* | 1:*:latest | 0:*) ;;
        *) return 0 ;;
    esac
    m_apt_candidate "$m_name"
    m_apt_best
    if [ -z "$R" ] && [ "$m_fits" = 0 ]; then m_fail "no available installation candidate for $1"; fi
    case $R in '' | "$m_version") ;; *) m_list="$m_list $m_name=$R" ;; esac
}

m_apt_install() {
    m_apt_expand
    m_list=
    m_names=
    for each in $m_specs; do
        if [ "$a_state" = build-dep ]; then
            m_list="$m_list $each"
        else
            m_apt_wanted "$each"
            m_names="$m_names $m_name"
        fi
    done
    m_out= m_err=
    if [ -n "$m_list" ]; then
        m_verb=install
        if [ "$a_autoremove" = 1 ]; then m_verb="--auto-remove install"; fi
        if [ "$a_state" = build-dep ]; then m_verb=build-dep; fi
        if [ "$a_state" = fixed ]; then m_verb="--fix-broken $m_verb"; fi
        if [ "$a_only_upgrade" = 1 ]; then m_verb="--only-upgrade $m_verb"; fi
        m_apt_get "$m_verb$m_list"
        changed=1
        if [ "$a_state" = build-dep ] && m_apt_nothing; then changed=0; fi
    fi
    m_apt_manual
    m_put cache_updated "$m_updated"
    m_put cache_update_time "$m_time"
    if [ -n "$m_list" ]; then m_apt_answer; fi
    m_done
    exit 0
}

# What is asked for is wanted for itself, so that autoremove leaves it; asking apt-mark is slow, so only if it is marked.
m_apt_manual() {
    if [ "$a_check" = 1 ] || [ -z "$m_names" ] || [ ! -r /var/lib/apt/extended_states ]; then return 0; fi
    set --
    for each in $m_names; do set -- "$@" -e "Package: ${each%%:*}"; done
    grep -q -x -F "$@" /var/lib/apt/extended_states || return 0
    # shellcheck disable=SC2086
    R=$(apt-mark manual $m_names 2>&1) || m_fail "'apt-mark manual$m_names' failed: $R"
}

m_apt_remove() {
    m_apt_expand
    m_list=
    for each in $m_specs; do
        m_apt_split "$each"
        m_apt_installed "$m_name"
        case $m_state:$a_purge in
            installed:* | config-files:1)
                # shellcheck disable=SC2254
                case $m_wanted:$m_version in
                    :*) m_list="$m_list $m_name" ;;
                    *) case $m_version in $m_wanted) m_list="$m_list $m_name" ;; esac ;;
                esac
                ;;
        esac
    done
    if [ -z "$m_list" ]; then
        m_done
        exit 0
    fi
    m_verb=remove
    if [ "$a_purge" = 1 ]; then m_verb='--purge remove'; fi
    if [ "$a_autoremove" = 1 ]; then m_verb="--auto-remove $m_verb"; fi
    m_apt_get "$m_verb$m_list"
    changed=1
    m_apt_answer
}

m_apt_deb() {
    m_file=$a_deb
    case $m_file in
        *://*)
            m_file=$(mktemp -d "${TMPDIR:-/tmp}/.muster-deb.XXXXXX")/package.deb
            trap 'rm -rf "${m_file%/*}"; m_clean' EXIT
            if m_have curl; then
                R=$(curl -fsSL -o "$m_file" "$a_deb" 2>&1)
            else
                R=$(wget -q -O "$m_file" "$a_deb" 2>&1)
            fi || m_fail "Failure downloading $a_deb, $R"
            ;;
    esac
    [ -r "$m_file" ] || m_fail "Unable to install package: E:Could not open file $m_file - open (2: No such file or directory)"
    R=$(dpkg-deb -W --showformat '${Package}:${Architecture} ${Version}' "$m_file" 2>&1) || m_fail "Unable to install package: $R"
    m_name=${R%% *}
    m_wanted=${R#* }
    # shellcheck disable=SC2016
    m_version=$(dpkg-query -W -f '${db:Status-Status} ${Version}' "${m_name%:all}" 2>/dev/null)
    case $m_version in
        'installed '*)
            m_version=${m_version#* }
            if [ "$m_version" = "$m_wanted" ]; then
                m_done
                exit 0
            fi
            if [ "$a_downgrade$a_force" = 00 ] && dpkg --compare-versions "$m_version" gt "$m_wanted"; then
                m_fail "A later version is already installed"
            fi
            ;;
    esac
    case $m_file in /*) ;; *) m_file=./$m_file ;; esac
    m_apt_get "install $m_file"
    changed=1
    m_apt_answer
}

m_apt() {
    m_begin "$@"
    m_apt_begun
}

m_apt_begun() {
    DEBIAN_FRONTEND=noninteractive DEBIAN_PRIORITY=critical LANGUAGE=C
    export DEBIAN_FRONTEND DEBIAN_PRIORITY LANGUAGE
    m_have apt-get || m_fail 'apt-get is not available on this node'
    if [ "$a_clean" = 1 ]; then
        m_apt_run apt-get clean
        [ "$m_code" = 0 ] || m_fail "apt-get clean failed: $m_err"
        if [ -z "$a_packages$a_deb" ] && [ "$a_upgrade" = no ]; then
            changed=1
            m_put is_msg 1
            m_apt_answer
        fi
    fi
    m_apt_update
    if { [ "$a_update" = 1 ] || [ "$a_valid" != 0 ]; } && [ -z "$a_packages$a_deb" ] && [ "$a_upgrade" = no ] &&
        [ "$a_autoremove$a_autoclean" = 00 ]; then
        changed=$m_updated
        m_put cache_updated "$m_updated"
        m_put cache_update_time "$m_time"
        m_done
        exit 0
    fi
    if [ "$a_upgrade" != no ]; then m_apt_upgrade "$a_upgrade"; fi
    if [ -n "$a_deb" ]; then m_apt_deb; fi
    if [ "$a_state:$a_packages" = 'latest:*' ]; then m_apt_upgrade yes; fi
    if [ -z "$a_packages" ]; then
        if [ "$a_autoclean" = 1 ]; then m_apt_cleanup autoclean; fi
        if [ "$a_autoremove" = 1 ]; then m_apt_cleanup autoremove; fi
    fi
    if [ "$a_state" = absent ]; then m_apt_remove; else m_apt_install; fi
}
