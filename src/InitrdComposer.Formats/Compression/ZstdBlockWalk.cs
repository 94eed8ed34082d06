using System.Buffers.Binary;

namespace InitrdComposer.Formats.Compression;

/// <summary>
/// Knows where the blocks of a zstd frame begin, as its bytes pass (RFC 8878, 3.1.1): the headers alone tell, all but how much comes out of a compressed block. What is wrong with a frame is for
/// the decoder to say.
/// </summary>
internal sealed class ZstdBlockWalk
{
    private const int MagicSize = 4;
    private const int DescriptorSize = 1;
    private const int BlockHeaderSize = 3;
    private const int SkippableHeaderSize = 8;
    private const int ChecksumSize = 4;

    private readonly byte[] _header = new byte[SkippableHeaderSize];
    private Part _part = Part.Magic;
    private bool _hasChecksum;
    private bool _isLast;
    private int _have;
    private long _left = MagicSize + DescriptorSize;

    private enum Part
    {
        /// <summary>The magic and a byte: the descriptor of a frame's header, or the first of the size of a frame to skip.</summary>
        Magic,
        FrameHeader,
        SkippableSize,
        BlockHeader,
        BlockContent,

        /// <summary>A checksum, or what is skipped: nothing comes out of it.</summary>
        Rest,
    }

    /// <summary>The next byte is of a block's header, or behind the last block: with it, all blocks before have come out.</summary>
    public bool IsBetweenBlocks => _part is Part.BlockHeader or Part.Rest;

    /// <summary>How many of the bytes that follow are of the same part.</summary>
    public int Reach(int available) => (int)Math.Min(available, _left);

    /// <param name="passed">No more than <see cref="Reach"/> says.</param>
    public void Advance(ReadOnlySpan<byte> passed)
    {
        if (_part is Part.Magic or Part.SkippableSize or Part.BlockHeader)
        {
            passed.CopyTo(_header.AsSpan(_have));
            _have += passed.Length;
        }

        _left -= passed.Length;
        while (_left == 0) Follow();
    }

    private void Follow()
    {
        switch (_part)
        {
            case Part.Magic when _header is [>= 0x50 and <= 0x5F, ..]:
                Begin(Part.SkippableSize, SkippableHeaderSize - MagicSize - DescriptorSize);
                break;
            case Part.Magic:
                byte descriptor = _header[MagicSize];
                _hasChecksum = (descriptor & 4) != 0;
                Begin(Part.FrameHeader, FrameHeaderRest(descriptor));
                break;
            case Part.SkippableSize:
                Begin(Part.Rest, BinaryPrimitives.ReadUInt32LittleEndian(_header.AsSpan(MagicSize)));
                break;
            case Part.FrameHeader:
                Begin(Part.BlockHeader, BlockHeaderSize);
                break;
            case Part.BlockHeader:
                int header = _header[0] | (_header[1] << 8) | (_header[2] << 16);
                _isLast = (header & 1) != 0;
                // RLE_Block: one byte, however often it is repeated.
                Begin(Part.BlockContent, ((header >> 1) & 3) == 1 ? 1 : header >> 3);
                break;
            case Part.BlockContent when !_isLast:
                Begin(Part.BlockHeader, BlockHeaderSize);
                break;
            case Part.BlockContent when _hasChecksum:
                Begin(Part.Rest, ChecksumSize);
                break;
            default:
                Begin(Part.Magic, MagicSize + DescriptorSize);
                break;
        }
    }

    /// <summary>Windows are described by a byte unless the frame is a single segment, which always has its content's size (RFC 8878, 3.1.1.1.1).</summary>
    private static int FrameHeaderRest(byte descriptor)
    {
        bool isSingleSegment = (descriptor & 0x20) != 0;
        int dictionaryId = (descriptor & 3) == 3 ? 4 : descriptor & 3;
        int sizeFlag = descriptor >> 6;
        int contentSize = sizeFlag == 0 ? (isSingleSegment ? 1 : 0) : 1 << sizeFlag;
        return (isSingleSegment ? 0 : 1) + dictionaryId + contentSize;
    }

    private void Begin(Part part, long length)
    {
        // The size of a frame to skip stands in one row with its magic.
        if (part != Part.SkippableSize) _have = 0;
        (_part, _left) = (part, length);
    }
}
