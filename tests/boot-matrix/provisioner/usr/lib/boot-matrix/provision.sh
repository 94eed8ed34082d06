# Runs in the guest: each disk gets a copy of the source's file system behind one more layer.
disk() { echo "/dev/disk/by-id/virtio-$1"; }
copy() { dd if="$(disk source)" of="$1" bs=1M conv=fsync status=none; }
passphrase=/run/passphrase
printf matrix >"$passphrase"
format() { cryptsetup luksFormat --batch-mode --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 --uuid "$2" --key-file "$passphrase" "$(disk "$1")"; }
open() { cryptsetup open --key-file "$passphrase" "$(disk "$1")" "made-$1"; }
volume() {
  lvm pvcreate --yes "$1"
  lvm vgcreate "$2" "$1"
  lvm lvcreate --yes --wipesignatures n --extents 100%FREE --name root "$2"
  copy "/dev/$2/root"
  lvm vgchange --activate n "$2"
}

for name in source lvm luks tpm2 luks-lvm raid raid-lost; do udevadm wait --timeout=60 "$(disk "$name")"; done

volume "$(disk lvm)" plain

format luks 6c756b73-0000-4000-8000-6d6174726978
open luks
copy /dev/mapper/made-luks
cryptsetup close made-luks

format luks-lvm 6c756b73-0001-4000-8000-6d6174726978
open luks-lvm
volume /dev/mapper/made-luks-lvm crypt
cryptsetup close made-luks-lvm

# The passphrase goes: only the TPM opens this one.
format tpm2 6c756b73-0002-4000-8000-6d6174726978
systemd-cryptenroll --unlock-key-file="$passphrase" --tpm2-device=auto --tpm2-pcrs=7 "$(disk tpm2)"
open tpm2
copy /dev/mapper/made-tpm2
cryptsetup close made-tpm2
systemd-cryptenroll --wipe-slot=password "$(disk tpm2)"

mdadm --create /dev/md/root --run --level=1 --raid-devices=2 --metadata=1.2 --homehost=any --name=root --assume-clean "$(disk raid)" "$(disk raid-lost)"
copy /dev/md/root
mdadm --stop /dev/md/root
sync
echo PROVISIONED
