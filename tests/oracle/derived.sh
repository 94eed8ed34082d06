# shellcheck shell=bash
# hwdb.bin, ld.so.cache and the plugin of kernel-install, beside Debian 13's systemd-hwdb, ldconfig and kernel-install. Needs $composer, $root, $checkout, inside, check.

# image_unpacked OUT IMAGE: its files, segment by segment.
image_unpacked() {
  mkdir -p "$2"
  jq -r --arg name "$2" '.images[] | select(.name == $name) | .segments[] | "\(.offset) \(.size)"' "$1/manifest.json" | while read -r offset size; do
    dd if="$1/$2.initrd" bs=1M iflag=skip_bytes,count_bytes skip="$offset" count="$size" status=none | bsdtar -xpf - -C "$2"
  done
}

# The same folders at the same place, so that files have the same names.
same_hwdb() {
  rm -rf "$root/usr/lib/udev/hwdb.d" "$root/usr/lib/udev/hwdb.bin"
  mkdir -p "$root/usr/lib/udev"
  bsdtar -xf "$checkout"/artifacts/distro/repo/udev-2*.rpm -C "$root" './usr/lib/udev/hwdb.d'
  inside systemd-hwdb --usr --strict update && cmp "$root/usr/lib/udev/hwdb.bin" image/usr/lib/udev/hwdb.bin
}

libraries() { inside ldconfig -r /oracle/image -C "$1" -p | grep $'^\t'; }
same_libraries() {
  # Byte for byte up to the extensions, which say who wrote it; where they begin is the header's word at 32.
  inside ldconfig -X -r /oracle/image -C /etc/expected && diff <(libraries /etc/expected) <(libraries /etc/ld.so.cache) && [[ $(libraries /etc/ld.so.cache | wc -l) -gt 20 ]] &&
    cmp -n "$(od -An -tu4 -j32 -N4 image/etc/expected)" image/etc/expected image/etc/ld.so.cache
}

# installed SETTINGS: what is on the boot partition after kernel-install with them; the program itself is stood in for by one that has its outputs already.
installed() {
  rm -rf boot
  mkdir -p boot/token
  printf '%s\n' "$@" >conf/install.conf
  inside env PATH=/oracle/bin:/usr/bin:/usr/sbin KERNEL_INSTALL_CONF_ROOT=/oracle/conf BOOT_ROOT=/oracle/boot MACHINE_ID=0123456789abcdef0123456789abcdef \
    KERNEL_INSTALL_PLUGINS="/oracle/50-initrd-composer.install /usr/lib/kernel/install.d/60-ukify.install /usr/lib/kernel/install.d/90-uki-copy.install" \
    kernel-install add 6.1-test /oracle/modules/6.1-test/vmlinuz >/dev/null
  (cd boot && find . -type f | sort)
}
same_uki_installed() {
  diff <(installed layout=uki uki_generator=initrd-composer) <(echo ./EFI/Linux/token-6.1-test.efi) &&
    cmp ours.plain.efi boot/EFI/Linux/token-6.1-test.efi && grep -qx 'uki.cmdline=root=LABEL=a quiet' arguments && grep -qx uki-x86_64 arguments
}
same_uki_of_ukify() { # which is made of our initrd
  diff <(installed layout=uki initrd_generator=initrd-composer) <(echo ./EFI/Linux/token-6.1-test.efi) &&
    "$composer" uki extract boot/EFI/Linux/token-6.1-test.efi --section .initrd -o part.initrd --quiet >/dev/null && cmp initrd-a part.initrd
}
left_alone() { rm -f arguments; installed layout=uki uki_generator=ukify initrd_generator=dracut >/dev/null; [[ ! -e arguments ]]; }

derived_checks() {
  cat >image.toml <<TOML
[[repositories]]
id = "demo"
baseurl = "$checkout/artifacts/distro/repo"
signatures = "none"
[packages]
install = ["filesystem", "systemd", "udev", "bash", "lvm2", "xfsprogs"]
[finalize]
hwdb = "compiled"
library-cache = true
[initrd]
compression = "none"
TOML
  "$composer" build image.toml --output out --quiet >/dev/null
  image_unpacked out image
  check "systemd-hwdb update: hwdb.bin" same_hwdb
  check "ldconfig -X: ld.so.cache" same_libraries

  mkdir -p conf bin modules/6.1-test
  cp "$checkout/src/kernel-install/50-initrd-composer.install" .
  cp "$checkout/src/kernel-install/kernel-install.toml" conf
  echo 'root=LABEL=a quiet' >conf/cmdline
  echo token >conf/entry-token
  cp vmlinuz modules/6.1-test
  cat >bin/initrd-composer <<'PROGRAM'
#!/bin/sh
printf '%s\n' "$@" >/oracle/arguments
while [ "$1" != --output ]; do shift; done
mkdir -p "$2" && cp /oracle/initrd-a "$2/image.initrd" && cp /oracle/ours.plain.efi "$2/image.efi"
PROGRAM
  chmod +x bin/initrd-composer
  check "kernel-install: our UKI" same_uki_installed
  check "kernel-install: ukify's UKI of our initrd" same_uki_of_ukify
  check "kernel-install: other generators" left_alone
}
