using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.Newc;

namespace InitrdComposer.Uki.Forecast;

/// <summary>
/// The archives that the stub makes of companions and puts behind the initrd, byte for byte: they are measured (systemd's src/boot/cpio.c). Not what
/// <see cref="NewcWriter"/> writes: lower-case digits, every link count 1, and a trailer with an upper-case B.
/// </summary>
/// <param name="Target">The folder that files go to, relative to the initrd's root.</param>
/// <param name="DirectoryMode">Permissions of the target; those above it have 0555.</param>
/// <param name="FileMode">Permissions of files.</param>
public sealed record StubCpio(string Target, uint DirectoryMode, uint FileMode)
{
    private const uint ParentMode = 0b101_101_101;
    private const uint OwnerReads = 0b100_000_000;
    private const uint OwnerReadsFolder = 0b101_000_000;
    private const uint AllRead = 0b100_100_100;
    private const int Padding = 4;

    /// <summary>What ends an archive: TRAILER!!! with its NUL and padding, 124 bytes.</summary>
    private const string Trailer =
        "070701" + "00000000" + "00000000" + "00000000" + "00000000" + "00000001" + "00000000" + "00000000" + "00000000" + "00000000" + "00000000" + "00000000"
        + "0000000B" + "00000000" + "TRAILER!!!\0\0\0\0";

    public static StubCpio Credentials { get; } = new(".extra/credentials", OwnerReadsFolder, OwnerReads);

    public static StubCpio GlobalCredentials { get; } = new(".extra/global_credentials", OwnerReadsFolder, OwnerReads);

    public static StubCpio SystemExtensions { get; } = new(".extra/sysext", ParentMode, AllRead);

    public static StubCpio GlobalSystemExtensions { get; } = new(".extra/global_sysext", ParentMode, AllRead);

    public static StubCpio ConfigurationExtensions { get; } = new(".extra/confext", ParentMode, AllRead);

    public static StubCpio GlobalConfigurationExtensions { get; } = new(".extra/global_confext", ParentMode, AllRead);

    /// <summary>For what the stub passes on of its own sections.</summary>
    public static StubCpio Meta { get; } = new(".extra", ParentMode, AllRead);

    /// <summary>The archive of some files; null for none: the stub makes no empty ones.</summary>
    /// <param name="files">In any order: they are sorted as the stub does, by UTF-16 units.</param>
    public PositionalSource? Pack(IEnumerable<(string Name, PositionalSource Content)> files)
    {
        (string Name, PositionalSource Content)[] sorted = [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)];
        if (sorted.Length == 0) return null;
        List<(long Start, PositionalSource Bytes)> parts = [];
        long length = 0;
        uint inode = 1;
        for (int slash = Target.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = Target.IndexOf('/', slash + 1))
        {
            Add(Header(inode++, InodeMode.Directory | ParentMode, Target[..slash], 0));
        }

        Add(Header(inode++, InodeMode.Directory | DirectoryMode, Target, 0));
        foreach ((string name, PositionalSource content) in sorted)
        {
            Add(Header(inode++, InodeMode.Regular | FileMode, $"{Target}/{name}", content.Length));
            Add(content);
        }

        Add(PositionalSource.OfBytes(Encoding.ASCII.GetBytes(Trailer)));
        return new RowSource(parts, length);

        void Add(PositionalSource bytes)
        {
            parts.Add((length, bytes));
            length = Alignment.Up(length + bytes.Length, Padding);
        }
    }

    private static PositionalSource Header(uint inode, uint mode, string name, long size)
    {
        string[] fields = [Hex(inode), Hex(mode), Hex(0), Hex(0), Hex(1), Hex(0), Hex(checked((uint)size)), Hex(0), Hex(0), Hex(0), Hex(0), Hex((uint)name.Length + 1), Hex(0)];
        return PositionalSource.OfBytes(Encoding.ASCII.GetBytes($"070701{string.Concat(fields)}{name}\0"));
    }

    private static string Hex(uint value) => value.ToString("x8", CultureInfo.InvariantCulture);
}
