using InitrdComposer.EndToEnd.Tests.HostileInput.Cases;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput;

/// <summary>All cases. Later areas add theirs here.</summary>
internal static class HostileTable
{
    public static IReadOnlyList<HostileCase> Cases { get; } =
    [
        .. RpmLeadCases.All, .. RpmHeaderCases.All, .. RpmTagCases.All, .. CpioEntryCases.All, .. CpioPathCases.All, .. CompressionCases.All,
        .. ModuleFileCases.All, .. ModuleTextCases.All,
        .. RecipeCases.All, .. LockCases.All, .. OsReleaseCases.All, .. CacheCases.All,
        .. PrimaryCases.All, .. DatabaseCases.All,
        .. ResolverCases.All,
        .. RepomdCases.All, .. MirrorCases.All, .. SignatureCases.All,
        .. EfiImageCases.All, .. UkiCases.All,
        .. ExtensionCases.All, .. ImageCases.All,
    ];

    private static readonly Dictionary<string, HostileCase> ByName = Cases.ToDictionary(row => row.Name, StringComparer.Ordinal);

    public static HostileCase Find(string name) => ByName[name];

    public static TheoryData<string> NamesOf(string area) => new(Cases.Where(row => row.Area == area).Select(row => row.Name));
}
