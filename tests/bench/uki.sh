# shellcheck shell=bash
# Linking UKIs, beside copying and hashing the same bytes once. Needs lib.sh, $composer, $distro, $made, $work, $runs.

# large_initrd MEGABYTES: bytes that nobody can compress, the same every time.
large_initrd() {
  local file=$made/initrd-$1
  [[ -e $file ]] || openssl enc -aes-128-ctr -nosalt -K 00 -iv 00 -in /dev/zero 2>/dev/null | head -c "$(($1 << 20))" >"$file" || true
  echo "$file"
}

copy_and_hash() { bash -c 'tee "$2" <"$1" | openssl dgst -sha256 >/dev/null && sync "$2"' - "$1" "$2"; }

uki_rows() {
  local kernel=$made/vmlinuz stub=$made/linuxx64.efi.stub size
  [[ -e $kernel ]] || rpm2cpio "$distro"/repo/linux-image-6*cloud*.rpm | bsdtar -xOf - './usr/lib/modules/*/vmlinuz' >"$kernel"
  [[ -e $stub ]] || rpm2cpio "$distro"/repo/systemd-boot-efi-*.rpm | bsdtar -xOf - './usr/lib/systemd/boot/efi/linuxx64.efi.stub' >"$stub"
  export -f copy_and_hash
  for size in 64 512; do
    large_initrd "$size" >/dev/null
    pair "uki link $size MB / copy" "$([[ $size == 512 ]] && echo 1.2 || echo -)" nothing -- \
      "$composer" uki link --stub "$stub" --linux "$kernel" --initrd "$made/initrd-$size" --cmdline quiet --output "$work/linked.efi" --quiet -- \
      bash -c 'copy_and_hash "$@"' - "$made/initrd-$size" "$work/copied"
  done
  alone 'uki forecast 512 MB' MB 78 nothing "$composer" uki forecast "$work/linked.efi" --quiet
  rm -f "$work/linked.efi" "$work/copied"
  echo
}
