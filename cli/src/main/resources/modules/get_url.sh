# Module get_url: downloads with what the node has: curl, or either wget. What a process is given to know (URL, headers,
# passwords) stands in a configuration on its standard input or in a secret file, so that ps(1) does not show it; only
# BusyBox' wget cannot be told that way.

m_get_url() {
    m_begin "$@"
    m_path "$a_dest"
    dest=$R
    given=$R
    sum_src=
    sum_dest=
    expected=$a_checksum
    m_get_tmp_dest
    if [ -n "$a_checksum_url" ]; then m_get_expected; fi
    if ! [ -d "$dest" ] && [ -e "$dest" ]; then m_get_present; fi
    m_get_scratch "$dest"
    m_get "$a_url" "$a_url_curl" "$a_force" "$dest" "$a_check"
    m_get_judge "$a_url_shown"
    if [ -d "$dest" ]; then
        m_get_name
        dest=${dest%/}/$R
    fi
    m_sum sha1 "$m_all" && sum_src=$R
    m_get_target
    if [ "$a_check" = 1 ]; then
        changed=0
        if [ "$sum_src" != "$sum_dest" ]; then changed=1; fi
        m_get_result
        m_info "$dest"
        m_done
        return 0
    fi
    if [ -n "$expected" ]; then
        m_sum "$a_algorithm" "$m_all" || m_fail "this node has no tool that computes $a_algorithm checksums"
        if [ "$R" != "$expected" ]; then
            m_get_fail "The checksum for $a_url_shown did not match $expected; it was $R."
        fi
    fi
    if [ "$sum_src" != "$sum_dest" ]; then
        if [ "$a_backup" = 1 ] && [ -e "$dest" ]; then
            m_backup "$dest"
            m_put backup_file "$R"
        fi
        m_got=$m_all
        m_all=
        m_write "$dest" <"$m_got"
        m_all=$m_got
        m_prepare "$dest"
        m_replace "$dest"
        m_other_attributes "$dest"
    else
        m_attributes "$dest"
    fi
    if m_sum md5 "$dest"; then m_put md5sum "$R"; fi
    m_put status_code "$status"
    m_get_result
    m_info "$dest"
    m_done
}

m_get_result() {
    m_put msg "$reason"
    m_put dest "$dest"
    m_put checksum_src "$sum_src"
    m_put checksum_dest "$sum_dest"
    m_put elapsed "$elapsed"
}

m_get_fail() {
    m_put checksum_src "$sum_src"
    m_put checksum_dest "$sum_dest"
    m_fail "$1" dest "$dest" url "$a_url_shown" elapsed "${elapsed:-0}"
}

m_get_tmp_dest() {
    [ -n "$a_tmp_dest" ] || return 0
    m_path "$a_tmp_dest"
    a_tmp_dest=$R
    if [ -d "$R" ]; then return 0; fi
    if [ -e "$R" ]; then m_fail "$R is a file but should be a directory." elapsed 0; fi
    m_fail "$R directory does not exist." elapsed 0
}

# An empty secret file in m_all, for the download.
m_get_scratch() {
    local near
    near=${a_tmp_dest:-$1}
    if [ -d "$near" ]; then near=${near%/}/x; fi
    if [ -n "$m_all" ]; then rm -f -- "$m_all"; fi
    m_all=
    if ! m_new "$near"; then
        # The folder is missing or closed: what to say of it comes when the download is there.
        m_new "${TMPDIR:-/tmp}/x" || m_get_fail "cannot write below '${TMPDIR:-/tmp}'"
    fi
    exec 8>&-
    m_all=$m_tmp
    m_tmp=
}

# The file with checksums names the one of the file that the URL ends with.
m_get_expected() {
    local line found name
    m_get_scratch "$dest"
    m_get "$a_checksum_url" "$a_checksum_url_curl" 1 '' 0
    m_get_judge "$a_checksum_url_shown"
    name=$a_url_name
    found=
    set --
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
            *"($name) = "* | *"($name)= "* | *"($name) ="*) R=${line##*=} ;;
            *[!\ ]' '*)
                R=${line#* }
                while :; do
                    case $R in [\ *./]*) R=${R#?} ;; *) break ;; esac
                done
                if [ "$R" = "$name" ]; then R=${line%% *}; else R=; fi
                ;;
            *) R=$line ;;
        esac
        if [ -n "$R" ] && [ -z "$found" ]; then found=${R# }; fi
    done <"$m_all"
    if [ -z "$found" ]; then
        m_fail "Unable to find a checksum for file '$name' in '$a_checksum_url_shown'"
    fi
    expected=$(printf %s "$found" | tr 'A-F' 'a-f' | tr -dc '0-9a-f')
}

# What is there may be what is wanted.
m_get_present() {
    [ "$a_force" != 1 ] && [ -n "$expected" ] || return 0
    m_sum "$a_algorithm" "$dest" || m_fail "this node has no tool that computes $a_algorithm checksums"
    if [ "$R" != "$expected" ]; then
        a_force=1
        return 0
    fi
    m_attributes "$dest"
    reason='file already exists'
    if [ "$changed" = 1 ]; then reason='file already exists but file attributes changed'; fi
    elapsed=0
    m_get_result
    m_info "$dest"
    m_done
    exit 0
}

m_get_target() {
    local folder
    case $dest in */*) folder=${dest%/*} ;; *) folder=. ;; esac
    if [ -e "$dest" ]; then
        if ! [ -w "$dest" ]; then m_get_fail "Destination $dest is not writable"; fi
        if ! [ -r "$dest" ]; then m_get_fail "Destination $dest is not readable"; fi
        m_sum sha1 "$dest" && sum_dest=$R
    elif ! [ -e "${folder:-/}" ]; then
        m_get_fail "Destination $folder does not exist"
    elif ! [ -w "${folder:-/}" ]; then
        m_get_fail "Destination $folder is not writable"
    fi
}

# The name that the server gives, or the end of the URL.
m_get_name() {
    local line
    R=
    while IFS= read -r line; do
        case $line in
            [Cc]ontent-[Dd]isposition:*filename=*)
                R=${line##*filename=}
                R=${R%%;*}
                R=${R#\"}
                R=${R%\"}
                R=${R##*/}
                ;;
        esac
    done <<END
$heads
END
    if [ -z "$R" ]; then
        R=${effective%%[?#]*}
        case $R in
            *://*/*) R=${R##*/} ;;
            *) R= ;;
        esac
    fi
    if [ -z "$R" ]; then R=index.html; fi
}

# --- the download: m_get URL URL_FOR_CURL FORCE SINCE_FILE HEAD. It leaves status, reason, heads, effective and elapsed; a status
# of -1 means that there was no answer.
m_get() {
    local begun
    begun=$(date +%s)
    since=
    if [ "$3" != 1 ] && [ -f "$4" ]; then since=$(date -u -r "$4" '+%a, %d %b %Y %H:%M:%S GMT'); fi
    force=$3
    head=$5
    effective=$1
    status=-1
    reason=
    heads=
    case $1 in
        file:*) m_get_file "$1" ;;
        *)
            if m_have curl; then
                m_get_curl "$2"
            elif m_have wget; then
                case $(wget --help 2>&1) in
                    *BusyBox*) m_get_busybox "$1" ;;
                    *) m_get_wget "$1" ;;
                esac
            else
                m_fail 'there is neither curl nor wget on this node to download with; install one, or copy the file with module copy'
            fi
            ;;
    esac
    elapsed=$(($(date +%s) - begun))
    if [ "$status" = 200 ] && [ "$head" != 1 ]; then m_get_short; fi
}

# Fails when the server closed before it had sent what it announced; BusyBox' wget takes that for the whole.
m_get_short() {
    local wanted size
    case $m_nl$heads in *"$m_nl"[Cc]ontent-[Ee]ncoding:*) return 0 ;; esac
    wanted=${reason#OK \(}
    wanted=${wanted%% *}
    case $wanted in '' | *[!0-9]*) return 0 ;; esac
    size=$(($(wc -c <"$m_all")))
    if [ "$size" -lt "$wanted" ]; then
        m_fail "Incomplete read, (rsp.length=$((wanted - size)), cl=$wanted, st.st_size=$size) failed to read remaining $((wanted - size)) bytes"
    fi
}

m_get_file() {
    R=${1#file:}
    R=${R#//}
    R=/${R#*/}
    status=
    if [ -d "$R" ]; then
        status=-1
        reason="Request failed: <urlopen error [Errno 21] Is a directory: '$R'>"
    elif [ -r "$R" ]; then
        cat -- "$R" >"$m_all" || m_get_fail 'failed to create temporary content file'
        m_stat "$R"
        reason="OK ($s_size bytes)"
    else
        status=-1
        reason="Request failed: <urlopen error [Errno 2] No such file or directory: '$R'>"
    fi
}

m_get_curl() {
    local url headers next site
    url=$1
    headers=$a_curl_headers_once
    next=0
    while :; do
        : >"$m_all.head"
        R=$({
            printf '%s\n%s\n' "$a_curl" "$headers"
            printf 'url = "%s"\noutput = "%s"\ndump-header = "%s.head"\n' "$url" "$m_all" "$m_all"
            printf 'write-out = "%%{url_effective} %%{redirect_url}\\n"\n'
            if [ "$next" = 0 ]; then printf '%s\n' "$a_curl_user"; fi
            if [ "$head" = 1 ]; then printf 'head\n'; fi
            if [ -n "$since" ]; then printf 'header = "If-Modified-Since: %s"\n' "$since"; fi
            if [ "$force" = 1 ]; then printf 'header = "Cache-Control: no-cache"\n'; fi
            m_get_keys 'cert = "%s"\n' 'key = "%s"\n'
        } | curl -q -K - 2>"$m_all.err")
        code=$?
        effective=${R%% *}
        case $R in *' '?*) url=${R#* } ;; *) url= ;; esac
        m_get_heads "$m_all.head"
        # Some headers are not for the next server: then the way there is gone step by step.
        if [ "$a_by_steps" != 1 ] || [ -z "$url" ] || [ "$next" -ge 10 ]; then break; fi
        case $url in *[\"\\]*) break ;; esac
        # curl tells the next URL with the user and the password that were for this one.
        site=${url#*://}
        case ${site%%/*} in *@*) url=${url%%://*}://${site#*@} ;; esac
        headers=
        next=$((next + 1))
    done
    case $code in
        0) ;;
        6) reason='Request failed: <urlopen error [Errno -2] Name or service not known>' status=-1 ;;
        # The answer ended early, which m_get_short tells.
        18) ;;
        7) reason='Request failed: <urlopen error [Errno 111] Connection refused>' status=-1 ;;
        28) reason='Connection failure: The read operation timed out' status=-1 ;;
        *) reason="Request failed: $(cat "$m_all.err")" status=-1 ;;
    esac
    rm -f -- "$m_all.head" "$m_all.err"
}

m_get_keys() {
    # shellcheck disable=SC2059 # the format is ours
    if [ -n "$a_client_cert" ]; then
        m_path "$a_client_cert"
        printf "$1" "$R"
    fi
    # shellcheck disable=SC2059
    if [ -n "$a_client_key" ]; then
        m_path "$a_client_key"
        printf "$2" "$R"
    fi
}

# m_get_heads FILE: the last answer's lines in heads, its code in status, its words in reason.
m_get_heads() {
    local line
    heads=
    while IFS= read -r line; do
        line=${line%"$m_return"}
        while :; do case $line in ' '*) line=${line# } ;; *) break ;; esac done
        case $line in
            HTTP/*)
                heads=
                status=${line#* }
                reason=${status#???}
                reason=${reason# }
                status=${status%% *}
                ;;
            *) heads=$heads$line$m_nl ;;
        esac
    done <"$1"
    if [ "$status" = 200 ]; then
        R=unknown
        while IFS= read -r line; do
            case $line in [Cc]ontent-[Ll]ength:*) R=${line##* } ;; esac
        done <<END
$heads
END
        reason="OK ($R bytes)"
    elif [ "$status" != -1 ]; then
        reason="HTTP Error $status: $reason"
    fi
}

m_return=$(printf '\r')

m_get_wget() {
    if [ "$a_only_curl" = 1 ]; then
        m_fail 'this call has arguments that wget on this node knows nothing of; install curl there'
    fi
    (
        umask 077
        {
            printf '%s\n' "$a_wget"
            if [ -n "$since" ]; then printf 'header = If-Modified-Since: %s\n' "$since"; fi
            if [ "$force" = 1 ]; then printf 'header = Cache-Control: no-cache\n'; fi
            m_get_keys 'certificate = %s\n' 'private_key = %s\n'
        } >"$m_all.conf"
        printf '%s\n' "$1" >"$m_all.url"
    )
    set -- wget --config="$m_all.conf" -S -O "$m_all" -i "$m_all.url"
    if [ "$head" = 1 ]; then set -- "$@" --spider; fi
    LC_ALL=C "$@" >/dev/null 2>"$m_all.err" </dev/null
    m_get_wget_judge
    rm -f -- "$m_all.conf" "$m_all.url" "$m_all.err"
}

m_get_busybox() {
    if [ "$a_only_curl$a_secret" != 00 ]; then
        m_fail "BusyBox' wget on this node cannot do what is asked, or not without showing a secret to other users; install curl there"
    fi
    url=$1
    set -- wget -S -O "$m_all" -U "$a_agent"
    if [ "$a_validate_certs" != 1 ]; then set -- "$@" --no-check-certificate; fi
    if [ "$a_use_proxy" != 1 ]; then set -- "$@" -Y off; fi
    if [ -n "$since" ]; then set -- "$@" --header "If-Modified-Since: $since"; fi
    if [ "$force" = 1 ]; then set -- "$@" --header 'Cache-Control: no-cache'; fi
    if [ "$head" = 1 ]; then set -- "$@" --spider; fi
    n=0
    while [ "$n" -lt "$a_headers" ]; do
        n=$((n + 1))
        eval "set -- \"\$@\" --header \"\$a_header$n\""
    done
    "$@" -T "$a_timeout" "$url" >/dev/null 2>"$m_all.err" </dev/null
    # BusyBox 1.35 as Debian has it dies (signal 11) of a timeout; its own of 15 minutes holds then.
    if [ $? = 139 ]; then "$@" "$url" >/dev/null 2>"$m_all.err" </dev/null; fi
    m_get_wget_judge
    rm -f -- "$m_all.err"
}

m_get_wget_judge() {
    local site
    grep -e '^ *HTTP/' -e '^  [A-Za-z]' "$m_all.err" >"$m_all.head"
    m_get_heads "$m_all.head"
    R=$(grep '^ *Location: ' "$m_all.err" | tail -n 1)
    if [ -n "$R" ]; then
        R=${R#*Location: }
        R=${R%% *}
        case $R in
            *://*) effective=$R ;;
            /*)
                site=${effective#*://}
                effective=${effective%%://*}://${site%%/*}$R
                ;;
        esac
    fi
    rm -f -- "$m_all.head"
    if [ "$status" != -1 ]; then return 0; fi
    R=$(cat "$m_all.err")
    case $R in
        *'refused'*) reason='Request failed: <urlopen error [Errno 111] Connection refused>' ;;
        *'bad address'* | *'unable to resolve'*) reason='Request failed: <urlopen error [Errno -2] Name or service not known>' ;;
        *'timed out'*) reason='Connection failure: The read operation timed out' ;;
        *) reason="Request failed: ${R##*"$m_nl"}" ;;
    esac
}

m_get_judge() {
    case $status in
        '' | 200) ;;
        304)
            m_put msg "$reason"
            m_put dest "$given"
            m_put status_code 304
            m_put elapsed "$elapsed"
            m_put unchanged 1
            m_info "$given"
            m_done
            exit 0
            ;;
        -1) m_fail "$reason" url "$1" dest "$dest" elapsed "$elapsed" ;;
        *)
            m_fail 'Request failed' status_code "$status" response "$reason" url "$1" dest "$dest" elapsed "$elapsed"
            ;;
    esac
}
