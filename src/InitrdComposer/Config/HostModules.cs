using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;

namespace InitrdComposer.Config;

/// <summary>
/// What a machine has loaded, or what devices it has, as patterns of modules.include: "host:nvme", "host:modalias:pci:v00001B36d00000010...". An image
/// that is made with them depends on that machine.
/// </summary>
public static partial class HostModules
{
    /// <summary>What this machine has loaded (proc(5)).</summary>
    public const string Loaded = "/proc/modules";

    /// <summary>Most bytes of a list, and of all lists of a folder together: a hundred times what machines have.</summary>
    private const int MaxLength = 4 << 20;

    private const int MaxDepth = 40;
    private const int PieceLength = 1 << 16;

    /// <summary>
    /// Reads lines as /proc/modules or lsmod have them, names, or modalias strings, in any mixture; of a folder (/sys/devices) the files called modalias
    /// in it and below.
    /// </summary>
    /// <returns>Sorted, each once.</returns>
    /// <exception cref="ComposerException">It cannot be read, or a line is none of them.</exception>
    public static ImmutableArray<string> Read(Disk disk, string path)
    {
        var patterns = new SortedSet<string>(StringComparer.Ordinal);
        int left = MaxLength;
        if (new DiskView(disk).HasFolder(path)) ReadFolder(path, 0);
        else ReadFile(path);
        return [.. patterns];

        void ReadFolder(string folder, int depth)
        {
            if (depth > MaxDepth) throw new ComposerException(RecipeDiagnostics.HostModules, $"is more than {MaxDepth} folders deep", new SourceLocation(folder));
            var view = new DiskView(disk);
            foreach (string name in view.List(folder))
            {
                string entry = Path.Combine(folder, name);
                FileStatus? status = view.Status(entry);
                // Links of /sys lead in circles; every device is also where no link leads.
                if (status is { IsFolder: true }) ReadFolder(entry, depth + 1);
                else if (name == "modalias" && status is { IsRegular: true }) ReadFile(entry);
            }
        }

        void ReadFile(string file)
        {
            string[] lines = ReadText(disk, file, ref left).Split('\n');
            for (int i = 0; i < lines.Length; i++)
            {
                string line = lines[i].Trim();
                if (line.Length == 0 || line.StartsWith('#') || Heading().IsMatch(line)) continue;
                patterns.Add(PatternOf(line) ?? throw new ComposerException(
                    RecipeDiagnostics.HostModules, "is neither a modalias nor begins with a module's name", new SourceLocation(file, Formats.DataPosition.AtLine(i + 1, 1)),
                    $"lines are as in {Loaded}, as lsmod prints them, or as modalias files in /sys have them"));
            }
        }
    }

    private static string? PatternOf(string line)
    {
        if (Alias().IsMatch(line)) return $"host:modalias:{line}";
        string word = line.Split((char[]?)null, 2)[0];
        return Name().IsMatch(word) ? $"host:{word.Replace('-', '_')}" : null;
    }

    /// <summary>Files of /proc and /sys do not say how long they are.</summary>
    private static string ReadText(Disk disk, string path, ref int left)
    {
        try
        {
            using DiskFile file = disk.Open(path);
            var text = new MemoryStream();
            var piece = new byte[PieceLength];
            while (file.ReadAt(text.Length, piece) is int read and > 0)
            {
                if ((left -= read) < 0) throw new ComposerException(RecipeDiagnostics.HostModules, $"is too long: expected at most {MaxLength} bytes in all", new SourceLocation(path));
                text.Write(piece, 0, read);
            }

            return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
        }
        catch (IOException exception)
        {
            throw LocalFailure.Of(path, "read", exception);
        }
    }

    /// <summary>The first line of lsmod.</summary>
    [GeneratedRegex(@"\AModule\s+Size\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\A[A-Za-z0-9_.-]{1,100}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[a-z][A-Za-z0-9_-]*:[!-~]{0,1000}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Alias();
}
