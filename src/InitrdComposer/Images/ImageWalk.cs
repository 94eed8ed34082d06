using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;
using InitrdComposer.Tree;
using InitrdComposer.Uki;

namespace InitrdComposer.Images;

/// <summary>One pass over an image.</summary>
/// <param name="contentOf">What becomes of a file's bytes, which are there only while it is asked.</param>
internal sealed class ImageWalk(Disk disk, string path, Func<RootPath, MemberContent, FileContent> contentOf)
{
    private readonly PartList _parts = new();
    private readonly MemberTree _tree = new(contentOf);
    private ComposerException? _damage;
    private Machine? _machine;

    /// <exception cref="ComposerException">It is no image, or not even its beginning can be read.</exception>
    public OpenedImage Of(int profile)
    {
        using var file = FileSource.Open(disk, path);
        string kind = FileMagic.KindOf(file) == FileMagic.PE ? OfUki(file, profile) : OfInitrd(file);
        return new(path, kind, file.Length, _parts.ToImmutable(), _tree.ToTree(), _damage) { Profile = profile, Machine = _machine };
    }

    private string OfInitrd(PositionalSource file)
    {
        Guarded(() => new InitrdMembers(_parts, _tree).Read(file, path, inside: null));
        return "initrd";
    }

    private string OfUki(PositionalSource file, int profile)
    {
        UkiImage uki = UkiImage.Open(new(path, file));
        _machine = uki.Image.FileHeader.Machine;
        PositionalSource initrd = uki.Effective(profile).FirstOrDefault(part => part.Name == UkiSectionNames.Initrd)?.Content
            ?? throw new ComposerException(ImageErrors.NoInitrd, "got a PE image without .initrd, expected an initrd or a UKI", new SourceLocation(path));
        Guarded(() => new InitrdMembers(_parts, _tree).Read(initrd, path, inside: null));
        return "UKI";
    }

    /// <summary>What is damaged later on leaves what was read before; what is damaged from the beginning is no image.</summary>
    private void Guarded(Action read)
    {
        try
        {
            read();
        }
        catch (ComposerException cause) when (cause.Id.Kind == FailureKind.Malformed && !_tree.IsEmpty)
        {
            _damage ??= cause;
        }
    }
}
