using System.Text;

namespace InitrdComposer.Finalize;

/// <summary>Splits a line at blanks as systemd's configuration files have it: 'single' and "double" quotes hold words together.</summary>
internal static class Words
{
    /// <param name="line">Without a line break.</param>
    /// <param name="retainBackslashes">
    /// Unit names write bytes as \x2d and keep them; elsewhere a backslash makes the next character an ordinary one.
    /// </param>
    /// <returns>Null when a quote does not close or the line ends in a backslash.</returns>
    public static List<string>? Split(string line, bool retainBackslashes)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool inWord = false;
        char quote = '\0';
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '\\' && !retainBackslashes)
            {
                if (++i == line.Length) return null;
                word.Append(line[i]);
                inWord = true;
            }
            else if (quote != '\0' ? c == quote : c is '"' or '\'')
            {
                quote = quote == '\0' ? c : '\0';
                inWord = true;
            }
            else if (quote == '\0' && c is ' ' or '\t')
            {
                if (inWord) words.Add(word.ToString());
                word.Clear();
                inWord = false;
            }
            else
            {
                word.Append(c);
                inWord = true;
            }
        }

        if (inWord) words.Add(word.ToString());
        return quote == '\0' ? words : null;
    }
}
