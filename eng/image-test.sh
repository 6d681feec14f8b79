#!/usr/bin/env bash
# Tries an image archive as a user would: version, clients, then a backup and a restore of a scratch server's database, inside of the image, as
# the image's own user, with a read-only root. Usage: eng/image-test.sh ARCHIVE
set -euo pipefail

# shellcheck source=eng/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

archive=${1:?usage: eng/image-test.sh ARCHIVE}
readonly archive
container=''

storage() { buildah --storage-driver vfs --root "$scratch/storage" --runroot "$scratch/run" "$@"; }

# inside COMMAND…: a run in a new process of the image. /tmp is the only place that may be written, as in a pod with a read-only root.
inside() {
    storage run --isolation chroot --user 65534:65534 --volume "$scratch/repository:/repository" --volume "$scratch/writable:/tmp" \
        --env RESTIC_PASSWORD="$RESTIC_PASSWORD" --env PGPASSWORD="$PGPASSWORD" "$container" -- "$@"
}

main() {
    local major
    open_scratch
    start_postgres
    install -d -o 65534 -g 65534 "$scratch/repository" "$scratch/writable"
    container=$(storage from --pull-never "oci-archive:$archive")

    inside /usr/bin/cairn version
    for major in 13 15 17 18; do
        inside "/usr/lib/postgresql/$major/bin/pg_dump" --version
        inside "/usr/lib/postgresql/$major/bin/psql" --version >/dev/null
    done
    [[ $(storage inspect --format '{{.OCIv1.Config.User}}' "$container") == 65534:65534 ]] || fail "the image's user is not 65534"
    if inside /bin/sh -c true 2>/dev/null; then fail "the image has a shell, which nothing in it needs"; fi

    createdb source
    psql -qX -v ON_ERROR_STOP=1 -d source -c "CREATE TABLE items AS SELECT i, md5(i::text) AS text FROM generate_series(1, 20000) AS i"
    inside /usr/bin/cairn repo init --repo /repository --quiet
    inside /usr/bin/cairn backup --from "$(url_of source)" --to /repository --quiet
    inside /usr/bin/cairn restore --from /repository --to "$(url_of postgres)" --database result --create --quiet
    [[ $(fingerprint source) == "$(fingerprint result)" ]] || fail "what was restored inside of the image is not what was backed up"
    storage rm "$container" >/dev/null
    printf 'image: a backup and a restore inside of it gave the same database\n'
}

main
