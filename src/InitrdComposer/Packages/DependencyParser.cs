using System.Text;
using InitrdComposer.Formats;

namespace InitrdComposer.Packages;

/// <summary>Reads one dependency; a recursive descent over the text, as rpm's rpmrichParse does it, so that both accept the same.</summary>
internal sealed class DependencyParser(string text, DependencyContext context)
{
    /// <summary>Deeper nesting is an attack, not a dependency.</summary>
    private const int MaximumDepth = 64;

    /// <summary>A chain nests to the left, one level an operand; what follows walks it recursively.</summary>
    private const int MaximumOperands = 1_000;

    private int _position;
    private int _operands;

    public Dependency Parse()
    {
        SkipSpace();
        Dependency result;
        if (Peek() == '(')
        {
            var checks = new BooleanChecks(context != DependencyContext.Any);
            int start = _position;
            result = Expression(ref checks, 1);
            BooleanOperator around = context == DependencyContext.Conflicts ? BooleanOperator.Or : BooleanOperator.And;
            if (context != DependencyContext.Any && checks.Refuse(around) is string rule) throw Refused(start, _position, rule);
        }
        else
        {
            result = Simple();
        }

        SkipSpace();
        return _position == text.Length ? result : throw Refused(_position, text.Length, "the end of the dependency");
    }

    private Dependency Expression(ref BooleanChecks checks, int depth)
    {
        int start = _position++;
        if (depth > MaximumDepth) throw Refused(start, text.Length, $"at most {MaximumDepth} levels of parentheses");

        List<Dependency> operands = [];
        BooleanOperator first = BooleanOperator.None;
        BooleanOperator last = BooleanOperator.None;
        BooleanOperator chained = BooleanOperator.None;
        while (true)
        {
            SkipSpace();
            operands.Add(Operand(ref checks, last, depth));
            SkipSpace();
            if (_position == text.Length) throw Refused(start, text.Length, "a closing parenthesis");
            if (Peek() == ')') break;

            last = Operator(chained);
            if (first == BooleanOperator.None) first = last;
            chained = last;
        }

        _position++;
        if (checks.Refuse(first) is string rule) throw Refused(start, _position, rule);
        checks.Leave(first, last);
        return Combine(operands, first, last, start);
    }

    private Dependency Operand(ref BooleanChecks checks, BooleanOperator before, int depth)
    {
        if (++_operands > MaximumOperands) throw Refused(_position, text.Length, $"at most {MaximumOperands} operands");
        if (Peek() != '(') return Simple();
        BooleanChecks operandChecks = checks.ForOperand();
        Dependency operand = Expression(ref operandChecks, depth + 1);
        checks.Add(operandChecks, before);
        return operand;
    }

    private Dependency Combine(List<Dependency> operands, BooleanOperator first, BooleanOperator last, int start) => (first, operands) switch
    {
        (BooleanOperator.None, [var only]) => only,
        (BooleanOperator.And, _) => operands.Aggregate((left, right) => new Dependency.And(left, right)),
        (BooleanOperator.Or, _) => operands.Aggregate((left, right) => new Dependency.Or(left, right)),
        (BooleanOperator.With, _) => operands.Aggregate((left, right) => new Dependency.With(left, right)),
        (BooleanOperator.Without, [var left, var right]) => new Dependency.Without(left, right),
        (BooleanOperator.If, [var then, var condition]) => new Dependency.If(then, condition, null),
        (BooleanOperator.If, [var then, var condition, var other]) when last == BooleanOperator.Else => new Dependency.If(then, condition, other),
        (BooleanOperator.Unless, [var then, var condition]) => new Dependency.Unless(then, condition, null),
        (BooleanOperator.Unless, [var then, var condition, var other]) when last == BooleanOperator.Else => new Dependency.Unless(then, condition, other),
        _ => throw Refused(start, _position, "'else' only after 'if' or 'unless'"),
    };

    private BooleanOperator Operator(BooleanOperator chained)
    {
        int start = _position;
        BooleanOperator found = Word() switch
        {
            "and" => BooleanOperator.And,
            "or" => BooleanOperator.Or,
            "if" => BooleanOperator.If,
            "unless" => BooleanOperator.Unless,
            "else" => BooleanOperator.Else,
            "with" => BooleanOperator.With,
            "without" => BooleanOperator.Without,
            _ => throw Refused(start, _position, "one of and, or, if, unless, else, with, without"),
        };
        bool isFirst = chained == BooleanOperator.None;
        bool closesCondition = found == BooleanOperator.Else && chained is (BooleanOperator.If or BooleanOperator.Unless);
        if (isFirst || closesCondition) return found;
        if (found != chained) throw Refused(start, _position, "the same operator again, or parentheses");
        return found is BooleanOperator.And or BooleanOperator.Or or BooleanOperator.With
            ? found
            : throw Refused(start, _position, "parentheses: only 'and', 'or' and 'with' can be chained");
    }

    private Dependency.Simple Simple()
    {
        int start = _position;
        string name = Word().ToString();
        if (name.Length == 0 || !(char.IsAsciiLetterOrDigit(name[0]) || name[0] is '_' or '/' || !char.IsAscii(name[0])))
        {
            throw Refused(start, _position, "a name that begins with a letter, a digit, '_' or '/'");
        }

        SkipSpace();
        int behindName = _position;
        if (VersionRelations.FromSymbol(Word()) is not VersionRelation relation)
        {
            _position = behindName;
            return new(name, VersionRelation.Any, null);
        }

        SkipSpace();
        int version = _position;
        string evr = Word().ToString();
        if (evr.Length == 0) throw Refused(version, _position, "a version");
        return new(name, relation, Evr.Parse(evr));
    }

    private char Peek() => _position < text.Length ? text[_position] : '\0';

    // A comma separates as a space does; parentheses belong to a word as long as they are balanced.
    private void SkipSpace()
    {
        while (_position < text.Length && IsSpace(text[_position])) _position++;
    }

    private ReadOnlySpan<char> Word()
    {
        int start = _position;
        int open = 0;
        while (_position < text.Length && !IsSpace(text[_position]))
        {
            if (text[_position] == ')' && open-- <= 0) break;
            if (text[_position] == '(') open++;
            _position++;
        }

        return text.AsSpan(start.._position);
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f' or '\v' or ',';

    private MalformedDataException Refused(int start, int end, string expected)
    {
        string got = start == end ? "nothing" : $"'{Printable.Escape(Encoding.UTF8.GetBytes(text[start..end]))}'";
        return new("dependency", Encoding.UTF8.GetByteCount(text.AsSpan(0, start)), $"\"{Printable.Escape(Encoding.UTF8.GetBytes(text))}\"", got, expected);
    }
}
