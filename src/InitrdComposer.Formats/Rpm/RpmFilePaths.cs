namespace InitrdComposer.Formats.Rpm;

/// <summary>A file list's paths: folder and base name apart (rpmlib(CompressedFileNames)), or whole in packages from before rpm 4.</summary>
internal static class RpmFilePaths
{
    public static ReadOnlyMemory<byte>[] Read(RpmHeader header)
    {
        RpmStringArray baseNames = header.Strings(RpmTag.BaseNames);
        return baseNames.Count > 0 ? Joined(header, baseNames) : Whole(header.Strings(RpmTag.OldFileNames));
    }

    private static ReadOnlyMemory<byte>[] Joined(RpmHeader header, RpmStringArray baseNames)
    {
        RpmStringArray folders = header.Strings(RpmTag.DirNames);
        uint[] indexes = header.UInt32Array(RpmTag.DirIndexes) ?? [];
        if (indexes.Length != baseNames.Count) throw header.Malformed(RpmTag.DirIndexes, $"{indexes.Length} items", $"{baseNames.Count}, one a file");
        var paths = new ReadOnlyMemory<byte>[baseNames.Count];
        for (int i = 0; i < paths.Length; i++)
        {
            if (indexes[i] >= folders.Count) throw header.Malformed(RpmTag.DirIndexes, $"{indexes[i]} for file {i}", $"below {folders.Count}");
            ReadOnlySpan<byte> name = baseNames[i];
            if (name.Contains((byte)'/')) throw header.Malformed(RpmTag.BaseNames, Printable.Escape(name), "a name without slash");
            paths[i] = (byte[])[.. folders[(int)indexes[i]], .. name];
        }

        return paths;
    }

    private static ReadOnlyMemory<byte>[] Whole(RpmStringArray names)
    {
        var paths = new ReadOnlyMemory<byte>[names.Count];
        for (int i = 0; i < paths.Length; i++) paths[i] = names[i].ToArray();
        return paths;
    }
}
