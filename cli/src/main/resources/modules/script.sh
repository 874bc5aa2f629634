# Module script: runs a script of the controller, which comes on standard input, as a file of its own that is gone afterwards.
#
# The answer is what the script wrote; behind the last byte of standard output stands RS kind code LF with kind: ran,
# would (run), exists, missing (creates and removes) or broken (the file could not be written; the output tells why).

m_script_end() {
    printf '\036%s %s\n' "$1" "$2"
    exit 0
}

m_script_wanted() {
    if [ -n "$1" ] && { [ -e "$1" ] || [ -L "$1" ]; }; then m_script_end exists 0; fi
    if [ -n "$2" ] && ! [ -e "$2" ] && ! [ -L "$2" ]; then m_script_end missing 0; fi
}

# m_script_asked CREATES REMOVES: whether the script would run.
m_script_asked() {
    m_script_wanted "$1" "$2"
    m_script_end would 0
}

# m_script CREATES REMOVES NAME TOLD LINE EXECUTABLE FOLDER: LINE is the task's text, in which the file stands for TOLD; NAME is
# what the file is called.
m_script() {
    set -f
    m_script_wanted "$1" "$2"
    m_home=$(mktemp -d "${TMPDIR:-/tmp}/.muster-script.XXXXXX" 2>&1) || {
        printf '%s' "$m_home"
        m_script_end broken 1
    }
    trap 'rm -rf -- "$m_home"' EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    m_file=$m_home/$3
    { cat >"$m_file" && chmod 0700 "$m_file"; } || {
        printf '%s' "cannot write '$m_file'"
        m_script_end broken 1
    }
    m_rest=$5 m_line=${6:+$6 }
    while :; do
        case $m_rest in
            *"$4"*) m_line=$m_line${m_rest%%"$4"*}$m_file m_rest=${m_rest#*"$4"} ;;
            *) break ;;
        esac
    done
    MUSTER_BODY=$m_line$m_rest
    if [ -n "$7" ]; then
        MUSTER_FOLDER=$7
        export MUSTER_FOLDER
        MUSTER_BODY="cd \"\$MUSTER_FOLDER\" && $MUSTER_BODY"
    fi
    {
        (
            export MUSTER_BODY
            exec /bin/sh -c 'eval "unset MUSTER_BODY;$MUSTER_BODY"' 2>&9 9>&- </dev/null
        )
        m_code=$?
    } 9>&2 2>/dev/null
    m_script_end ran "$m_code"
}
