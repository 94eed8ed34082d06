using System.Collections.Immutable;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Uki;
using InitrdComposer.Uki.Forecast;

namespace InitrdComposer.Esp;

/// <summary>A file that is to lie on an ESP.</summary>
/// <param name="Source">Its path now.</param>
/// <param name="Name">What it is called on the ESP.</param>
/// <param name="Kernels">Releases of the kernels that it is for; empty: it goes with each.</param>
/// <param name="Digest">SHA-256.</param>
public sealed record GivenFile(string Source, string Name, EspFileKind Kind, PositionalSource Content, ImmutableArray<string> Kernels, Digest Digest)
{
    /// <summary>Reads the file, for its digest.</summary>
    public static GivenFile Of(string source, string name, EspFileKind kind, PositionalSource content, ImmutableArray<string> kernels)
    {
        using Stream stream = content.OpenStream();
        return new(source, name, kind, content, kernels, Digest.Sha256Of(stream));
    }

    /// <summary>Whether it goes with a UKI; one that does not say what kernel it has is taken for one that fits.</summary>
    public bool Fits(GivenUki uki) => Kernels.IsEmpty || uki.KernelVersion is null || Kernels.Contains(uki.KernelVersion);
}

/// <summary>A UKI that is to lie on an ESP.</summary>
/// <param name="StubVersion">As the stub says it; null: it says nothing.</param>
/// <param name="KernelVersion">Its .uname; null: it has none.</param>
/// <param name="Own">What lies beside it already.</param>
public sealed record GivenUki(GivenFile File, UkiImage Image, string? StubVersion, string? KernelVersion, ImmutableArray<GivenFile> Own)
{
    /// <summary>Where it will lie.</summary>
    public string Path => $"{EspFileKind.Uki.Folder}/{File.Name}";

    /// <summary>Whether its stub's version is one whose rules are known.</summary>
    public bool HasKnownStub => StubVersion is not null && StubRules.Knows(StubVersion);

    /// <summary>Those of its stub; of one that is not known the oldest, which look into the fewest folders.</summary>
    public StubRules Rules => StubVersion is not null && HasKnownStub ? StubRules.Of(StubVersion) : new(StubRules.Oldest);

    /// <summary>Whether its stub takes files of a kind that lie where they belong to all UKIs.</summary>
    public bool TakesGlobal(EspFileKind kind) => !kind.IsExtension || Rules.HasGlobalExtensions;
}
