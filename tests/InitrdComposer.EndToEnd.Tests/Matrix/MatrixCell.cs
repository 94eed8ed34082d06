namespace InitrdComposer.EndToEnd.Tests.Matrix;

/// <summary>A row of the boot matrix: a machine, a root file system, and the recipe whose initrd is to find the one on the other.</summary>
/// <param name="Name">As the README's table has it.</param>
/// <param name="Disk">Made by tests/boot-matrix/disk; null: the machine has none.</param>
/// <param name="Profiles">Of the recipe, from mkosi.conf.d.</param>
/// <param name="CommandLine">The kernel's, beside what every machine gets; {roothash} stands for that of the disk.</param>
internal sealed record MatrixCell(string Name, string? Disk, string[] Profiles, string CommandLine)
{
    /// <summary>What the root file system's init prints.</summary>
    public const string SwitchedRoot = "SWITCH-ROOT-OK";

    /// <summary>In tests/boot-matrix/recipes, without extension.</summary>
    public string Recipe { get; init; } = "generic";

    public MatrixBus Bus { get; init; } = MatrixBus.VirtioBlk;

    public MatrixServer Server { get; init; } = MatrixServer.None;

    /// <summary>Started by firmware as a UKI, from the disk that has the root partition too.</summary>
    public bool IsDiscovered { get; init; }

    /// <summary>The machine has the TPM that the disk was enrolled with.</summary>
    public bool HasTpm { get; init; }

    /// <summary>Given as the credential cryptsetup.passphrase, in an SMBIOS string.</summary>
    public string? Passphrase { get; init; }

    /// <summary>Texts that the console must show, in this order; the last one ends the boot.</summary>
    public string[] Expected { get; init; } = [SwitchedRoot];

    /// <summary>Words that follow where dracut's modules want more, or say it otherwise: of root=, the last one counts.</summary>
    public string DracutWords { get; init; } = "";

    /// <summary>The machine is an aarch64 one; dracut, which runs programs of the system that it works in, has nothing beside that on x86-64.</summary>
    public bool IsArm64 => Recipe == "arm64";

    /// <summary>xunit's name of the row.</summary>
    public override string ToString() => Name;
}

/// <summary>What the disk is connected to.</summary>
internal enum MatrixBus
{
    VirtioBlk,
    VirtioScsi,
    Ahci,
    Nvme,
    Usb,
}

/// <summary>What serves the root file system over QEMU's user network.</summary>
internal enum MatrixServer
{
    None,

    /// <summary>nfs-ganesha, version 4 of the protocol.</summary>
    Nfs,

    /// <summary>tgt.</summary>
    Iscsi,
}
