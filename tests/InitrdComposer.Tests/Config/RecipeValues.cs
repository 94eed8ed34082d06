using System.Text.Json;
using System.Text.Json.Serialization;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Tree;
using NuGet.Versioning;

namespace InitrdComposer.Tests.Config;

/// <summary>All that a recipe says, without where it says it, as text that can be compared. Goes by the records' properties, not by the settings.</summary>
internal static class RecipeValues
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Converters = { new LocatedText(), new Version(), new Kind() } };

    public static string Of(Recipe recipe) =>
        JsonSerializer.Serialize(recipe with { Path = "", Origins = recipe.Origins.Clear(), Text = default, DefinedProfiles = [] }, Options);

    private sealed class LocatedText : JsonConverter<Located<string>>
    {
        public override Located<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Located<string> value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }

    private sealed class Kind : JsonConverter<ExtensionKind>
    {
        public override ExtensionKind Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, ExtensionKind value, JsonSerializerOptions options) => writer.WriteStringValue(value.Name);
    }

    private sealed class Version : JsonConverter<NuGetVersion>
    {
        public override NuGetVersion Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, NuGetVersion value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
