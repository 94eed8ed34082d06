using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace InitrdComposer.Formats.RpmMd;

/// <summary>
/// Which sqlite reads downloaded databases: the system's libsqlite3, which its distribution patches, else the one that the NuGet package carries.
/// </summary>
public static class SqliteLibrary
{
    private static readonly Lazy<string> LoadedVersion = new(Load);

    /// <summary>Of the library that is used, for instance "3.40.1". The first read of it makes the choice, so it comes before any connection.</summary>
    public static string Version => LoadedVersion.Value;

    private static string Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        Batteries_V2.Init();
        return raw.sqlite3_libversion().utf8_to_string();
    }

    /// <summary>Zero leaves the choice to the runtime, which finds the package's own library.</summary>
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        NativeLibrary.TryLoad("libsqlite3.so.0", out nint library) ? library : 0;
}
