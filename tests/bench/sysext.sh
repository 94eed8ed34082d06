# shellcheck shell=bash
# Images of extensions, beside mksquashfs and veritysetup. Needs lib.sh, uki.sh, $composer, $bench (initrd-bench), $distro, $made, $work, $runs, $demo, forget.

# unpacked NAME PACKAGE...: what packages of the distribution have below /usr.
unpacked() {
  local folder=$made/$1 package
  shift
  [[ -d $folder ]] || {
    mkdir -p "$work/unpacked"
    for package in "$@"; do rpm2cpio "$distro/repo/"$package | bsdtar -xf - -C "$work/unpacked" './usr'; done
    mv "$work/unpacked" "$folder"
  }
}

# random_tree NAME FILES MEGABYTES: files of that size each that look random, as firmware does, and one that does not.
random_tree() {
  local folder=$made/$1.partial/usr/share/bench i
  [[ -d $made/$1 ]] && return
  rm -rf "$made/$1.partial"
  mkdir -p "$folder"
  for ((i = 0; i < $2; i++)); do
    head -c "$(($3 << 20))" /dev/zero | openssl enc -aes-128-ctr -nosalt -K "$(printf '%032x' "$i")" -iv 0 >"$folder/$i" 2>/dev/null
  done
  seq "$(($2 * $3 * 1000))" >"$folder/text"
  mv "$made/$1.partial" "$made/$1"
}

# extension_recipe NAME TREE TEXT...
extension_recipe() {
  printf '%s\n' '[extension]' 'scope = ["initrd"]' '[[extra-trees]]' "source = \"$2\"" "${@:3}" >"$made/$1.toml"
}

squash() {
  local tree=$made/$2 ours peer
  pair "squashfs, $1" 1.0 nothing -- "$bench" squashfs "$tree" "$work/ours.squashfs" 15 2 -- \
    mksquashfs "$tree" "$work/peer.squashfs" -noappend -quiet -no-progress -all-root -comp zstd -Xcompression-level 15 -b 128K -processors 2
  ours=$(stat -c %s "$work/ours.squashfs") peer=$(stat -c %s "$work/peer.squashfs")
  printf '%-26s ours %d bytes, peer %d: ratio %.4f   reach 1.01 %s\n' "" "$ours" "$peer" "$(awk "BEGIN { print $ours / $peer }")" "$(verdict "$(awk "BEGIN { print $ours / $peer }")" 1.01)"
}

before_extension() { rm -rf "$work/extensions"; }

extension_rows() {
  local salt
  salt=$(printf '%064d' 1)
  unpacked programs 'coreutils-[0-9]*.rpm' 'libc6-[0-9]*.rpm' 'systemd-[0-9]*.rpm' 'libssl3t64-*.rpm' 'libsystemd-shared-*.rpm' 'bash-[0-9]*.rpm' 'udev-[0-9]*.rpm' 'btrfs-progs-*.rpm'
  unpacked modules 'linux-image-6*cloud*.rpm'
  squash 'programs' programs
  squash 'packed modules' modules
  rm -f "$work"/*.squashfs

  large_initrd 512 >/dev/null
  pair 'verity, 512 MB' 1.0 nothing -- "$bench" verity "$made/initrd-512" "$work/ours.verity" "$salt" 2 -- \
    veritysetup format --uuid=00000000-0000-0000-0000-000000000000 --salt="$salt" "$made/initrd-512" "$work/peer.verity"
  cmp "$work/ours.verity" "$work/peer.verity"

  random_tree firmware 13 1
  random_tree bulk-tree 32 64
  extension_recipe drivers firmware '[modules]' 'include = ["drivers/*", "fs/*", "net/*", "crypto/*"]'
  extension_recipe bulk-extension bulk-tree
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/verity.key" -out "$work/verity.crt" -subj /CN=bench -days 2 2>/dev/null
  forget
  "${demo[@]}" >/dev/null
  local sysext=("$composer" sysext build --base "$work/out" --cache "$work/cache" --locks "$work" --output "$work/extensions" --offline --quiet
    --set "extension.verity-key=$work/verity.key" --set "extension.verity-certificate=$work/verity.crt")
  alone 'sysext build' s 1.0 before_extension "${sysext[@]}" "$made/drivers.toml"
  printf '%-26s %d bytes\n' "" "$(stat -c %s "$work/extensions/drivers.sysext.raw")"
  runs=1 alone 'memory: sysext of 2 GB' MB 256 before_extension "${sysext[@]}" "$made/bulk-extension.toml"
  rm -rf "$work/extensions"
  echo
}
