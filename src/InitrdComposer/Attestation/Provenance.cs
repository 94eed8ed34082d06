using System.Text.Encodings.Web;
using System.Text.Json;
using InitrdComposer.Config;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Manifest;
using InitrdComposer.Tree;

namespace InitrdComposer.Attestation;

/// <summary>
/// How outputs came to be, as an in-toto Statement v1 with SLSA's provenance v1. It has no times, no host and no invocation: whoever builds the same again states the same, byte for byte,
/// so that a rebuild proves it. docs/reference/attestation.md says what stands where.
/// </summary>
public static class Provenance
{
    /// <summary>in-toto attestation 1.1, statement.md.</summary>
    public const string StatementType = "https://in-toto.io/Statement/v1";

    /// <summary>SLSA 1.0, provenance.</summary>
    public const string PredicateType = "https://slsa.dev/provenance/v1";

    /// <summary>What DSSE calls a statement.</summary>
    public const string PayloadType = "application/vnd.in-toto+json";

    /// <summary>What externalParameters and internalParameters mean: another meaning gets another number.</summary>
    public const string BuildType = "urn:initrd-composer:build:1";

    /// <summary>What names of dependencies begin with that only the machine of the build had.</summary>
    private const string TreePrefix = "extra tree ", UkiFilePrefix = "file of the UKI ";

    /// <param name="recipe">What was built.</param>
    /// <param name="locked">Of what.</param>
    /// <param name="extraTrees">Its extra trees.</param>
    /// <param name="ukiFiles">The host's files of its UKIs.</param>
    /// <param name="subjects">The outputs, the manifest among them.</param>
    /// <returns>JSON.</returns>
    public static byte[] Of(Recipe recipe, LockDocument locked, IReadOnlyList<RootNode> extraTrees, RootTree ukiFiles, IEnumerable<BuiltFile> subjects)
    {
        using var statement = new MemoryStream();
        using (var json = new Utf8JsonWriter(statement, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("_type", StatementType);
            json.WriteStartArray("subject");
            foreach (BuiltFile subject in subjects.OrderBy(subject => subject.File, StringComparer.Ordinal)) WriteResource(json, "name", subject.File, subject.Digest);
            json.WriteEndArray();
            json.WriteString("predicateType", PredicateType);
            json.WriteStartObject("predicate");
            WriteDefinition(json, recipe, locked, extraTrees, ukiFiles);
            WriteRun(json, recipe);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        statement.WriteByte((byte)'\n');
        return statement.ToArray();
    }

    /// <summary>
    /// Whether a statement's build definition and builder are those of a recipe and a lock, as far as these tell: not of which folders of a host, and not by which versions; and of which
    /// distribution an extension is that says nothing of it, only its base knows.
    /// </summary>
    internal static bool IsOf(JsonElement statement, Recipe recipe, LockDocument locked)
    {
        recipe = Completed(recipe, statement);
        using var expected = JsonDocument.Parse(Of(recipe, locked, [], RootTree.Of([]), []));
        JsonElement said = statement.GetProperty("predicate"), told = expected.RootElement.GetProperty("predicate");
        JsonElement definition = said.GetProperty("buildDefinition"), known = told.GetProperty("buildDefinition");
        IEnumerable<JsonElement> dependencies = definition.GetProperty("resolvedDependencies").EnumerateArray().Where(dependency => !IsOfHost(dependency.NeededText("name")));
        return ((string[])["buildType", "externalParameters", "internalParameters"]).All(key => JsonElement.DeepEquals(definition.GetProperty(key), known.GetProperty(key)))
            && dependencies.SequenceEqual(known.GetProperty("resolvedDependencies").EnumerateArray(), EqualityComparer<JsonElement>.Create(JsonElement.DeepEquals))
            && said.GetProperty("runDetails").GetProperty("builder").Text("id") == recipe.Attestation.Builder;
    }

    /// <summary>The recipe of an extension with the distribution that it has from its base, as a statement has it.</summary>
    internal static Recipe Completed(Recipe recipe, JsonElement statement)
    {
        if (recipe.Extension is null || recipe.Distribution is not null) return recipe;
        JsonElement parameters = statement.GetProperty("predicate").GetProperty("buildDefinition").GetProperty("internalParameters");
        return recipe with { Distribution = parameters.Text("distribution"), Release = parameters.Text("release") };
    }

    private static bool IsOfHost(string name) => name.StartsWith(TreePrefix, StringComparison.Ordinal) || name.StartsWith(UkiFilePrefix, StringComparison.Ordinal);

    private static void WriteDefinition(Utf8JsonWriter json, Recipe recipe, LockDocument document, IReadOnlyList<RootNode> extraTrees, RootTree ukiFiles)
    {
        LockFile locked = document.Lock;
        json.WriteStartObject("buildDefinition");
        json.WriteString("buildType", BuildType);
        json.WriteStartObject("externalParameters");
        json.WriteStartObject("recipe");
        WriteProperties(json, "name", $"{recipe.Name}.toml", Digest.Sha256Of(recipe.Text.Span));
        json.WriteEndObject();
        json.WriteStartObject("lock");
        WriteProperties(json, "name", $"{recipe.Name}.lock", document.Digest);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("internalParameters");
        json.WriteString("architecture", locked.Architecture);
        if (recipe.Distribution is not null) json.WriteString("distribution", recipe.Distribution);
        if (recipe.Release is not null) json.WriteString("release", recipe.Release);
        json.WriteNumber("sourceDateEpoch", locked.SourceDateEpoch);
        ManifestParts.List(json, "repositories", locked.Repositories.Where(repository => repository is not LockedRepository.Installed), ManifestParts.Write);
        json.WriteEndObject();
        json.WriteStartArray("resolvedDependencies");
        foreach (LockedPackage package in locked.Packages) WritePackage(json, recipe, locked, package);
        foreach (LockedRepository.Metadata repository in locked.Repositories.OfType<LockedRepository.Metadata>()) WriteResource(json, "name", $"repomd.xml of repository {repository.Id}", repository.Repomd);
        if (ResolutionInputs.BaseOf(locked) is Digest lockOfBase) WriteResource(json, "name", "lock of the base", lockOfBase);
        foreach (LockedKernel kernel in locked.Kernels) WriteResource(json, "name", $"kernel folder {kernel.Directory}", kernel.Digest);
        foreach (IGrouping<string, RootNode> tree in FoldersOf(extraTrees)) WriteResource(json, "name", TreePrefix + tree.Key, BuildInputs.DigestOf(tree));
        foreach (IGrouping<string, RootNode> file in FoldersOf(ukiFiles)) WriteResource(json, "name", UkiFilePrefix + file.Key, BuildInputs.DigestOf(file));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePackage(Utf8JsonWriter json, Recipe recipe, LockFile locked, LockedPackage package)
    {
        json.WriteStartObject();
        json.WriteString("uri", PackageUrl.Of(package.Nevra, recipe.Distribution, recipe.Release));
        WriteProperties(json, "name", $"{package.Nevra}", package.Digest, isHeader: locked.Repositories.Any(repository => repository.Id == package.Repository && repository is LockedRepository.Installed));
        json.WriteStartObject("annotations");
        json.WriteString("role", LockRoles.Name(package.Role));
        json.WriteString("repository", package.Repository);
        json.WriteString("location", package.Location);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter json, Recipe recipe)
    {
        json.WriteStartObject("runDetails");
        json.WriteStartObject("builder");
        json.WriteString("id", recipe.Attestation.Builder);
        json.WriteStartObject("version");
        foreach (LockedTool tool in LockedTools.Of(recipe)) json.WriteString(tool.Name, tool.Version);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static IEnumerable<IGrouping<string, RootNode>> FoldersOf(IEnumerable<RootNode> nodes) =>
        nodes.GroupBy(node => ((Origin.Recipe)node.Origin).Folder).OrderBy(folder => folder.Key, StringComparer.Ordinal);

    private static void WriteResource(Utf8JsonWriter json, string key, string name, Digest digest)
    {
        json.WriteStartObject();
        WriteProperties(json, key, name, digest);
        json.WriteEndObject();
    }

    /// <summary>A ResourceDescriptor's name and DigestSet.</summary>
    /// <param name="isHeader">The digest is of an rpm header alone.</param>
    private static void WriteProperties(Utf8JsonWriter json, string key, string name, Digest digest, bool isHeader = false)
    {
        json.WriteString(key, name);
        json.WriteStartObject("digest");
        json.WriteString(isHeader ? "rpmSha256Header" : digest.Algorithm.Name(), digest.Hex);
        json.WriteEndObject();
    }
}
