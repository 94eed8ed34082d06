using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.IO;
using InitrdComposer.Tree;

namespace InitrdComposer.Finalize;

/// <summary>What an os-release, or an extension-release, says: read as systemd 262 reads it (parse_env_file), the last of several lines of one key counting.</summary>
public static class OsRelease
{
    private static readonly RootPath[] Places = [RootPath.Of("/etc/os-release"), RootPath.Of("/usr/lib/os-release")];

    /// <summary>An image's, where systemd looks for it: /etc/os-release, else /usr/lib/os-release. Null: it has none.</summary>
    /// <exception cref="ComposerException">It is no os-release.</exception>
    public static ImmutableSortedDictionary<string, string>? Find(RootTree tree, IContents contents)
    {
        foreach (RootPath place in Places)
        {
            if (tree.TryFind(place, out RootNode? node) && node.Inode.Body is FileBody.Regular file) return Read(contents, file.Content, node.Path);
        }

        return null;
    }

    /// <exception cref="ComposerException">A line is no assignment, or there are more than any has.</exception>
    public static ImmutableSortedDictionary<string, string> Read(IContents contents, FileContent content, RootPath path)
    {
        if (content.Length > OsReleaseText.MaxLength)
        {
            throw new ComposerException(
                OsReleaseText.Malformed, $"size: got {content.Length} bytes, expected at most {OsReleaseText.MaxLength}", new SourceLocation(path.ToString()));
        }

        PositionalSource source = contents.Open(content);
        byte[] text = new byte[(int)source.Length];
        source.ReadExactlyAt(0, text);
        return Read(text, path);
    }

    /// <param name="text">As the file has it.</param>
    /// <param name="path">Which file that is, for messages.</param>
    /// <exception cref="ComposerException">A line is no assignment, or a value goes over several.</exception>
    public static ImmutableSortedDictionary<string, string> Read(ReadOnlySpan<byte> text, RootPath path)
    {
        OsReleaseText.Check(text, path);
        ImmutableSortedDictionary<string, string>.Builder fields = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (Range range in text.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = text[range].Trim(" \t"u8);
            if (line is [] or [(byte)'#', ..]) continue;
            int equals = line.IndexOf((byte)'=');
            fields[Encoding.UTF8.GetString(line[..equals])] = ValueOf(Encoding.UTF8.GetString(line[(equals + 1)..]));
        }

        return fields.ToImmutable();
    }

    /// <summary>Quotes count at the beginning of a value and behind other quotes; between double ones a backslash takes only what a shell would read.</summary>
    private static string ValueOf(string written)
    {
        var value = new StringBuilder();
        char quote = '\0';
        bool isPlain = false;
        for (int i = 0; i < written.Length; i++)
        {
            char c = written[i];
            if (c == '\\' && quote != '\'' && i + 1 < written.Length)
            {
                char escaped = written[++i];
                if (quote == '"' && !"\"\\`$".Contains(escaped, StringComparison.Ordinal)) value.Append('\\');
                value.Append(escaped);
                isPlain |= quote == '\0';
            }
            else if (quote != '\0' && c == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && !isPlain && c is '"' or '\'')
            {
                quote = c;
            }
            else if (quote != '\0' || isPlain || c is not (' ' or '\t'))
            {
                value.Append(c);
                isPlain |= quote == '\0';
            }
        }

        return isPlain ? value.ToString().TrimEnd(' ', '\t') : value.ToString();
    }
}
