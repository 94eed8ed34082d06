namespace InitrdComposer.Formats.Compression;

/// <summary>A shared library of the system that a codec needs cannot be loaded, or must not be used.</summary>
public sealed class MissingLibraryException : Exception
{
    /// <param name="library">Its soname: "libzstd.so.1".</param>
    /// <param name="debianPackage">The package that has it on Debian and its kin.</param>
    /// <param name="fedoraPackage">The package that has it on Fedora and its kin.</param>
    /// <param name="cause">What the loader said.</param>
    public MissingLibraryException(string library, string debianPackage, string fedoraPackage, Exception cause)
        : base($"{library} cannot be loaded: install the package {debianPackage} (Debian) or {fedoraPackage} (Fedora)", cause) => Library = library;

    /// <param name="library">Its soname.</param>
    /// <param name="reason">Why the one that is installed is not used.</param>
    /// <param name="debianPackage">The package that has it on Debian and its kin.</param>
    /// <param name="fedoraPackage">The package that has it on Fedora and its kin.</param>
    public MissingLibraryException(string library, string reason, string debianPackage, string fedoraPackage)
        : base($"{library} {reason}: install another version of the package {debianPackage} (Debian) or {fedoraPackage} (Fedora)") => Library = library;

    public string Library { get; }
}
