# What words of a command may stand for on the node.

# muster_variable HOLDER NAME TEXT: the value of an exported variable, or the text where there is none.
muster_variable() {
    [ -n "${m_exported-}" ] || m_exported="
$(export -p)"
    case $m_exported in
    *"
export $2="* | *"
declare -x $2="*) eval "$1=\$$2" ;;
    *) eval "$1=\$3" ;;
    esac
}
