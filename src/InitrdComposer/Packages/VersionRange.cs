using System.Text;

namespace InitrdComposer.Packages;

/// <summary>Whether two versioned dependencies of one name meet, as rpm's rpmdsCompare decides it (rpm 4.18).</summary>
public static class VersionRange
{
    /// <summary>True when some version lies in both ranges. An unversioned side, or one with an empty version, meets everything.</summary>
    public static bool Overlaps(VersionRelation left, ReadOnlySpan<byte> leftEvr, VersionRelation right, ReadOnlySpan<byte> rightEvr)
    {
        if (left == VersionRelation.Any || right == VersionRelation.Any || leftEvr.IsEmpty || rightEvr.IsEmpty) return true;

        Utf8Evr a = Utf8Evr.Split(leftEvr);
        Utf8Evr b = Utf8Evr.Split(rightEvr);
        int order = a.CompareWithoutRelease(b);
        if (order == 0)
        {
            if (!a.Release.IsEmpty && !b.Release.IsEmpty) order = RpmVersion.Compare(a.Release, b.Release);
            else if (!a.Release.IsEmpty && right.HasFlag(VersionRelation.Equal)) return true;
            else if (!b.Release.IsEmpty && left.HasFlag(VersionRelation.Equal)) return true;
        }

        return order switch
        {
            < 0 => left.HasFlag(VersionRelation.Greater) || right.HasFlag(VersionRelation.Less),
            > 0 => left.HasFlag(VersionRelation.Less) || right.HasFlag(VersionRelation.Greater),
            _ => (left & right) != VersionRelation.Any,
        };
    }

    /// <inheritdoc cref="Overlaps(VersionRelation, ReadOnlySpan{byte}, VersionRelation, ReadOnlySpan{byte})"/>
    public static bool Overlaps(VersionRelation left, Evr? leftEvr, VersionRelation right, Evr? rightEvr) =>
        Overlaps(left, Encoding.UTF8.GetBytes(leftEvr?.ToString() ?? ""), right, Encoding.UTF8.GetBytes(rightEvr?.ToString() ?? ""));
}
