# Prints the tree below the folder $1: type, permissions, owner, and content of everything but what stands in "local".
cd "$1" || exit 1
find . -mindepth 1 ! -path './local' ! -path './local/*' | LC_ALL=C sort | while IFS= read -r each; do
    if [ -L "$each" ]; then
        echo "$each -> $(readlink "$each") $(stat -c %U:%G "$each")"
    elif [ -d "$each" ]; then
        stat -c '%n/ %a %U:%G' "$each"
    elif ! [ -f "$each" ]; then
        stat -c '%n %a %U:%G %F' "$each"
    else
        echo "$(stat -c '%n %a %U:%G %h' "$each") $(sha1sum <"$each" | cut -c1-8)"
        head -c 400 "$each" | cat -v | sed 's/^/    |/'
    fi
done
