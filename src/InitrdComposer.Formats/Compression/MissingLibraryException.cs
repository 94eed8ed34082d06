namespace InitrdComposer.Formats.Compression;

/// <summary>A shared library of the system that a codec needs cannot be loaded.</summary>
/// <param name="library">Its soname: "libzstd.so.1".</param>
/// <param name="debianPackage">The package that has it on Debian and its kin.</param>
/// <param name="fedoraPackage">The package that has it on Fedora and its kin.</param>
/// <param name="cause">What the loader said.</param>
public sealed class MissingLibraryException(string library, string debianPackage, string fedoraPackage, Exception cause)
    : Exception($"{library} cannot be loaded: install the package {debianPackage} (Debian) or {fedoraPackage} (Fedora)", cause)
{
    public string Library { get; } = library;
}
