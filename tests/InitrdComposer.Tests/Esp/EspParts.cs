using System.Text;
using InitrdComposer.Esp;
using InitrdComposer.Files;
using InitrdComposer.Formats.IO;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Extensions;
using InitrdComposer.Tests.Uki;
using InitrdComposer.Uki;

namespace InitrdComposer.Tests.Esp;

/// <summary>A folder of what lies on ESPs: small UKIs of given kernels and stubs, addons, extensions of given kernels.</summary>
internal sealed class EspParts : IDisposable
{
    private readonly TempFolder _folder = new();

    public string Path => _folder.Path;

    public string this[string name] => _folder[name];

    public void Dispose() => _folder.Dispose();

    /// <param name="stub">systemd's version; null: the stub does not say it.</param>
    public string Uki(string name, string? kernel, string? stub) => File(name, UkiFixtures.Link(UkiFixtures.Inputs with
    {
        Base = UkiFixtures.Sections with
        {
            KernelVersion = kernel,
            Others = stub is null ? [] : [new(".sdmagic", PositionalSource.OfBytes(Encoding.ASCII.GetBytes($"#### LoaderInfo: systemd-stub {stub} ####")))],
        },
    }).Bytes);

    public string Addon(string name, string? kernel) => File(name, UkiFixtures.Link(new(
        UkiFixtures.Source("toyaddon.efi"), new() { CommandLine = "debug"u8.ToArray(), KernelVersion = kernel })).Bytes);

    /// <param name="kernels">That it has a module of.</param>
    public string Extension(string name, params string[] kernels) => File(name, new DdiSpec(Squashfs(kernels)).ToBytes());

    public string File(string name, byte[] content)
    {
        string path = _folder[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    public static byte[] Squashfs(params string[] kernels)
    {
        var files = new SquashfsSpec().Add("usr/lib/extension-release.d/extension-release.x", "ID=_any\n");
        foreach (string kernel in kernels) files.Add($"usr/lib/modules/{kernel}/kernel/fs/nfs/nfs.ko.xz", "module");
        return files.ToBytes();
    }

    public static EspPlan Plan(EspDemands demands, params string[] paths)
    {
        using var inputs = EspInputs.Read(Disk.Host, paths);
        return EspPlan.Of(inputs, demands);
    }

    /// <summary>Beside each UKI, of a partition of any size.</summary>
    public static EspPlan Plan(params string[] paths) => Plan(Demands, paths);

    public static EspDemands Demands { get; } = new(IsGlobal: false, Size: null, ClusterSize: null, Reserved: 0);

    public static string[] PathsOf(EspPlan plan) => [.. plan.Files.Select(file => file.Path)];
}
