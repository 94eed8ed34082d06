namespace InitrdComposer.Lock;

/// <summary>Roles in the words of a lock.</summary>
public static class LockRoles
{
    private static readonly (PackageRole Role, string Name)[] All =
    [
        (PackageRole.Install, "install"), (PackageRole.Kernel, "kernel"), (PackageRole.Stub, "stub"), (PackageRole.Microcode, "microcode"),
    ];

    public static IEnumerable<string> Names => All.Select(entry => entry.Name);

    public static string Name(PackageRole role) => All.Single(entry => entry.Role == role).Name;

    public static PackageRole? FromName(string name) => All.Where(entry => entry.Name == name).Select(entry => (PackageRole?)entry.Role).SingleOrDefault();
}
