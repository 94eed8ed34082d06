using System.Collections.Immutable;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace InitrdComposer.Formats.Yaml;

/// <summary>Nodes of the events of a parser, which holds what is open on a stack of its own.</summary>
internal sealed class YamlNodes(Parser parser, string format, YamlLimits limits)
{
    private int _nodes;

    /// <summary>Null at the end.</summary>
    public YamlNode? NextDocument()
    {
        while (Next() is not StreamEnd)
        {
            if (parser.Current is not DocumentStart) continue;
            YamlNode node = Read(Next(), depth: 0);
            if (node is not YamlScalar { Text.Length: 0, IsBlock: false }) return node;
        }

        return null;
    }

    private ParsingEvent Next()
    {
        try
        {
            return parser.MoveNext() ? parser.Current! : throw new InvalidOperationException("a parser after its end");
        }
        catch (YamlException invalid)
        {
            throw new MalformedDataException(format, PositionOf(invalid.Start), "syntax", Printable.Escape(invalid.Message), "a well-formed document", invalid);
        }
        catch (DecoderFallbackException invalid)
        {
            throw new MalformedDataException(format, default, "encoding", "bytes that are no UTF-8", "UTF-8", invalid);
        }
        catch (Exception invalid) when (invalid is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet 16.3 lets these out for "...\na", "!!a]b", "[a].b:" and "\UFFFFFFFF" between quotes.
            DataPosition position = parser.Current is ParsingEvent last ? PositionOf(last.End) : default;
            throw new MalformedDataException(format, position, "syntax", Printable.Escape(invalid.Message), "a well-formed document", invalid);
        }
    }

    private YamlNode Read(ParsingEvent read, int depth)
    {
        DataPosition position = PositionOf(read.Start);
        if (++_nodes > limits.MaxNodes) throw new MalformedDataException(format, position, "nodes", $"more than {limits.MaxNodes}", $"at most {limits.MaxNodes}");
        if (depth > limits.MaxDepth) throw new MalformedDataException(format, position, "depth", $"{depth}", $"at most {limits.MaxDepth}");
        if (read is NodeEvent { Anchor.IsEmpty: false }) throw Refused(position, "an anchor");
        if (read is NodeEvent { Tag.IsEmpty: false }) throw Refused(position, "a tag");
        return read switch
        {
            Scalar scalar => new YamlScalar(position, scalar.Value, scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded),
            SequenceStart => ReadSequence(position, depth + 1),
            MappingStart => ReadMapping(position, depth + 1),
            _ => throw Refused(position, "an alias"),
        };
    }

    private YamlSequence ReadSequence(DataPosition position, int depth)
    {
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        while (Next() is var read and not SequenceEnd) items.Add(Read(read, depth));
        return new(position, items.DrainToImmutable());
    }

    private YamlMapping ReadMapping(DataPosition position, int depth)
    {
        var entries = ImmutableDictionary.CreateBuilder<string, YamlNode>(StringComparer.Ordinal);
        while (Next() is var read and not MappingEnd)
        {
            YamlNode key = Read(read, depth);
            if (key is not YamlScalar { Text: var name }) throw new MalformedDataException(format, key.Position, "key", "a collection", "a scalar");
            YamlNode value = Read(Next(), depth);
            if (!entries.TryAdd(name, value)) throw new MalformedDataException(format, key.Position, "key", $"\"{Printable.Escape(name)}\" twice", "each key once");
        }

        return new(position, entries.ToImmutable());
    }

    private MalformedDataException Refused(DataPosition position, string got) => new(format, position, "node", got, "a mapping, a sequence or a scalar");

    private static DataPosition PositionOf(Mark mark) => DataPosition.AtLine((int)mark.Line, (int)mark.Column);
}
