#!/usr/bin/env bash
# Fetches PostgreSQL (server and clients) of major versions that this Debian release does not have, for the tests: postgres-majors.sh 17 18 …
#
# The packages of the release that has the major are unpacked into .tools/postgresql/MAJOR with all libraries that they need, the C library and
# its loader among them; the programs are changed to use those. So they run side by side with everything that is installed, as ordinary programs.
# About 40 MB and 15 s for each; nothing is done for those that are there. To fetch them again: rm -r .tools/postgresql
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=$root/.tools
readonly root tools
readonly tries=4

# shellcheck source=eng/peers.sh
. "$root/eng/peers.sh"

# Prints the Debian release that has a major version.
release_of() {
    case $1 in
        13) echo bullseye ;;
        15) echo bookworm ;;
        17) echo trixie ;;
        18) echo sid ;;
        *) fail "no Debian release is known to have PostgreSQL $1" ;;
    esac
}

# Prints "URI file" of every package that server and clients need, going by a machine on which nothing is installed; without what is no library.
package_list() {
    local major=$1 release=$2
    : >"$tools/apt/nothing-installed"
    peer_apt -o Dir::State::status="$tools/apt/nothing-installed" -o APT::Install-Recommends=0 -o APT::Default-Release="$release" \
        -y --print-uris install "postgresql-$major/$release" 2>/dev/null |
        awk '$1 ~ /^\x27/ { gsub(/\x27/, "", $1); print $1, $2 }' |
        grep -E ' (lib|zlib1g|postgresql-(client-)?[0-9]+_)' |
        grep -Ev ' lib(llvm|perl|z3|.*-perl_|c-bin|c-l10n|c-gconv|pam-modules|.*-common_)'
}

fetch_packages() {
    local uri file
    while read -r uri file; do
        printf 'url = "%s"\noutput = "%s/%s"\n' "$uri" "$1" "$file"
    done >"$1/list"
    curl --fail --silent --show-error --no-progress-meter --location --retry "$tries" --parallel --parallel-max 6 --create-dirs --config "$1/list"
}

# Makes programs use the C library beside them, whatever the machine has. The search path holds for the libraries of libraries as well.
patch_programs() {
    local directory=$1 major=$2 loader libraries program
    loader=$(find "$directory" -name 'ld-linux*.so.*' | sort | head -n 1)
    libraries=$(find "$directory" -name 'lib*.so*' -printf '%h\n' | grep -E '/lib/[^/]*-linux-gnu[^/]*$' | sort -u | paste -sd:)
    [[ -n $loader && -n $libraries ]] || return 1
    # The server comes last: that it runs says that all are done.
    for program in $(find "$directory/usr/lib/postgresql/$major/bin" -type f ! -name postgres) "$directory/usr/lib/postgresql/$major/bin/postgres"; do
        patchelf --print-interpreter "$program" >/dev/null 2>&1 || continue
        patchelf --set-interpreter "$loader" --force-rpath --set-rpath "$libraries" "$program" || return 1
    done
}

fetch_major() {
    local major=$1 target=$tools/postgresql/$1 work=$tools/apt/postgresql-$1 package
    rm -rf "$work"
    mkdir -p "$work/packages" "$tools/postgresql"
    package_list "$major" "$(release_of "$major")" | fetch_packages "$work/packages" || return 1
    # The programs get the paths of their final place, so they are unpacked there; the server runs once its own has been set.
    rm -rf "$target"
    mkdir -p "$target"
    for package in "$work"/packages/*.deb; do
        dpkg -x "$package" "$target" || return 1
    done
    rm -rf "$work" "$target"/usr/share/{doc,locale,man,lintian} "$target/usr/lib/postgresql/$major/lib/bitcode"
    patch_programs "$target" "$major" || return 1
    say "fetched $("$target/usr/lib/postgresql/$major/bin/postgres" --version)"
}

# A major that Debian's own package has installed here is there already.
is_there() { [[ -x /usr/lib/postgresql/$1/bin/initdb ]] || "$tools/postgresql/$1/usr/lib/postgresql/$1/bin/postgres" --version >/dev/null 2>&1; }

main() {
    local major release
    local -a wanted=()
    for major in "$@"; do
        if ! is_there "$major"; then wanted+=("$major"); fi
    done
    if ((${#wanted[@]} == 0)); then return; fi
    command -v patchelf >/dev/null || fail "patchelf is missing; eng/setup.sh installs it"
    # shellcheck disable=SC1091
    release=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
    mkdir -p "$tools/apt/lists/partial" "$tools/apt/cache/archives/partial"
    local -a releases
    mapfile -t releases < <(for major in "${wanted[@]}"; do release_of "$major"; done | sort -u)
    sources=$(peer_sources "$release" "${releases[@]}")
    [[ -s $sources ]] || fail "no Debian source for '$release' found in /etc/apt"
    retry_peer_apt update || fail "the package lists of ${releases[*]} cannot be had"
    for major in "${wanted[@]}"; do
        fetch_major "$major" || fail "PostgreSQL $major could not be fetched. Run this again when the package mirror answers."
    done
    rm -rf "$tools/apt"
}

main "$@"
