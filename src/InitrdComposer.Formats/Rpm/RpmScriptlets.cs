namespace InitrdComposer.Formats.Rpm;

/// <summary>Reads all scriptlets and triggers of a header (rpm, docs/manual/tags.md, "Scriptlets"; triggers.md; file_triggers.md).</summary>
internal static class RpmScriptlets
{
    private const string Shell = "/bin/sh";

    private static readonly (string Kind, RpmTag Body, RpmTag Program, RpmTag Flags)[] Simple =
    [
        ("%pretrans", RpmTag.PreTrans, RpmTag.PreTransProg, RpmTag.PreTransFlags),
        ("%pre", RpmTag.PreIn, RpmTag.PreInProg, RpmTag.PreInFlags),
        ("%post", RpmTag.PostIn, RpmTag.PostInProg, RpmTag.PostInFlags),
        ("%preun", RpmTag.PreUn, RpmTag.PreUnProg, RpmTag.PreUnFlags),
        ("%postun", RpmTag.PostUn, RpmTag.PostUnProg, RpmTag.PostUnFlags),
        ("%posttrans", RpmTag.PostTrans, RpmTag.PostTransProg, RpmTag.PostTransFlags),
        ("%preuntrans", RpmTag.PreUnTrans, RpmTag.PreUnTransProg, RpmTag.PreUnTransFlags),
        ("%postuntrans", RpmTag.PostUnTrans, RpmTag.PostUnTransProg, RpmTag.PostUnTransFlags),
        ("%verifyscript", RpmTag.VerifyScript, RpmTag.VerifyScriptProg, RpmTag.VerifyScriptFlags),
    ];

    private static readonly TriggerTags[] Triggers =
    [
        new(
            "trigger", RpmTag.TriggerScripts, RpmTag.TriggerScriptProg, RpmTag.TriggerScriptFlags,
            RpmTag.TriggerName, RpmTag.TriggerFlags, RpmTag.TriggerVersion, RpmTag.TriggerIndex),
        new(
            "filetrigger", RpmTag.FileTriggerScripts, RpmTag.FileTriggerScriptProg, RpmTag.FileTriggerScriptFlags,
            RpmTag.FileTriggerName, RpmTag.FileTriggerFlags, RpmTag.FileTriggerVersion, RpmTag.FileTriggerIndex),
        new(
            "transfiletrigger", RpmTag.TransFileTriggerScripts, RpmTag.TransFileTriggerScriptProg, RpmTag.TransFileTriggerScriptFlags,
            RpmTag.TransFileTriggerName, RpmTag.TransFileTriggerFlags, RpmTag.TransFileTriggerVersion, RpmTag.TransFileTriggerIndex),
    ];

    public static RpmScriptlet[] Read(RpmHeader header) =>
    [
        .. Simple.Where(tags => header.Contains(tags.Body) || header.Contains(tags.Program)).Select(tags => new RpmScriptlet(
            tags.Kind, header.Strings(tags.Program) is { Count: > 0 } program ? program.ToTexts() : [Shell], header.String(tags.Body) ?? "",
            (RpmScriptletFlags)(header.UInt32(tags.Flags) ?? 0), [])),
        .. Triggers.SelectMany(tags => ReadTriggers(header, tags)),
    ];

    /// <summary>A script has any number of conditions; each names the script by its index and says when it runs.</summary>
    private static IEnumerable<RpmScriptlet> ReadTriggers(RpmHeader header, TriggerTags tags)
    {
        string[] bodies = header.Strings(tags.Bodies).ToTexts();
        string[] programs = header.Strings(tags.Programs).ToTexts();
        uint[]? flags = header.UInt32Array(tags.Flags);
        RpmDependency[] conditions = RpmDependency.Read(header, tags.Names, tags.Senses, tags.Versions);
        uint[] indexes = header.UInt32Array(tags.Indexes) ?? [];
        if (programs.Length is not 0 && programs.Length != bodies.Length) throw header.Malformed(tags.Programs, $"{programs.Length} items", $"{bodies.Length}");
        if (flags is not null && flags.Length != bodies.Length) throw header.Malformed(tags.Flags, $"{flags.Length} items", $"{bodies.Length}");
        if (indexes.Length != conditions.Length) throw header.Malformed(tags.Indexes, $"{indexes.Length} items", $"{conditions.Length}");
        foreach (uint index in indexes)
        {
            if (index >= bodies.Length) throw header.Malformed(tags.Indexes, $"{index}", $"below {bodies.Length}");
        }

        for (int i = 0; i < bodies.Length; i++)
        {
            RpmDependency[] own = [.. conditions.Where((_, condition) => indexes[condition] == i)];
            if (own.Length == 0) throw header.Malformed(tags.Indexes, $"none for script {i}", "a condition for each script");
            yield return new RpmScriptlet(
                "%" + tags.Kind + Occasion(header, tags, own[0].Flags), [programs.Length > 0 ? programs[i] : Shell], bodies[i],
                (RpmScriptletFlags)(flags?[i] ?? 0), own);
        }
    }

    private static string Occasion(RpmHeader header, TriggerTags tags, RpmSense sense) => sense switch
    {
        _ when sense.HasFlag(RpmSense.TriggerPreIn) => "prein",
        _ when sense.HasFlag(RpmSense.TriggerIn) => "in",
        _ when sense.HasFlag(RpmSense.TriggerUn) => "un",
        _ when sense.HasFlag(RpmSense.TriggerPostUn) => "postun",
        _ => throw header.Malformed(tags.Senses, $"0x{(uint)sense:X}", "the occasion of a trigger"),
    };

    private sealed record TriggerTags(
        string Kind, RpmTag Bodies, RpmTag Programs, RpmTag Flags, RpmTag Names, RpmTag Senses, RpmTag Versions, RpmTag Indexes);
}
