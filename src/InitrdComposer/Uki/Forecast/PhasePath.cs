using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki.Forecast;

/// <summary>The phases that a boot has gone through, each a word that systemd-pcrphase extends PCR 11 with, without NUL.</summary>
/// <param name="Words">"enter-initrd", "leave-initrd", "sysinit", "ready", "shutdown", "final"; none: before systemd.</param>
public sealed record PhasePath(ImmutableArray<string> Words)
{
    private static readonly DiagnosticId NotAPhase = new("FOR", 1, FailureKind.Usage);

    /// <summary>Those that systemd-measure takes when it is given none.</summary>
    public static ImmutableArray<PhasePath> Defaults { get; } =
    [
        .. new[] { "enter-initrd", "enter-initrd:leave-initrd", "enter-initrd:leave-initrd:sysinit", "enter-initrd:leave-initrd:sysinit:ready" }.Select(Parse),
    ];

    /// <summary>Words with colons between them; ":" is the empty path, as systemd-measure's --phase has it.</summary>
    /// <exception cref="ComposerException">Two colons in a row: a word is empty.</exception>
    public static PhasePath Parse(string text)
    {
        if (text is ":" or "") return new([]);
        ImmutableArray<string> words = [.. text.Split(':')];
        return words.All(word => word.Length > 0 && word.All(c => c is > ' ' and <= '~'))
            ? new(words)
            : throw new ComposerException(NotAPhase, $"phase: got \"{text}\", expected words with colons between them, or \":\" for none", hint: "for example enter-initrd:leave-initrd");
    }

    /// <summary>As systemd-measure orders phases that it is given: sorted, each once.</summary>
    public static ImmutableArray<PhasePath> SortedOnce(IEnumerable<string> texts) =>
        [.. texts.Select(Parse).DistinctBy(path => path.ToString()).OrderBy(path => path.ToString(), StringComparer.Ordinal)];

    /// <summary>What PCR 11 is after these phases.</summary>
    public Digest Extend(Digest value) =>
        Words.Aggregate(value, (pcr, word) => pcr.Extend(BankDigests.Of(PositionalSource.OfBytes(Encoding.UTF8.GetBytes(word)), [value.Algorithm])[value.Algorithm]));

    public bool Equals(PhasePath? other) => other is not null && Words.SequenceEqual(other.Words);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => string.Join(':', Words);
}
