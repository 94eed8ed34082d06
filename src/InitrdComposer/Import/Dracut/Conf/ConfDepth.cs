using System.Collections.Immutable;

namespace InitrdComposer.Import.Dracut.Conf;

/// <summary>How many blocks of shell code are open: if ... fi, { ... }, ( ... ) and their like.</summary>
internal readonly record struct ConfDepth(int Blocks, int Parentheses)
{
    private static readonly string[] Openers = ["if", "for", "while", "until", "case", "select", "{"];
    private static readonly string[] Closers = ["fi", "done", "esac", "}"];
    private static readonly string[] Continuers = ["then", "do", "else", "elif", "!", "time"];

    public bool IsOpen => Blocks > 0 || Parentheses > 0;

    public static bool Opens(ConfWord word) => word.IsKeyword(Openers) || word.IsKeyword("function") || word is { IsOperator: true, Raw: "(" };

    /// <summary>Behind one more command. The patterns of `case` close parentheses that nothing opened: these do not count.</summary>
    public ConfDepth After(ImmutableArray<ConfWord> words)
    {
        (int blocks, int parentheses) = (Blocks, Parentheses);
        bool isCommand = true;
        for (int i = 0; i < words.Length; i++)
        {
            ConfWord word = words[i];
            if (word.IsOperator)
            {
                if (word.Raw == "(") parentheses++;
                else if (word.Raw == ")" && parentheses > 0) parentheses--;
                isCommand = true;
            }
            else if (isCommand && word.IsKeyword("function"))
            {
                i++; // its name
            }
            else if (isCommand)
            {
                if (word.IsKeyword(Openers)) blocks++;
                else if (word.IsKeyword(Closers)) blocks = Math.Max(0, blocks - 1);
                isCommand = word.IsKeyword(Continuers) || word.IsKeyword(Openers);
            }
        }

        return new(blocks, parentheses);
    }
}
