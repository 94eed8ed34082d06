# shellcheck shell=bash
# Comparing images, beside decompressing and hashing them once. Needs lib.sh, $composer, $made, $work, $runs.

# diff_image NAME MODULES: an initrd of some 50 MB in one frame of zstd 3, of 175 to 195 MB: the demo's packages, and modules of the kernel as they are when unpacked.
diff_image() {
  local image=$made/diff/$1
  [[ -e $image ]] && return
  mkdir -p "$made/diff"
  compose build "$made/plain.toml" --lock "$work/plain.lock" --output "$work/diff" --cache "$work/cache" --set initrd.compression=none --set modules.storage=uncompressed --set "modules.include=$2"
  zstd -q -3 "$work/diff/demo.initrd" -o "$image"
  rm -rf "$work/diff"
}

decompress_and_hash() { zstd -dcfq "$@" | openssl dgst -sha256 >/dev/null; }

diff_rows() {
  diff_image a '["/fs/", "/net/", "/drivers/"]'
  diff_image b '["/fs/", "/crypto/", "/drivers/"]'
  export -f decompress_and_hash
  pair 'diff / zstd -dc | sha256' 1.3 nothing -- "$composer" diff "$made/diff/a" "$made/diff/b" --cache "$work/cache" --quiet -- \
    bash -c 'decompress_and_hash "$@"' - "$made/diff/a" "$made/diff/b"
  alone 'memory: diff' MB 300 nothing "$composer" diff "$made/diff/a" "$made/diff/b" --cache "$work/cache" --quiet
  echo
}
