using System.Collections.Immutable;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Manifest;
using InitrdComposer.Uki;
using InitrdComposer.Uki.Forecast;

namespace InitrdComposer.Esp;

/// <summary>What is to lie on an ESP, before it is decided where; open until it is disposed.</summary>
public sealed class EspInputs : IDisposable
{
    private readonly List<IDisposable> _open = [];
    private readonly List<GivenUki> _ukis = [];
    private readonly List<GivenFile> _companions = [];
    private readonly List<Notice> _notices = [];

    private EspInputs()
    {
    }

    public IReadOnlyList<GivenUki> Ukis => _ukis;

    /// <summary>What goes with each UKI that it fits.</summary>
    public IReadOnlyList<GivenFile> Companions => _companions;

    /// <summary>What the files do not say.</summary>
    public IReadOnlyList<Notice> Notices => _notices;

    /// <param name="paths">Output folders of `build` and `sysext build`, UKIs (with what is in NAME.efi.extra.d beside them), addons, extensions, credentials.</param>
    /// <exception cref="ComposerException">One of them has no place on an ESP, is missing or malformed, or there is no UKI.</exception>
    public static EspInputs Read(Disk disk, IEnumerable<string> paths)
    {
        EspInputs inputs = new();
        try
        {
            foreach (string path in paths) inputs.Add(disk, path);
            return inputs._ukis.Count > 0
                ? inputs
                : throw new ComposerException(EspErrors.NoPlace, "got no UKI, expected at least one", hint: "name an output folder of build, or an .efi file");
        }
        catch
        {
            inputs.Dispose();
            throw;
        }
    }

    public void Dispose() => _open.ForEach(file => file.Dispose());

    private void Add(Disk disk, string path)
    {
        if (new DiskView(disk).HasFolder(path))
        {
            WrittenManifest manifest = WrittenManifest.Find(disk, path)
                ?? throw new ComposerException(EspErrors.NoPlace, $"there is no {ImageManifest.FileName}, expected an output folder of build or of sysext build", new SourceLocation(path));
            string[] ukis = [.. (manifest.Images ?? []).Select(image => image.Uki).OfType<string>()];
            if (ukis.Length == 0 && manifest.Extensions is null or []) throw new ComposerException(EspErrors.NoPlace, "got neither a UKI nor an extension, expected one", new SourceLocation(path), "give the recipe an [uki]");
            foreach (string uki in ukis) AddUki(disk, path, uki);
            foreach ((string file, string? kernel, _) in manifest.Extensions ?? []) AddCompanion(disk, Path.Combine(path, file), KindOf(disk, Path.Combine(path, file)), kernel is null ? [] : [Printable.Escape(kernel)]);
        }
        else if (KindOf(disk, path) is var kind && kind == EspFileKind.Uki)
        {
            AddUki(disk, Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : ".", Path.GetFileName(path));
        }
        else
        {
            AddCompanion(disk, path, kind, null);
        }
    }

    /// <param name="root">Where <paramref name="path"/> starts.</param>
    private void AddUki(Disk disk, string root, string path)
    {
        var folder = new EspFolder(disk, root);
        _open.Add(folder);
        string source = PathIn(root, path);
        var file = FileSource.Open(disk, source);
        _open.Add(file);
        UkiImage image = UkiImage.Open(new(source, file));
        ImmutableArray<UkiPart> parts = image.SeenByStub(0);
        if (parts.ContentOf(UkiSectionNames.Linux) is null)
        {
            throw new ComposerException(EspErrors.NoPlace, "got an image without .linux, expected a UKI", new SourceLocation(source), "addons are called NAME.addon.efi");
        }

        CompanionSet own = folder.OwnCompanionsOf(path);
        GivenUki uki = new(
            GivenFile.Of(source, Path.GetFileName(path), EspFileKind.Uki, file, []), image, Printed(StubRules.VersionIn(image.Image)),
            Printed(StubText.Of(parts.ContentOf(UkiSectionNames.KernelVersion))),
            [
                .. own.Addons.Select(addon => OfAddon(PathIn(root, addon.Image.Name), addon, folder.OpenImage(addon.Image.Name).File.Bytes)),
                .. Companions(own.Credentials, EspFileKind.Credential), .. Companions(own.SystemExtensions, EspFileKind.Sysext), .. Companions(own.ConfigurationExtensions, EspFileKind.Confext),
            ]);
        _ukis.Add(uki);
        if (uki.KernelVersion is null) Note("says no kernel release (.uname): everything is taken to fit it", source, null);
        if (!uki.HasKnownStub) Note($"stub version: got {uki.StubVersion ?? "none"}, the rules of {StubRules.Oldest} are taken", source, "it may take less than is said here");

        IEnumerable<GivenFile> Companions(ImmutableArray<CompanionFile> files, EspFileKind kind) =>
            files.Select(file => OfCompanion(PathIn(root, file.Path), kind, file.Content, null));
    }

    private void AddCompanion(Disk disk, string path, EspFileKind kind, ImmutableArray<string>? kernels)
    {
        var file = FileSource.Open(disk, path);
        _open.Add(file);
        if (kind != EspFileKind.Addon)
        {
            _companions.Add(OfCompanion(path, kind, file, kernels));
            return;
        }

        UkiImage image = UkiImage.Open(new(path, file));
        if (image.Kind != EfiImageKind.Addon) throw new ComposerException(EspErrors.NoPlace, "got an image that is no addon, expected one", new SourceLocation(path));
        _companions.Add(OfAddon(path, Addon.Of(image, Path.GetFileName(path)), file));
    }

    private static GivenFile OfAddon(string path, Addon addon, PositionalSource content) =>
        GivenFile.Of(path, addon.Name, EspFileKind.Addon, content, Printed(addon.KernelVersion) is string kernel ? [kernel] : []);

    /// <param name="kernels">Null: the image says it.</param>
    private GivenFile OfCompanion(string path, EspFileKind kind, PositionalSource content, ImmutableArray<string>? kernels)
    {
        kernels ??= kind.IsExtension ? ExtensionKernels.Of(new(path, content)) : [];
        if (kernels is null) Note("is neither squashfs nor plain erofs: what kernels it has modules of is not known, and it is taken to fit all", path, null);
        return GivenFile.Of(path, Path.GetFileName(path), kind, content, kernels ?? []);
    }

    /// <summary>Names of kernels and stubs are printed, and compared as they are printed.</summary>
    private static string? Printed(string? text) => text is null ? null : Printable.Escape(text);

    private static string PathIn(string root, string path) => root == "." ? path : Path.Combine(root, path);

    private void Note(string message, string path, string? hint) => _notices.Add(new(EspErrors.NotKnown, message, new SourceLocation(path), hint));

    private static EspFileKind KindOf(Disk disk, string path)
    {
        if (EspFileKind.Of(path) is EspFileKind kind) return kind;
        if (new DiskView(disk).HasFolder(path)) throw new ComposerException(EspErrors.NoPlace, "is a folder, expected an image", new SourceLocation(path), "build it with extension.format = \"ddi\"");
        using var other = FileSource.Open(disk, path);
        throw new ComposerException(
            EspErrors.NoPlace, "has no place on an ESP, expected NAME.efi, .addon.efi, .sysext.raw, .confext.raw or .cred", new SourceLocation(path),
            path.EndsWith(".raw", StringComparison.OrdinalIgnoreCase) ? "call it NAME.sysext.raw or NAME.confext.raw" : null);
    }
}
