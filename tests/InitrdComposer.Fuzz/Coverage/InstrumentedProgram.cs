using System.Security.Cryptography;
using InitrdComposer.Testing;

namespace InitrdComposer.Fuzz.Coverage;

/// <summary>A copy of this program whose readers count the ways that they take: made once a build, in artifacts/fuzz/program.</summary>
internal static class InstrumentedProgram
{
    private static readonly string[] Counting = ["InitrdComposer.Formats.dll", "InitrdComposer.dll"];

    /// <summary>Its path.</summary>
    public static string Make()
    {
        string own = AppContext.BaseDirectory;
        string programs = Directory.CreateDirectory(Checkout.Artifact("fuzz", "program")).FullName;
        string folder = Path.Combine(programs, KeyOf(own));
        string program = Path.Combine(folder, "initrd-fuzz");
        if (File.Exists(program)) return program;
        string staged = Path.Combine(programs, $".{Environment.ProcessId}");
        Copy(own, staged);
        foreach (string assembly in Counting) EdgeInstrumenter.Instrument(Path.Combine(own, assembly), Path.Combine(staged, assembly));
        try
        {
            Directory.Move(staged, folder);
        }
        catch (IOException) when (File.Exists(program))
        {
            // Another run was first.
            Directory.Delete(staged, recursive: true);
        }

        return program;
    }

    private static string KeyOf(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string assembly in Directory.GetFiles(folder, "*.dll").Order(StringComparer.Ordinal)) hash.AppendData(File.ReadAllBytes(assembly));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (string folder in Directory.GetDirectories(from)) Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
