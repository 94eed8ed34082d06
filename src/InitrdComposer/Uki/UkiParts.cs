using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Formats.PE;

namespace InitrdComposer.Uki;

/// <summary>Opens the images that a UKI is made of and refuses those that would make one that does not start.</summary>
internal static class UkiParts
{
    /// <param name="file">The stub.</param>
    /// <param name="ofAddon">It is to become an addon or a profile, which are never started.</param>
    /// <exception cref="ComposerException">No image, not for UEFI, signed, or not that kind of stub.</exception>
    public static PEImage ReadStub(NamedSource file, bool ofAddon)
    {
        PEImage stub = Read(file);
        RequireApplication(file, stub);
        if (!stub.Certificates.IsEmpty)
        {
            throw new ComposerException(
                UkiErrors.SignedStub, "got a signed stub, expected one without signature: adding sections breaks it", new SourceLocation(file.Name),
                "sign the UKI instead");
        }

        SectionHeader occupied = stub.Sections.FirstOrDefault(section => UkiSectionNames.Order.Contains(section.Name));
        if (occupied.Name is not null)
        {
            throw new ComposerException(
                UkiErrors.NotAStub, $"got a file that has a section {occupied.Name}, expected a bare stub", new SourceLocation(file.Name),
                "systemd's stub is /usr/lib/systemd/boot/efi/linux*.efi.stub");
        }

        if (stub.Sections.Count(section => section.Name == UkiSectionNames.Sbat) > 1)
        {
            throw new ComposerException(UkiErrors.DuplicateSection, $"section table: got {UkiSectionNames.Sbat} twice, expected it once", new SourceLocation(file.Name));
        }

        string? program = LoaderInfo.Of(stub)?.Program;
        if (!ofAddon && program == LoaderInfo.AddonStub)
        {
            throw new ComposerException(
                UkiErrors.NotAStub, "got systemd's stub for addons, expected the one that starts Linux", new SourceLocation(file.Name),
                "systemd's stub is /usr/lib/systemd/boot/efi/linux*.efi.stub");
        }

        if (ofAddon && program == LoaderInfo.Stub)
        {
            throw new ComposerException(
                UkiErrors.NotAStub, "got systemd's stub that starts Linux, expected the one for addons", new SourceLocation(file.Name),
                "systemd's stub for addons is /usr/lib/systemd/boot/efi/addon*.efi.stub");
        }

        return stub;
    }

    /// <exception cref="ComposerException">No image, not for UEFI or for another machine, or itself a UKI.</exception>
    public static PEImage ReadKernel(NamedSource file, Machine machine)
    {
        PEImage kernel = Read(file, "a kernel needs CONFIG_EFI_STUB, and must not be compressed as a whole, to be started by firmware");
        RequireApplication(file, kernel);
        if (kernel.FileHeader.Machine != machine)
        {
            throw new ComposerException(
                UkiErrors.WrongImage, $"Machine: got {kernel.FileHeader.Machine}, expected the stub's {machine}", new SourceLocation(file.Name));
        }

        if (kernel.Sections.Any(section => section.Name == UkiSectionNames.Linux))
        {
            throw new ComposerException(UkiErrors.NotAStub, "got a UKI, expected a Linux kernel", new SourceLocation(file.Name));
        }

        return kernel;
    }

    /// <exception cref="ComposerException">No image that can be trusted.</exception>
    public static PEImage Read(NamedSource file, string? hint = null)
    {
        try
        {
            return PEReader.Read(file.Bytes);
        }
        catch (MalformedDataException e)
        {
            ComposerException named = UkiErrors.Malformed(file.Name, e);
            throw named.Id == UkiErrors.NoImage ? ComposerException.Malformed(named.Id, file.Name, e, hint) : named;
        }
    }

    private static void RequireApplication(NamedSource file, PEImage image)
    {
        if (image.OptionalHeader.Subsystem == Subsystem.EfiApplication) return;
        throw new ComposerException(
            UkiErrors.WrongImage, $"Subsystem: got {image.OptionalHeader.Subsystem}, expected {Subsystem.EfiApplication}", new SourceLocation(file.Name));
    }
}
