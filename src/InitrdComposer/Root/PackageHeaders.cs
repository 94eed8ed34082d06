using System.Collections.Immutable;
using InitrdComposer.Fetch;
using InitrdComposer.Files;
using InitrdComposer.Formats.IO;
using InitrdComposer.Lock;

namespace InitrdComposer.Root;

/// <summary>What the packages of a lock say of themselves, in the lock's order.</summary>
public sealed class PackageHeaders
{
    private readonly ImmutableArray<(LockedPackage Package, PackageHeader Header)> _all;

    private PackageHeaders(ImmutableArray<(LockedPackage Package, PackageHeader Header)> all) => _all = all;

    /// <summary>Reads several at a time; each package is hashed against the lock before its header is believed.</summary>
    /// <exception cref="Diagnostics.ComposerException">A package is not the locked one, or malformed.</exception>
    public static PackageHeaders Read(IPackageStore store, IReadOnlyList<LockedPackage> packages)
    {
        var headers = new PackageHeader[packages.Count];
        ParallelWork.Run(Environment.ProcessorCount, [.. Enumerable.Range(0, packages.Count)], index => headers[index] = store.Open(packages[index]).Header);
        return new([.. packages.Zip(headers)]);
    }

    /// <summary>Each with what the lock says of it.</summary>
    public IReadOnlyList<(LockedPackage Package, PackageHeader Header)> All => _all;

    /// <summary>Of the packages that are used for what they hold.</summary>
    public IReadOnlyList<PackageHeader> Of(PackageRole role) => [.. _all.Where(entry => entry.Package.Role == role).Select(entry => entry.Header)];

    /// <summary>Of the packages that a tree is made of.</summary>
    /// <param name="variant">Null: the recipe's own initrd.</param>
    public IReadOnlyList<PackageHeader> OfTree(string? variant) =>
    [
        .. from entry in _all
           where entry.Package.Role == PackageRole.Install
           where entry.Package.Variants.IsEmpty || (variant is not null && entry.Package.Variants.Contains(variant))
           select entry.Header,
    ];
}
