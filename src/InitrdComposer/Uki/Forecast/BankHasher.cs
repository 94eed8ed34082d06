using System.Collections.Immutable;
using System.Security.Cryptography;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;

namespace InitrdComposer.Uki.Forecast;

/// <summary>Hashes a source in several banks from blocks that somebody else reads; takes only what comes next.</summary>
internal sealed class BankHasher : IDisposable
{
    private static readonly byte[] Zeros = new byte[4096];

    private readonly ImmutableArray<DigestAlgorithm> _banks;
    private readonly IncrementalHash[] _hashes;
    private readonly IEnumerator<SourcePart> _parts;
    private SourcePart _part;

    public BankHasher(PositionalSource source, ImmutableArray<DigestAlgorithm> banks)
    {
        _banks = banks;
        _hashes = [.. banks.Select(bank => bank.CreateHash())];
        _parts = source.Parts().GetEnumerator();
    }

    public int Banks => _banks.Length;

    /// <summary>The source that the next bytes are in; null: there are no more. Zeros before them are hashed here.</summary>
    public PositionalSource? Awaited
    {
        get
        {
            do
            {
                if (_part is { Source: null, Length: > 0 }) AppendZeros();
                if (_part.Length > 0) return _part.Source;
            }
            while (MoveNext());

            return null;
        }
    }

    /// <summary>Where in <see cref="Awaited"/>.</summary>
    public long AwaitedOffset => _part.Offset;

    public long AwaitedEnd => _part.Offset + _part.Length;

    /// <summary>The ranges of a block that are what comes next, and are now to be appended; none if it is something else.</summary>
    public ImmutableArray<Range> Take(PositionalSource source, long offset, int length)
    {
        ImmutableArray<Range>.Builder ranges = ImmutableArray.CreateBuilder<Range>();
        while (_part.Length > 0 && _part.Source == source && _part.Offset >= offset && _part.Offset < offset + length)
        {
            int start = (int)(_part.Offset - offset);
            int taken = (int)Math.Min(_part.Length, length - start);
            ranges.Add(start..(start + taken));
            _part = new(source, _part.Offset + taken, _part.Length - taken);

            // The next part may be in the same block. Zeros end the loop: they must not overtake what is still to be appended.
            if (_part.Length == 0) MoveNext();
        }

        return ranges.ToImmutable();
    }

    /// <summary>Appends ranges that were taken, in one bank.</summary>
    public void Append(int bank, ReadOnlySpan<byte> block, ImmutableArray<Range> ranges)
    {
        foreach (Range range in ranges) _hashes[bank].AppendData(block[range]);
    }

    public BankDigests Finish() => BankDigests.Of(_banks.Zip(_hashes, Digest.Finish));

    public void Dispose()
    {
        foreach (IncrementalHash hash in _hashes) hash.Dispose();
        _parts.Dispose();
    }

    private bool MoveNext()
    {
        bool isThere = _parts.MoveNext();
        _part = isThere ? _parts.Current : default;
        return isThere;
    }

    private void AppendZeros()
    {
        for (long left = _part.Length; left > 0; left -= Zeros.Length)
        {
            foreach (IncrementalHash hash in _hashes) hash.AppendData(Zeros.AsSpan(0, (int)Math.Min(left, Zeros.Length)));
        }

        _part = default;
    }
}
