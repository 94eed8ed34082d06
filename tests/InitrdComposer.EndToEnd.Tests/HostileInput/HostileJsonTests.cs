using System.Globalization;
using System.Text.Json;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.EndToEnd.Tests.HostileInput;

/// <summary>With --json the error is one object that says what the text says: the text can be made of it.</summary>
public sealed class HostileJsonTests
{
    /// <summary>The first bad input of each area: bytes and lines, packages, recipes and folders.</summary>
    public static TheoryData<string> Cases => new(HostileTable.Cases.Where(row => row.Verdict is Verdict.Refused).GroupBy(row => row.Area).Select(area => area.First().Name));

    [Theory, MemberData(nameof(Cases))]
    public void TheObjectSaysWhatTheTextSays(string name)
    {
        HostileCase row = HostileTable.Find(name);
        using var folder = new HostileFolder();
        row.Make(folder);
        string[] arguments = row.Command(folder);
        bool hasLock = File.Exists(folder.Lock);
        ToolResult text = ConfinedProgram.Run(folder, arguments);
        if (!hasLock) File.Delete(folder.Lock);
        ToolResult json = ConfinedProgram.Run(folder, [.. arguments, "--json"]);

        // What is printed besides is the report of a verb that judges: one object too.
        using JsonDocument? report = json.Output.Length > 0 ? JsonDocument.Parse(json.Output) : null;
        Assert.Equal(text.ExitCode, json.ExitCode);
        using var error = JsonDocument.Parse(json.Error);
        Assert.Equal(json.ExitCode, error.RootElement.GetProperty("exitCode").GetInt32());
        Assert.Equal(text.Error.TrimEnd('\n'), TextOf(error.RootElement));
    }

    private static string TextOf(JsonElement error)
    {
        string text = $"error[{error.GetProperty("id").GetString()}]: {error.GetProperty("file").GetString()}";
        if (error.TryGetProperty("line", out JsonElement line)) text += $":{line}:{error.GetProperty("column")}";
        else if (error.TryGetProperty("offset", out JsonElement offset)) text += string.Create(CultureInfo.InvariantCulture, $": offset 0x{offset.GetInt64():X}");
        text += $": {error.GetProperty("message").GetString()!.Replace("\n", "\n  ", StringComparison.Ordinal)}";
        return error.TryGetProperty("hint", out JsonElement hint) ? $"{text}\n  hint: {hint.GetString()}" : text;
    }
}
