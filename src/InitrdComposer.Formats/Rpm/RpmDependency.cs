namespace InitrdComposer.Formats.Rpm;

/// <summary>A dependency as a header holds it.</summary>
/// <param name="Name">A capability, a file, or a rich dependency in parentheses.</param>
/// <param name="Version">"[epoch:]version[-release]", or empty.</param>
public readonly record struct RpmDependency(string Name, RpmSense Flags, string Version)
{
    /// <summary>LESS, GREATER and EQUAL only.</summary>
    public RpmSense Comparison => Flags & (RpmSense.Less | RpmSense.Greater | RpmSense.Equal);

    /// <summary>A rich (boolean) dependency.</summary>
    public bool IsRich => Name.StartsWith('(');

    /// <summary>The dependencies of three tags.</summary>
    /// <exception cref="MalformedDataException">The tags are of different lengths.</exception>
    internal static RpmDependency[] Read(RpmHeader header, RpmTag names, RpmTag flags, RpmTag versions)
    {
        RpmStringArray nameColumn = header.Strings(names);
        if (nameColumn.Count == 0) return [];
        RpmStringArray versionColumn = header.Strings(versions);
        uint[]? flagColumn = header.UInt32Array(flags);
        // Packages from before rpm 3.0 have PROVIDENAME alone.
        bool isBare = flagColumn is null && versionColumn.Count == 0;
        if (!isBare && versionColumn.Count != nameColumn.Count) throw header.Malformed(versions, $"{versionColumn.Count} items", $"{nameColumn.Count}");
        if (!isBare && flagColumn?.Length != nameColumn.Count) throw header.Malformed(flags, $"{flagColumn?.Length ?? 0} items", $"{nameColumn.Count}");
        var dependencies = new RpmDependency[nameColumn.Count];
        for (int i = 0; i < dependencies.Length; i++)
        {
            dependencies[i] = new(nameColumn.Text(i), (RpmSense)(flagColumn?[i] ?? 0), isBare ? "" : versionColumn.Text(i));
        }

        return dependencies;
    }
}
