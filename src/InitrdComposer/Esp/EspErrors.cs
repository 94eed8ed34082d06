using InitrdComposer.Diagnostics;

namespace InitrdComposer.Esp;

/// <summary>What can be wrong with what is to lie on an ESP. ESP is this stage's own area.</summary>
internal static class EspErrors
{
    /// <summary>A file or folder that has no place on an ESP.</summary>
    public static readonly DiagnosticId NoPlace = new("ESP", 1, FailureKind.Usage);

    /// <summary>A name that FAT does not take, or that boot loader and stub do not look at; a file that is too long.</summary>
    public static readonly DiagnosticId BadName = new("ESP", 2, FailureKind.Usage);

    /// <summary>Two files of one name, whose case FAT does not tell apart.</summary>
    public static readonly DiagnosticId Collision = new("ESP", 3, FailureKind.Usage);

    /// <summary>The ESP has not room for everything.</summary>
    public static readonly DiagnosticId NoRoom = new("ESP", 4, FailureKind.Claim);

    /// <summary>A file that goes with none of the UKIs.</summary>
    public static readonly DiagnosticId ForNone = new("ESP", 5, FailureKind.Claim);

    /// <summary>A stub that does not look where a file lies.</summary>
    public static readonly DiagnosticId IgnoredByStub = new("ESP", 6, FailureKind.Claim);

    /// <summary>An extension of which it is not known what kernel it is for, or a UKI or stub that does not say what it is.</summary>
    public static readonly DiagnosticId NotKnown = new("ESP", 7, FailureKind.Claim);

    /// <summary>A size that no FAT32 file system has.</summary>
    public static readonly DiagnosticId NoFat32 = new("ESP", 8, FailureKind.Usage);
}
