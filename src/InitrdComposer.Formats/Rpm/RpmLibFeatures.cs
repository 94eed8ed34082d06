using System.Collections.Frozen;

namespace InitrdComposer.Formats.Rpm;

/// <summary>
/// The features of rpm itself that packages require as "rpmlib(Name)", as far as they are supported here (rpm, lib/rpmds.c, rpmlibProvides).
/// Another one means a package that would be read wrongly.
/// </summary>
public static class RpmLibFeatures
{
    private static readonly FrozenSet<string> Known = new[]
    {
        "rpmlib(BuiltinLuaScripts)", "rpmlib(CaretInVersions)", "rpmlib(CompressedFileNames)", "rpmlib(ConcurrentAccess)",
        "rpmlib(DynamicBuildRequires)", "rpmlib(ExplicitPackageProvide)", "rpmlib(FileCaps)", "rpmlib(FileDigests)", "rpmlib(HeaderLoadSortsTags)",
        "rpmlib(LargeFiles)", "rpmlib(PartialHardlinkSets)", "rpmlib(PayloadFilesHavePrefix)", "rpmlib(PayloadIsBzip2)", "rpmlib(PayloadIsLzma)",
        "rpmlib(PayloadIsXz)", "rpmlib(PayloadIsZstd)", "rpmlib(RichDependencies)", "rpmlib(ScriptletExpansion)", "rpmlib(ScriptletInterpreterArgs)",
        "rpmlib(TildeInVersions)", "rpmlib(VersionedDependencies)",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <param name="capability">With "rpmlib(" and ")".</param>
    public static bool IsKnown(string capability) => Known.Contains(capability);
}
