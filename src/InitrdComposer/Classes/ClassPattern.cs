using System.Text;
using InitrdComposer.Tree;

namespace InitrdComposer.Classes;

/// <summary>
/// A glob over <see cref="ClassPath"/>s: wildcards stay inside a component; "**" stands for any number of components, none among them, and is there once at
/// most; "{}" stands for one component, which is what the class is called by.
/// </summary>
internal sealed class ClassPattern
{
    private const string Named = "{}";

    private readonly Component[] _head;
    private readonly Component[] _tail;
    private readonly bool _spans;
    private readonly int _named;

    private ClassPattern(string[] components)
    {
        int stars = Array.IndexOf(components, "**");
        _spans = stars >= 0;
        _head = [.. (_spans ? components[..stars] : components).Select(Component.Of)];
        _tail = [.. (_spans ? components[(stars + 1)..] : []).Select(Component.Of)];
        _named = Array.IndexOf(components, Named);
    }

    /// <summary>One pattern for each choice among "{a,b}".</summary>
    public static IEnumerable<ClassPattern> Parse(string text) => Choices(text).Select(choice => new ClassPattern(choice.Split('/')));

    /// <param name="name">The component that "{}" stands for, else empty.</param>
    public bool IsMatch(List<ReadOnlyMemory<byte>> path, out ReadOnlyMemory<byte> name)
    {
        name = default;
        if (_spans ? path.Count < _head.Length + _tail.Length : path.Count != _head.Length) return false;
        // The inner folders tell more: nearly everything is in usr/lib.
        for (int i = _head.Length - 1; i >= 0; i--)
        {
            if (!_head[i].IsMatch(path[i].Span)) return false;
        }

        for (int i = 0; i < _tail.Length; i++)
        {
            if (!_tail[i].IsMatch(path[path.Count - _tail.Length + i].Span)) return false;
        }

        if (_named >= 0) name = path[_named];
        return true;
    }

    private static IEnumerable<string> Choices(string text)
    {
        int open = text.IndexOf('{', StringComparison.Ordinal);
        while (open >= 0 && text[open + 1] == '}') open = text.IndexOf('{', open + 1);
        if (open < 0) return [text];
        int close = text.IndexOf('}', open);
        return text[(open + 1)..close].Split(',').SelectMany(choice => Choices($"{text[..open]}{choice}{text[(close + 1)..]}"));
    }

    /// <param name="IsAnything">It is "{}" or "*".</param>
    private readonly record struct Component(byte[] Text, bool IsAnything, bool IsWild)
    {
        public static Component Of(string text)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            return new(bytes, text is Named or "*", Fnmatch.HasWildcard(bytes));
        }

        public bool IsMatch(ReadOnlySpan<byte> name) => IsAnything || (IsWild ? Fnmatch.IsMatch(Text, name) : name.SequenceEqual(Text));
    }
}
