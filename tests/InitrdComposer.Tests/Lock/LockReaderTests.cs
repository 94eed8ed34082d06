using System.Text;
using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Lock;
using InitrdComposer.Testing;
using Xunit;

namespace InitrdComposer.Tests.Lock;

/// <summary>What a lock that somebody changed is answered with; ids are the bad-input catalogue's.</summary>
public sealed class LockReaderTests
{
    private static readonly string Good = LockText.Write(Locks.Small);

    [Theory]
    [InlineData("schema = 1", "schema = 2", "IC-LCK05", FailureKind.Malformed, "schema: got 2, expected at most 1")]
    [InlineData("schema = 1\n", "", "IC-LCK01", FailureKind.Malformed, "the lock has no schema")]
    [InlineData("schema = 1", "schema = 1\nschemas = 1", "IC-LCK01", FailureKind.Malformed, "unknown key schemas in the lock")]
    [InlineData("schema = 1", "schema = 1\nschema = 1", "IC-LCK01", FailureKind.Malformed, "definition: got schema again, expected one definition: the first is at line 2, column 1")]
    [InlineData("inputs = [", "input = [", "IC-LCK01", FailureKind.Malformed, "the lock has no inputs")]
    [InlineData("inputs = [", "inputs = [\n  1,", "IC-LCK01", FailureKind.Malformed, "inputs: got integer, expected string")]
    [InlineData("repomd = \"sha256:", "repomd = \"sha257:", "IC-LCK03", FailureKind.Verification, "repomd: got \"sha257:")]
    [InlineData("size = 4103", "size = -1", "IC-LCK01", FailureKind.Malformed, "size: got -1, expected 1 to 9223372036854775807")]
    [InlineData("size = 4103", "size = nan", "IC-LCK01", FailureKind.Malformed, "size: got float, expected integer")]
    [InlineData("size = 4103\n", "", "IC-LCK01", FailureKind.Malformed, "[[package]] has no size")]
    [InlineData("size = 4103", "sizes = 4103", "IC-LCK01", FailureKind.Malformed, "[[package]] has no size")]
    [InlineData("variants = ", "variant = ", "IC-LCK01", FailureKind.Malformed, "unknown key variant in [[package]]")]
    [InlineData("keys = [\"AA", "keys = [\"A", "IC-LCK01", FailureKind.Malformed, "keys: got \"AAA")]
    [InlineData("signatures = \"all\"", "signatures = \"some\"", "IC-LCK01", FailureKind.Malformed, "signatures: got \"some\"")]
    [InlineData("trust = \"legacy\"", "trust = \"blind\"", "IC-LCK01", FailureKind.Malformed, "trust: got \"blind\"")]
    [InlineData("role = \"kernel\"", "role = \"kernal\"", "IC-LCK01", FailureKind.Malformed, "role: got \"kernal\", expected install, kernel, stub, microcode")]
    [InlineData("repository = \"demo\"", "repository = \"other\"", "IC-LCK08", FailureKind.Verification, "repository: no [[repository]] has the id \"other\"")]
    [InlineData("location = \"s/", "location = \"../", "IC-LCK01", FailureKind.Malformed, "location: got \"../systemd-257.13-1.x86_64.rpm\", expected a path below the repository, without '..'")]
    [InlineData("location = \"s/", "location = \"/s/", "IC-LCK01", FailureKind.Malformed, "location: got \"/s/systemd-257.13-1.x86_64.rpm\", expected a path below the repository, without '..'")]
    [InlineData("location = \"s/", "location = \"http://h/", "IC-LCK01", FailureKind.Malformed, "location: got \"http://h/systemd-257.13-1.x86_64.rpm\", expected a path below the repository, without '..'")]
    [InlineData("nevra = \"systemd-257.13-1.x86_64\"", "nevra = \"systemd\"", "IC-LCK01", FailureKind.Malformed, "nevra: got \"systemd\", expected name-[epoch:]version-release.arch")]
    [InlineData("nevra = \"systemd-257.13-1.x86_64\"", "nevra = \"systemd-257.13-1.s390x\"", "IC-LCK08", FailureKind.Verification, "nevra: got \"systemd-257.13-1.s390x\", expected a package that x86_64 can run")]
    [InlineData("nevra = \"systemd-257.13-1.x86_64\"", "nevra = \"libc6-2.41-12+deb13u4.x86_64\"", "IC-LCK08", FailureKind.Verification, "package: \"systemd\" is not one package of this lock")]
    [InlineData("nevra = \"linux-image-6.12-6.12.117-1.x86_64\"\nrole = \"kernel\"", "nevra = \"systemd-257.13-1.x86_64\"\nrole = \"install\"", "IC-LCK08", FailureKind.Verification, "\"systemd-257.13-1.x86_64 (install)\" is here twice: the first is at ")]
    [InlineData("  { line = 7, spec = \"systemd >= 255\" },\n", "", "IC-LCK01", FailureKind.Malformed, "requested-by: got nothing, expected at least one reason why the package is here")]
    [InlineData("{ line = 7, spec", "{ line = 7, specs", "IC-LCK01", FailureKind.Malformed, "requested-by has no spec")]
    [InlineData("{ line = 7, spec", "{ file = \"a.toml\", spec", "IC-LCK01", FailureKind.Malformed, "requested-by has no line")]
    [InlineData("{ line = 7, spec", "{ file = 7, line = 7, spec", "IC-LCK01", FailureKind.Malformed, "file: got integer, expected string")]
    [InlineData("packages = \"rpms\"", "packages = \"rpms\"\nrevision = \"1\"", "IC-LCK01", FailureKind.Malformed, "unknown key revision in [[repository]]")]
    [InlineData("installed = ", "packages = \"rpms\"\ninstalled = ", "IC-LCK01", FailureKind.Malformed, "unknown key installed in [[repository]]")]
    [InlineData("root = \"/\"\n", "", "IC-LCK01", FailureKind.Malformed, "[[repository]] has no root")]
    [InlineData("revision = ", "revision = 5 #", "IC-LCK01", FailureKind.Malformed, "revision: got integer, expected string")]
    public void ChangeIsFound(string from, string to, string id, FailureKind kind, string message)
    {
        Assert.Contains(from, Good, StringComparison.Ordinal);
        int at = Good.LastIndexOf(from, StringComparison.Ordinal);
        ComposerException error = Refusal(Good[..at] + to + Good[(at + from.Length)..]);
        Assert.Equal((id, kind), (error.Id.ToString(), error.Id.Kind));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Location?.Position?.Line);
    }

    [Fact]
    public void PlaceOfAFaultIsItsLineAndColumn()
    {
        int line = Good.Split('\n').Index().First(entry => entry.Item.StartsWith("size = 4103", StringComparison.Ordinal)).Index + 1;
        Assert.Equal($"small.lock:{line}:8", Refusal(Good.Replace("size = 4103", "size = 0", StringComparison.Ordinal)).Location.ToString());
    }

    [Fact]
    public void MergeConflictIsCalledByItsName()
    {
        ComposerException error = Refusal(Good.Replace("schema = 1\n", "<<<<<<< HEAD\nschema = 1\n=======\nschema = 2\n>>>>>>> other\n", StringComparison.Ordinal));
        Assert.Equal(("IC-LCK02", "unresolved merge conflict", "small.lock:2:1"), (error.Id.ToString(), error.Message, error.Location.ToString()));
        Assert.Equal("take either side whole, then run: initrd-composer lock RECIPE", error.Hint);
    }

    [Fact]
    public void LockCutOffAnywhereIsNoLockOrASmallerOneThatIsWhole()
    {
        for (int length = 0; length < Good.Length - 1; length++)
        {
            try
            {
                // A cut between two packages that nobody refers to is beyond what a reader can see; the inputs are still there.
                LockFile file = Locks.Parse(Good[..length]);
                Assert.True(file.Packages.Length < Locks.Small.Packages.Length);
            }
            catch (ComposerException refusal)
            {
                Assert.Equal("LCK", refusal.Id.Area);
            }
        }
    }

    [Fact]
    public void MissingLockSaysHowToMakeOne()
    {
        using var folder = new TempFolder();
        ComposerException error = Assert.Throws<ComposerException>(() => LockReader.Read(folder["none.lock"]));
        Assert.Equal((FailureKind.LocalIO, "a lock is made by: initrd-composer lock RECIPE"), (error.Id.Kind, error.Hint));
    }

    [Fact]
    public void FileIsRead()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["small.lock"], Good);
        Assert.Equal(4, LockReader.Read(folder["small.lock"]).Packages.Length);
    }

    /// <summary>Its digest is that of the file, so that whoever has the file can tell what was built of it.</summary>
    [Fact]
    public void WhatIsToBeBuiltKeepsTheBytesOfItsFile()
    {
        using var folder = new TempFolder();
        byte[] bytes = Encoding.UTF8.GetBytes($"# reviewed\n{Good}".ReplaceLineEndings("\r\n"));
        File.WriteAllBytes(folder["small.lock"], bytes);
        foreach (Recipe? recipe in (Recipe?[])[null, RecipeReader.Parse("[extension]\n"u8.ToArray(), "small.toml")])
        {
            LockDocument document = LockReader.ReadSigned(folder["small.lock"], recipe);
            Assert.Equal(bytes, document.Text.ToArray());
            Assert.Equal(Digest.Sha256Of(bytes), document.Digest);
            Assert.Equal(4, document.Lock.Packages.Length);
            Assert.Null(document.Signature);
        }
    }

    private static ComposerException Refusal(string text) => Assert.Throws<ComposerException>(() => Locks.Parse(text));
}
