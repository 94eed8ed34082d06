using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Diagnostics;

namespace InitrdComposer.Import.Dracut.Conf;

/// <summary>
/// Divides a file that dracut sources into commands and these into words, as the shell does (POSIX 2.3 Token Recognition, with bash's +=, arrays and $'...').
/// </summary>
internal sealed class ConfLexer(ConfText source)
{
    private const string Substitution = "a command substitution";

    private readonly string _text = source.Text;
    private readonly Queue<string> _hereDocuments = new();
    private int _at;

    /// <summary>The next command's words; none at the end.</summary>
    /// <exception cref="ComposerException">A quote or a parenthesis is never closed.</exception>
    public ImmutableArray<ConfWord> NextCommand()
    {
        var words = ImmutableArray.CreateBuilder<ConfWord>();
        while (SkipBlanks())
        {
            if (_text[_at] is '\n')
            {
                _at++;
                SkipHereDocuments();
                if (words.Count > 0 && words[^1] is not { IsOperator: true, Raw: "&&" or "||" or "|" }) break;
            }
            else if (_text[_at] is ';' || (_text[_at] is '&' && Peek(1) != '&'))
            {
                _at++;
                if (words.Count > 0) break;
            }
            else
            {
                words.Add(IsOperator(_text[_at]) ? Operator() : Word());
                if (words is [.., { IsOperator: true, Raw: "<<" or "<<-" }, { } delimiter]) _hereDocuments.Enqueue(delimiter.Raw.Trim('\'', '"', '\\'));
            }
        }

        return words.ToImmutable();
    }

    /// <summary>Text between two places, for messages.</summary>
    public string Between(int start) => _text[start.._at];

    private char Peek(int ahead) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private static bool IsOperator(char c) => c is '&' or '|' or '<' or '>' or '(' or ')';

    /// <summary>Blanks, continued lines and comments; false at the end.</summary>
    private bool SkipBlanks()
    {
        while (_at < _text.Length)
        {
            if (_text[_at] is ' ' or '\t') _at++;
            else if (_text[_at] == '\\' && Peek(1) == '\n') _at += 2;
            else if (_text[_at] == '#') SkipTo('\n');
            else return true;
        }

        return false;
    }

    private void SkipTo(char end)
    {
        int found = _text.IndexOf(end, _at);
        _at = found < 0 ? _text.Length : found;
    }

    private void SkipHereDocuments()
    {
        while (_hereDocuments.TryDequeue(out string? delimiter))
        {
            while (_at < _text.Length)
            {
                int start = _at;
                SkipTo('\n');
                bool isEnd = _text.AsSpan(start, _at - start).TrimStart('\t').SequenceEqual(delimiter);
                if (_at < _text.Length) _at++;
                if (isEnd) break;
            }
        }
    }

    private ConfWord Operator()
    {
        int start = _at;
        char first = _text[_at++];
        if (first is not ('(' or ')'))
        {
            while (_at < _text.Length && _at - start < 3 && (_text[_at] == first || (first == '<' && _text[_at] == '-'))) _at++;
        }

        return new(start, _text[start.._at]) { IsOperator = true };
    }

    private ConfWord Word()
    {
        int start = _at;
        string? name = AssignedName(out bool appends);
        var pieces = ImmutableArray.CreateBuilder<ConfPiece>();
        string? code = name is not null && Peek(0) == '(' ? Array(pieces) : Pieces(pieces);
        return new(start, _text[start.._at]) { Name = name, Appends = appends, Value = pieces.ToImmutable(), Code = code };
    }

    private string? AssignedName(out bool appends)
    {
        appends = false;
        int end = _at;
        while (end < _text.Length && (char.IsAsciiLetter(_text[end]) || _text[end] == '_' || (end > _at && char.IsAsciiDigit(_text[end])))) end++;
        if (end == _at) return null;
        int equals = end < _text.Length && _text[end] == '+' ? end + 1 : end;
        if (equals >= _text.Length || _text[equals] != '=') return null;
        string name = _text[_at..end];
        appends = equals > end;
        _at = equals + 1;
        return name;
    }

    /// <summary>(a b c): its words, with blanks between.</summary>
    private string? Array(ImmutableArray<ConfPiece>.Builder pieces)
    {
        int open = _at++;
        string? code = null;
        while (true)
        {
            while (SkipBlanks() && _text[_at] == '\n') _at++;
            if (_at == _text.Length) throw Unclosed(open, "(");
            if (_text[_at] == ')') break;
            if (IsOperator(_text[_at]) || _text[_at] == ';')
            {
                code ??= "an operator in an array";
                _at++;
                continue;
            }

            if (pieces.Count > 0) pieces.Add(new(" ", false, source.PlaceOf(_at)));
            code = Pieces(pieces) ?? code;
        }

        _at++;
        return code;
    }

    /// <summary>Up to where a word ends; says what of it is code.</summary>
    private string? Pieces(ImmutableArray<ConfPiece>.Builder pieces)
    {
        string? code = null;
        var literal = new StringBuilder();
        int literalStart = _at;
        int quote = -1;
        while (_at < _text.Length)
        {
            char c = _text[_at];
            if (quote < 0 && (c is ' ' or '\t' or '\n' or ';' || IsOperator(c))) break;
            switch (c)
            {
                case '"':
                    quote = quote < 0 ? _at : -1;
                    _at++;
                    break;
                case '\'' when quote < 0:
                    int close = _text.IndexOf('\'', _at + 1);
                    if (close < 0) throw Unclosed(_at, "'");
                    for (_at++; _at < close; _at++) Append(_text[_at]);
                    _at++;
                    break;
                case '\\' when quote < 0 || Peek(1) is '$' or '`' or '"' or '\\' or '\n':
                    if (Peek(1) is not ('\n' or '\0')) Append(Peek(1));
                    _at = Math.Min(_at + 2, _text.Length);
                    break;
                case '`':
                    code ??= Substitution;
                    int tick = _text.IndexOf('`', _at + 1);
                    if (tick < 0) throw Unclosed(_at, "`");
                    _at = tick + 1;
                    break;
                case '$':
                    Flush();
                    code = Dollar(pieces, quote >= 0) ?? code;
                    literalStart = _at;
                    break;
                default:
                    Append(c);
                    _at++;
                    break;
            }
        }

        if (quote >= 0) throw Unclosed(quote, "\"");
        Flush();
        return code;

        // Each word inside quotes is a piece of its own, so that its place is known.
        void Append(char read)
        {
            if (literal.Length > 0 && char.IsWhiteSpace(literal[^1]) && !char.IsWhiteSpace(read)) Flush();
            if (literal.Length == 0) literalStart = _at;
            literal.Append(read);
        }

        void Flush()
        {
            if (literal.Length > 0) pieces.Add(new(literal.ToString(), false, source.PlaceOf(literalStart)));
            literal.Clear();
        }
    }

    /// <summary>$NAME and ${NAME} are read; other expansions are code.</summary>
    private string? Dollar(ImmutableArray<ConfPiece>.Builder pieces, bool isQuoted)
    {
        int start = _at++;
        char next = Peek(0);
        if (next == '(')
        {
            SkipNested('(', ')');
            return Substitution;
        }

        if (next == '{')
        {
            SkipNested('{', '}');
            string name = _text[(start + 2)..(_at - 1)];
            if (!IsName(name)) return "an expansion of ${...}";
            pieces.Add(new(name, true, source.PlaceOf(start)));
            return null;
        }

        if (next == '\'' && !isQuoted)
        {
            int close = _at + 1;
            while (close < _text.Length && _text[close] != '\'') close += _text[close] == '\\' ? 2 : 1;
            if (close >= _text.Length) throw Unclosed(_at, "$'");
            _at = close + 1;
            return "a string in $'...'";
        }

        int end = _at;
        while (end < _text.Length && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] == '_')) end++;
        if (end > _at && IsName(_text[_at..end]))
        {
            pieces.Add(new(_text[_at..end], true, source.PlaceOf(start)));
            _at = end;
            return null;
        }

        if (next is '@' or '*' or '#' or '?' or '-' or '$' or '!' || char.IsAsciiDigit(next))
        {
            _at++;
            return "a parameter of the shell's";
        }

        pieces.Add(new("$", false, source.PlaceOf(start)));
        return null;
    }

    /// <summary>From an opening bracket behind the one that closes it; quotes hide brackets.</summary>
    private void SkipNested(char open, char close)
    {
        int start = _at;
        int depth = 0;
        while (_at < _text.Length)
        {
            char c = _text[_at];
            if (c == '\\') _at++;
            else if (c is '\'' or '"') SkipQuoted(c);
            else if (c == open) depth++;
            else if (c == close && --depth == 0)
            {
                _at++;
                return;
            }

            _at++;
        }

        _at = _text.Length;
        throw Unclosed(start, open.ToString());
    }

    /// <summary>Stands at the closing quote afterwards.</summary>
    private void SkipQuoted(char quote)
    {
        int start = _at++;
        while (_at < _text.Length && _text[_at] != quote) _at += quote == '"' && _text[_at] == '\\' ? 2 : 1;
        if (_at >= _text.Length) throw Unclosed(start, quote.ToString());
    }

    private static bool IsName(string text) => text.Length > 0 && !char.IsAsciiDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private ComposerException Unclosed(int at, string open) =>
        new(ImportDiagnostics.Malformed, $"quoting: got the end of the file, expected what closes {open}", source.PlaceOf(at), "bash refuses the file as well");
}
