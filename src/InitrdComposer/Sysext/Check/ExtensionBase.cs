using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Tree;

namespace InitrdComposer.Sysext.Check;

/// <summary>What extensions are merged into, as far as that decides.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="IsInitrd">It has /etc/initrd-release, by which systemd knows that it runs in an initrd.</param>
/// <param name="OsRelease">/etc/os-release, else /usr/lib/os-release; null: neither.</param>
/// <param name="Architecture">As systemd writes it; null: nothing tells.</param>
/// <param name="Certificates">Of verity.d: whose signatures systemd takes when the kernel does not.</param>
/// <param name="Kernels">Those that it has modules of.</param>
public sealed record ExtensionBase(
    string Name, bool IsInitrd, ImmutableSortedDictionary<string, string>? OsRelease, string? Architecture, ImmutableArray<X509Certificate2> Certificates,
    ImmutableArray<BaseKernel> Kernels)
{
    /// <summary>What should be certificates and are none: systemd passes over them without a word.</summary>
    public ImmutableArray<RootPath> DamagedCertificates { get; init; } = [];

    /// <summary>Which of systemd's units that merge extensions are started.</summary>
    public FrozenSet<string> StartedUnits { get; init; } = [];

    /// <summary>A field of os-release; null: not there, or empty, which is the same to systemd.</summary>
    public string? this[string field] => OsRelease is not null && OsRelease.TryGetValue(field, out string? value) && value.Length > 0 ? value : null;
}

/// <summary>A kernel's modules in a base.</summary>
/// <param name="Version">`uname -r`.</param>
/// <param name="VersionMagic">Of one of its modules; null: it has none, or none that can be read.</param>
/// <param name="Modules">Names of those that are there.</param>
/// <param name="BuiltIn">Names of those in the kernel itself.</param>
/// <param name="Indexed">Names in modules.dep; null: there is none.</param>
public sealed record BaseKernel(
    string Version, string? VersionMagic, FrozenSet<string> Modules, FrozenSet<string> BuiltIn, FrozenSet<string>? Indexed);
