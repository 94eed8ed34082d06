using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Lock;

namespace InitrdComposer.Cli.Terminal;

/// <summary>What became of a lock, for people and for programs.</summary>
internal static class LockReport
{
    /// <summary>What moved and why, one line each, then what was chosen, then what the lock holds.</summary>
    public static string Text(string path, LockResult result)
    {
        var text = new StringBuilder();
        foreach (LockChange change in result.Changes) text.Append(null, $"{change}\n");
        text.Append(ChoiceReport.Text(result.Choices.Value, name => $"packages.prefer = [\"{name}\"] in the recipe"));
        text.Append(Unchecked(result.Lock.Repositories));

        string verdict = result switch
        {
            { IsUnchanged: true } => "nothing changed; ",
            { Previous: not null, Changes.IsEmpty: true } => "no package moved, only what is said about them; ",
            _ => "",
        };
        text.Append(null, $"{path}: {verdict}{Counted(result.Lock)}\n");
        if (result.SignedBy is string signer) text.Append(null, $"{LockSignature.PathOf(path)}: signed by {signer}\n");
        if (result.HasVoidSignature) text.Append(null, $"{LockSignature.PathOf(path)}: is of the lock before, and void: whoever may sign does so anew with --sign-key\n");
        return text.ToString();
    }

    public static string Json(string path, LockResult result) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("lock", path);
        json.WriteBoolean("changed", !result.IsUnchanged);
        if (result.SignedBy is not null) json.WriteString("signedBy", result.SignedBy);
        if (result.HasVoidSignature) json.WriteBoolean("signatureVoid", true);
        json.WriteStartArray("changes");
        foreach (LockChange change in result.Changes)
        {
            json.WriteStartObject();
            json.WriteString("kind", change.Kind.ToString().ToLowerInvariant());
            json.WriteString("name", change.Name);
            if (change.From is not null) json.WriteString("from", change.From);
            if (change.To is not null) json.WriteString("to", change.To);
            json.WriteString("reason", change.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        ChoiceReport.Write(json, result.Choices.Value);
        json.WriteStartArray("packages");
        foreach (LockedPackage package in result.Lock.Packages) json.WriteStringValue(package.Nevra.ToString());
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>A line for each repository of which not all is checked that could be signed.</summary>
    public static string Unchecked(IEnumerable<LockedRepository> repositories) =>
        string.Concat(repositories.Where(repository => repository.Unchecked is not null).Select(repository => $"repository {repository.Id}: {repository.Unchecked}\n"));

    /// <summary>"133 packages, 97.3 MB: 131 to install, kernel linux-image-6.12…, stub systemd-boot-efi-…".</summary>
    private static string Counted(LockFile locked)
    {
        IEnumerable<string> others = locked.Packages.Where(package => package.Role != PackageRole.Install).Select(package => $"{LockRoles.Name(package.Role)} {package.Nevra}");
        IEnumerable<string> kernels = locked.Kernels.Select(kernel => $"kernel {kernel.Version} in {kernel.Directory}");
        int installed = locked.Packages.Count(package => package.Role == PackageRole.Install);
        string what = string.Join(", ", others.Concat(kernels).Prepend($"{installed} to install"));
        return $"{Sizes.Counted(locked.Packages.Length, "package")}, {Sizes.Text(locked.Packages.Sum(package => package.Size))}: {what}";
    }
}
