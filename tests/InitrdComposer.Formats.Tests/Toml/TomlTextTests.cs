using System.Text;
using FsCheck;
using FsCheck.Fluent;
using InitrdComposer.Formats.Toml;
using Xunit;

namespace InitrdComposer.Formats.Tests.Toml;

public sealed class TomlTextTests
{
    [Fact]
    public void AnyStringReadsBackAsItself() => Check.QuickThrowOnFailure(Prop.ForAll(Texts(), text =>
        TomlReader.Read(Encoding.UTF8.GetBytes($"{TomlText.Key(text)} = {TomlText.Quote(text)}\n")).Entries is [TomlEntry { Value: TomlString value } entry]
        && entry.Key == text && value.Value == text));

    [Theory]
    [InlineData("systemd >= 255", "\"systemd >= 255\"")]
    [InlineData("a\"b\\c\td", "\"a\\\"b\\\\c\\td\"")]
    [InlineData("\u001B[31mred", "\"\\u001B[31mred\"")]
    [InlineData("abc\u202Etxt", "\"abc\\u202Etxt\"")]
    [InlineData("größe 😀", "\"größe 😀\"")]
    public void WhatCannotBeSeenIsEscaped(string text, string quoted) => Assert.Equal(quoted, TomlText.Quote(text));

    [Theory]
    [InlineData("remove-files", "remove-files")]
    [InlineData("a.b", "\"a.b\"")]
    [InlineData("", "\"\"")]
    public void KeyIsBareWhereItMayBe(string key, string written) => Assert.Equal(written, TomlText.Key(key));

    /// <summary>Unicode scalar values of all planes: unpaired surrogates are no text.</summary>
    private static Arbitrary<string> Texts() =>
        Gen.OneOf(Gen.Choose(0, 0x7F), Gen.Choose(0x80, 0xD7FF), Gen.Choose(0xE000, 0x10FFFF)).ListOf()
            .Select(runes => string.Concat(runes.Select(rune => new Rune(rune).ToString()))).ToArbitrary();
}
