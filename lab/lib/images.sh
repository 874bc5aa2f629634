# shellcheck shell=bash
# Images made from Debian packages. A recipe is a folder of lab/images:
#   packages    the packages, one a line
#   options     options of mmdebstrap, one a line
#   root/       files that are laid over the system as they are (optional)
#   customize   a script that finishes the system; its argument is the folder the system lies in
#   config      lines of image configuration for 'docker import'
#   suite       the Debian release (optional)
# The finished system is kept as a tarball whose name holds the hash of all that it was made from: a changed recipe
# makes a new one, an unchanged recipe costs nothing.

image_names=(light server node agent)
image_suite=bookworm

recipe_suite() {
    cat "$lab_dir/images/$1/suite" 2>/dev/null || printf '%s\n' "$image_suite"
}

image_tag() {
    case $1 in
        agent) printf 'lab/puppet-agent:1\n' ;;
        *) printf 'lab/%s:1\n' "$1" ;;
    esac
}

images_make() {
    [ $# -gt 0 ] || set -- "${image_names[@]}"
    engine_start
    # Two at a time: making a system waits for the mirror, for dpkg and for the disk in turn.
    printf '%s\n' "$@" | xargs -r -P 2 -n 1 "$self" image || die "not all images could be made"
}

image_make() {
    [ -f "$lab_dir/images/${1:-}/packages" ] || die "there is no image '${1:-}'" "images: ${image_names[*]}"
    locked "image-$1" image_make_alone "$1"
}

image_make_alone() {
    local name=$1 hash tag tarball
    hash=$(recipe_hash "$name")
    tag=$(image_tag "$name")
    tarball=$cache/images/$name-$hash.tar
    [ "$(image_label "$tag" "$label.recipe")" != "$hash" ] || return 0
    [ -s "$tarball" ] || image_bootstrap "$name" "$tarball"
    image_import "$name" "$hash" "$tarball" "$tag"
    # Only the newest system of each recipe is kept: they are large.
    find "$cache/images" -maxdepth 1 -name "$name-*" ! -name "${tarball##*/}" -delete
}

image_label() {
    docker image inspect --format "{{index .Config.Labels \"$2\"}}" "$1" 2>/dev/null || true
}

recipe_hash() {
    local recipe=$lab_dir/images/$1
    {
        printf '%s\n' "$(recipe_suite "$1")" "$(dpkg --print-architecture)"
        cat "$lab_dir/lib/images.sh"
        find "$recipe" -type f -printf '%P\n' | LC_ALL=C sort
        find "$recipe" -type f -print0 | LC_ALL=C sort -z | xargs -0 cat
    } | sha256sum | cut -c 1-16
}

image_bootstrap() {
    local name=$1 tarball=$2 recipe=$lab_dir/images/$1 options=() hook=customize-hook suite sources log started=$SECONDS
    log=$(log_file "image-$name")
    need_root
    suite=$(recipe_suite "$name")
    sources=$(apt_sources "$suite")
    mkdir -p "$cache/images"
    rm -f "$tarball.new"
    say "making the image '$name' from Debian packages"
    mapfile -t options <"$recipe/options"
    # A system that is only unpacked, not installed, has no later moment for hooks than this one.
    ! grep -qx -e --variant=extract "$recipe/options" || hook=extract-hook
    [ ! -d "$recipe/root" ] || options+=("--$hook=$(overlay_hook "$recipe/root")")
    options+=("--$hook=sh '$recipe/customize' \"\$1\"")
    # What the host's own apt needs to reach its mirror (a proxy, a snapshot without valid dates) is taken along while
    # the system is made, and is not left in it.
    # shellcheck disable=SC2016 # "$1" is mmdebstrap's
    options+=("--$hook"='rm -f "$1"/etc/apt/apt.conf.d/99mmdebstrap')
    apt-config dump --format '%F "%v";%n' Acquire::http Acquire::https Acquire::Check-Valid-Until \
        Acquire::Check-Date >"$cache/run/apt-$name.conf"
    mmdebstrap --mode=root --format=tar --include="$(recipe_packages "$recipe")" \
        --aptopt="$cache/run/apt-$name.conf" --dpkgopt=force-unsafe-io "${options[@]}" \
        "$suite" - - <<<"$sources" >"$tarball.new" 2>"$log" || {
        tail -n 20 "$log" >&2
        die "making the image '$name' failed" "the whole output is in $log"
    }
    mv "$tarball.new" "$tarball"
    say "made the image '$name' in $((SECONDS - started)) s"
}

recipe_packages() {
    grep -v '^#' "$1/packages" | paste -sd,
}

# Lays a folder over the system. Owner and mode do not come from the checkout, which may belong to anybody.
overlay_hook() {
    # shellcheck disable=SC2016 # "$1" is mmdebstrap's
    printf "tar -C '%s' --owner=0 --group=0 --mode=u=rwX,go=rX -c . | %s" "$1" \
        'tar -C "$1" --no-overwrite-dir --keep-directory-symlink -x'
}

# The package sources of a suite, in one-line style, from those that this machine's own apt uses, so that no mirror stands
# in a file of the lab. When this machine has another release, its mirror is taken to have the suite as well.
apt_sources() {
    local suite=$1 own
    own=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    # shellcheck disable=SC2016 # the variables are apt's
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' | LC_ALL=C sort -u |
        awk -v suite="$suite" -v own="$own" '
            $3 != "main" { next }
            $2 == suite || index($2, suite "-") == 1 { found = found "deb " $1 " " $2 " " $3 "\n" }
            $2 == own || index($2, own "-") == 1 {
                other = other "deb " $1 " " suite substr($2, length(own) + 1) " " $3 "\n"
            }
            END { printf "%s", found != "" ? found : other }' |
        grep . || die "the apt of this machine has no source for Debian $suite" "add one under /etc/apt/sources.list.d"
}

image_import() {
    local name=$1 hash=$2 tarball=$3 tag=$4 changes=() line
    changes=(-c "LABEL $label.recipe=$hash")
    while IFS= read -r line; do
        changes+=(-c "$line")
    done <"$lab_dir/images/$name/config"
    docker import "${changes[@]}" "$tarball" "$tag" >/dev/null || die "the engine did not take the image '$name'"
    docker image prune -f --filter "label=$label.recipe" >/dev/null
    say "loaded the image $tag"
}
