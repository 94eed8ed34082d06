using InitrdComposer.Finalize;

namespace InitrdComposer.Proof.Units;

/// <summary>A command of a service (systemd.service(5), "Command Lines").</summary>
/// <param name="Program">Path or name; null: a specifier that only the running machine knows.</param>
/// <param name="MayFail">'-' in front: the service goes on without it.</param>
internal readonly record struct ExecLine(string? Program, bool MayFail)
{
    /// <param name="expand">Fills in specifiers; null for one that is not known.</param>
    public static ExecLine Parse(string line, Func<string, string?> expand)
    {
        int start = line.TakeWhile(c => c is '@' or '-' or ':' or '+' or '!' or '|').Count();
        string? word = (Words.Split(line[start..], retainBackslashes: true) ?? []).FirstOrDefault();
        return new(word is null ? null : expand(word), line.AsSpan(0, start).Contains('-'));
    }
}
