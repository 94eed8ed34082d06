using System.Collections.Immutable;

namespace InitrdComposer.Import.Features;

/// <summary>Commands that people want in a rescue shell, and the packages that have them.</summary>
internal static class Commands
{
    private static readonly ImmutableArray<(Feature Package, string Names)> Known =
    [
        (new("coreutils") { Fedora = "coreutils" }, "cat chmod chown chroot cp cut date dd df du echo env false head id ln ls md5sum mkdir mkfifo mknod mktemp mv od pwd readlink realpath rm rmdir seq sha256sum sleep sort split stat stty sync tail tee touch tr true uname uniq wc"),
        (new("util-linux") { Fedora = "util-linux" }, "blkid blockdev cfdisk dmesg fdisk findmnt flock hexdump losetup lsblk lscpu mkswap mount mountpoint partx sfdisk swapoff swapon switch_root umount wipefs more"),
        (new("procps") { Fedora = "procps-ng", OpenSuse = "procps", Debian = "procps" }, "free kill pgrep pkill ps pwdx sysctl top uptime vmstat watch"),
        (new("vi") { Fedora = "vim-minimal", OpenSuse = "vim-small", Debian = "vim-tiny" }, "vi /usr/libexec/vi /etc/virc"),
        (new("grep") { Fedora = "grep" }, "grep egrep fgrep"),
        (new("sed") { Fedora = "sed" }, "sed"),
        (new("awk") { Fedora = "gawk" }, "awk gawk"),
        (new("find") { Fedora = "findutils" }, "find xargs"),
        (new("less") { Fedora = "less" }, "less"),
        (new("nano") { Fedora = "nano" }, "nano"),
        (new("tar") { Fedora = "tar" }, "tar"),
        (new("gzip") { Fedora = "gzip" }, "gzip gunzip zcat"),
        (new("xz") { Fedora = "xz", Debian = "xz-utils" }, "xz unxz xzcat"),
        (new("ip") { Fedora = "iproute", OpenSuse = "iproute2", Debian = "iproute2" }, "ip ss bridge"),
        (new("ping") { Fedora = "iputils", Debian = "iputils-ping" }, "ping"),
        (new("curl") { Fedora = "curl" }, "curl"),
        (new("ssh") { Fedora = "openssh-clients", Debian = "openssh-client" }, "ssh scp"),
        (new("strace") { Fedora = "strace" }, "strace"),
        (new("lspci") { Fedora = "pciutils" }, "lspci setpci"),
        (new("lsusb") { Fedora = "usbutils" }, "lsusb"),
        (new("parted") { Fedora = "parted" }, "parted partprobe"),
        (new("kbd") { Fedora = "kbd" }, "loadkeys setfont"),
    ];

    public static Feature? PackageOf(string command) => Known.Where(entry => entry.Names.Split(' ').Contains(command)).Select(entry => entry.Package).FirstOrDefault();
}
