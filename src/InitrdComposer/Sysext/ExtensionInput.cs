using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Lock;
using InitrdComposer.Root.HostTrees;
using InitrdComposer.Signing;
using InitrdComposer.Tree;

namespace InitrdComposer.Sysext;

/// <summary>An extension that is to be built, with what the host has for it: whatever is wrong with that is told before anything is made.</summary>
/// <param name="Recipe">With what it has from its base.</param>
/// <param name="Extra">Its extra trees.</param>
/// <param name="Signer">Of the root hash; null: nobody.</param>
public sealed record ExtensionInput(Recipe Recipe, LockDocument Document, IReadOnlyList<RootNode> Extra, Signer? Signer) : IDisposable
{
    public ExtensionSettings Settings => Recipe.Extension!;

    public LockFile Lock => Document.Lock;

    /// <summary>Where relative paths of the recipe start.</summary>
    public string Folder => FolderOf(Recipe);

    /// <param name="signer">Who signs where the recipe names nobody; null: nobody.</param>
    /// <exception cref="ComposerException">A folder is not there, or the key cannot be used.</exception>
    public static ExtensionInput Read(Disk disk, Recipe recipe, LockDocument locked, SignerRequest? signer)
    {
        string folder = FolderOf(recipe);
        return new(recipe, locked, ExtraTrees.Read(disk, recipe.ExtraTrees, folder), recipe.Extension!.Format == ExtensionFormat.Ddi ? SignerOf(disk, RequestOf(recipe.Extension!, folder) ?? signer) : null);
    }

    public void Dispose() => Signer?.Dispose();

    private static string FolderOf(Recipe recipe) => Path.GetDirectoryName(Path.GetFullPath(recipe.Path))!;

    private static SignerRequest? RequestOf(ExtensionSettings settings, string folder) => settings.VerityKey is not string key ? null : new(
        KeySource.Of(key, folder),
        settings.VerityCertificate is string certificate ? Path.Combine(folder, certificate) : null,
        Passphrase: settings.VerityPassphrase is string passphrase ? Passphrase.At(passphrase, folder) : null);

    private static Signer? SignerOf(Disk disk, SignerRequest? request)
    {
        if (request is null) return null;
        var signer = SignerLoader.Load(disk, request);
        if (!signer.Certificates.IsEmpty) return signer;
        signer.Dispose();
        throw new ComposerException(SigningErrors.Usage, "a root hash is signed with a certificate beside the key", hint: "give --certificate, or set extension.verity-certificate");
    }
}
