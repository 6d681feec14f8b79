#!/usr/bin/env bash
# Makes sure that everything is there which building, testing, the demo and the benchmark need. Says nothing when all is.
#
#   1. Debian packages: PostgreSQL (server, clients, libpq), restic and small tools. Only what is missing is installed; nothing is upgraded.
#   2. Peers that Debian 12 does not have, in .tools of the checkout: moto_server (serves S3 to the tests; moto of Debian 13, on Debian 12's
#      Python) and restic-newest (of Debian's unstable release; the benchmark's second opponent). They are fetched through this machine's own
#      mirror and unpacked; no package of another release is installed.
#   3. azurite, which serves Azure Blob Storage to the tests, from npm, in .tools too.
#
# To fetch newer peers again: rm -r .tools && eng/setup.sh
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=$root/.tools
bin=$tools/bin
python=/usr/bin/python3
readonly root tools bin python
readonly tries=4
readonly azurite_version=3.35.0

# shellcheck source=eng/peers.sh
. "$root/eng/peers.sh"

# ---- Debian packages -------------------------------------------------------------------------------------------------------------

# Prints the packages whose programs are missing. Programs are looked for, not packages, so that other ways of installing count too.
missing_packages() {
    local pair
    for pair in restic:restic flock:util-linux curl:curl openssl:openssl setpriv:util-linux git:git make:make node:nodejs npm:npm; do
        type -P "${pair%%:*}" >/dev/null || printf '%s\n' "${pair##*:}"
    done
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || printf 'postgresql\n'
    compgen -G '/usr/lib/postgresql/*/bin/pg_dump' >/dev/null || printf 'postgresql-client\n'
    compgen -G '/usr/lib/*/libpq.so.5' >/dev/null || printf 'libpq5\n'
    missing_modules
}

# Prints the packages of the Python modules that moto needs for S3, as far as Debian's own Python lacks them.
missing_modules() {
    local modules="boto3:python3-boto3 cryptography:python3-cryptography flask:python3-flask flask_cors:python3-flask-cors"
    modules+=" responses:python3-responses xmltodict:python3-xmltodict yaml:python3-yaml"
    if [[ ! -x $python ]]; then
        # Which modules it lacks can be asked once it is there; all of these depend on it.
        tr ' ' '\n' <<<"$modules" | cut -d: -f2
        return
    fi
    # shellcheck disable=SC2086 # A list of words.
    "$python" -c 'import importlib.util, sys
for pair in sys.argv[1:]:
    module, package = pair.split(":")
    if importlib.util.find_spec(module) is None:
        print(package)' $modules
}

# Debian's server package creates and starts a cluster of its own, which nobody here needs. This says no before the package is there.
forbid_main_cluster() {
    local conf=/etc/postgresql-common/createcluster.conf
    if [[ -e $conf ]]; then
        grep -Eq '^[[:space:]]*create_main_cluster' "$conf" || printf '\ncreate_main_cluster = false\n' >>"$conf"
    else
        mkdir -p "${conf%/*}"
        printf '# Written by setup.sh of Cairn: scratch servers are started as needed.\ncreate_main_cluster = false\n' >"$conf"
    fi
}

install_packages() {
    local -a packages=("$@")
    if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
        fail "missing: ${packages[*]}. Install them (Debian: apt-get install --no-install-recommends ${packages[*]}) and run this again."
    fi
    say "installing ${packages[*]}"
    if [[ " ${packages[*]} " == *" postgresql "* ]]; then forbid_main_cluster; fi
    retry apt-get -o DPkg::Lock::Timeout=120 update || say "apt-get update failed; trying with the package lists that are there"
    DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 retry apt-get -o DPkg::Lock::Timeout=120 \
        install -y --no-install-recommends --no-upgrade "${packages[@]}" ||
        fail "apt-get could not install ${packages[*]} (its last words are above). Install them by hand and run this again."
}

# ---- Peers of other releases -----------------------------------------------------------------------------------------------------

# unpack PACKAGE RELEASE: downloads a package and prints the directory that its files are in.
unpack() {
    local work=$tools/apt/$1
    rm -rf "$work"
    mkdir -p "$work/root"
    (cd "$work" && retry_peer_apt download "$1/$2") >&2 || return 1
    dpkg -x "$work"/*.deb "$work/root" || return 1
    printf '%s\n' "$work/root"
}

fetch_restic() {
    local files
    files=$(unpack restic sid) || return 1
    if ! "$files/usr/bin/restic" version >/dev/null 2>&1; then
        say "restic of Debian sid does not run here"
        return 1
    fi
    # Moved, not copied, into place: a run that is killed leaves no half file under the name.
    mv -f "$files/usr/bin/restic" "$bin/restic-newest"
    say "fetched $("$bin/restic-newest" version 2>/dev/null | head -n 1)"
}

# moto is pure Python; what it needs besides comes from this machine's own packages (missing_modules). Debian 13 is stable, so its moto stays.
fetch_moto() {
    local files version
    files=$(unpack python3-moto trixie)/usr/lib/python3/dist-packages || return 1
    if ! version=$(PYTHONPATH=$files "$python" -c 'import moto, moto.server, moto.s3.urls; print(moto.__version__)' 2>"$tools/apt/moto.log"); then
        tail -n 3 "$tools/apt/moto.log" >&2
        say "moto of Debian 13 does not run here"
        return 1
    fi
    rm -rf "$tools/moto"
    mv "$files" "$tools/moto"
    cat >"$tools/apt/moto_server" <<SCRIPT
#!/bin/sh
# Written by setup.sh. The interpreter is Debian's, since its modules are: another Python in PATH would not find them.
PYTHONPATH=\$(dirname "\$0")/../moto exec $python -m moto.server "\$@"
SCRIPT
    chmod +x "$tools/apt/moto_server"
    mv -f "$tools/apt/moto_server" "$bin/moto_server"
    say "fetched moto $version"
}

# The last version that runs with Debian's Node.js. Scripts of packages are not run; telemetry is switched off where it is started.
fetch_azurite() {
    local work=$tools/azurite.new
    rm -rf "$work" "$tools/azurite"
    mkdir -p "$work"
    retry npm install --prefix "$work" --no-audit --no-fund --omit=dev --ignore-scripts "azurite@$azurite_version" || return 1
    mv "$work" "$tools/azurite"
    cat >"$tools/azurite/azurite-blob" <<'SCRIPT'
#!/bin/sh
# Written by setup.sh.
exec node "$(dirname "$0")/../azurite/node_modules/azurite/dist/src/blob/main.js" "$@"
SCRIPT
    chmod +x "$tools/azurite/azurite-blob"
    mv -f "$tools/azurite/azurite-blob" "$bin/azurite-blob"
    say "fetched azurite $azurite_version"
}

fetch_peers() {
    local release
    if ! command -v apt-get >/dev/null || ! command -v dpkg >/dev/null; then
        say "no apt here to fetch peers with"
        return 1
    fi
    # shellcheck disable=SC1091
    release=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
    mkdir -p "$bin" "$tools/apt/lists/partial" "$tools/apt/cache/archives/partial"
    sources=$(peer_sources "$release" trixie sid)
    [[ -s $sources ]] || { say "no Debian source for '$release' found in /etc/apt"; return 1; }
    retry_peer_apt update || { say "the package lists of Debian 13 and sid cannot be had"; return 1; }
    local result=0
    if [[ ! -x $bin/moto_server ]]; then fetch_moto || result=1; fi
    if [[ ! -x $bin/restic-newest ]]; then fetch_restic || result=1; fi
    # The lists are tens of MB that nobody needs again.
    rm -rf "$tools/apt"
    return "$result"
}

# ---- Main ------------------------------------------------------------------------------------------------------------------------

complete() { [[ -z $(missing_packages) && -x $bin/moto_server && -x $bin/restic-newest && -x $bin/azurite-blob ]]; }

main() {
    command -v dotnet >/dev/null || fail "the .NET SDK named in global.json is missing; install it and run this again"
    if complete; then return; fi

    # Two runs at the same time would write the same files: the second waits, and then finds everything done.
    mkdir -p "$tools"
    exec 9>"$tools/setup.lock"
    flock -w 1200 9 || fail "another setup has been running for 20 minutes; end it and run this again"

    local -a packages
    mapfile -t packages < <(missing_packages | sort -u)
    if ((${#packages[@]} > 0)); then install_packages "${packages[@]}"; fi
    mkdir -p "$bin"
    if [[ ! -x $bin/azurite-blob ]]; then fetch_azurite || true; fi
    if [[ ! -x $bin/moto_server || ! -x $bin/restic-newest ]]; then fetch_peers || true; fi

    # A moto_server that was installed otherwise (pip install 'moto[s3,server]') serves as well: the tests look into PATH, too.
    [[ -x $bin/moto_server ]] || type -P moto_server >/dev/null ||
        fail "moto could not be fetched (see above), and the S3 tests need its moto_server. Run this again when the package mirror answers."
    [[ -x $bin/azurite-blob ]] || type -P azurite-blob >/dev/null ||
        fail "azurite could not be fetched from npm (see above), and the Azure tests need its azurite-blob. Run this again when the registry answers."
    [[ -x $bin/restic-newest ]] || say "warning: the newest restic could not be fetched; the benchmark compares with Debian 12's only"
}

main "$@"
