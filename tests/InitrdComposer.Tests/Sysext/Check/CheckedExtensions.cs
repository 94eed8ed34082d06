using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using InitrdComposer.Files;
using InitrdComposer.Questions;
using InitrdComposer.Sysext.Check;
using InitrdComposer.Testing;
using InitrdComposer.Testing.Elf;
using InitrdComposer.Testing.Extensions;

namespace InitrdComposer.Tests.Sysext.Check;

/// <summary>Extensions and a base to hold them against, made here.</summary>
public abstract class CheckedExtensions : IDisposable
{
    protected const string Modules = $"usr/lib/modules/{BaseSpec.Kernel}";
    protected const string Release = "ID=test\nVERSION_ID=1\nSYSEXT_SCOPE=initrd\nARCHITECTURE=x86-64\n";

    protected static X509Certificate2 Signer { get; } = DdiSpec.NewSigner("signer");

    protected TempFolder Folder { get; } = new();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Folder.Dispose();

    protected static BaseSpec Base() => new BaseSpec().Trust(Signer);

    protected static byte[] Module(params string[] info) => new ModuleSpec(BaseSpec.Kernel).With(info).ToBytes();

    protected static SquashfsSpec Tree(string release = Release, string name = "one") => new SquashfsSpec().Add($"usr/lib/extension-release.d/extension-release.{name}", release);

    protected static byte[] Fit(string release = Release) => new DdiSpec(Tree(release).Add($"{Modules}/kernel/extra.ko", Module("depends=base")).ToBytes()) { Signer = Signer }.ToBytes();

    protected static byte[] Compressed(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionLevel.Fastest)) gzip.Write(content);
        return packed.ToArray();
    }

    protected ExtensionReport CheckOne(byte[] extension, BaseSpec? @base = null, ExtensionDemands? demands = null, string name = "one.sysext.raw") =>
        CheckAll(@base ?? Base(), demands ?? new(), (name, extension))[0];

    protected ImmutableArray<ExtensionReport> CheckAll(BaseSpec @base, ExtensionDemands demands, params (string Name, byte[] Bytes)[] extensions)
    {
        File.WriteAllBytes(Folder["base"], @base.ToBytes());
        foreach ((string name, byte[] bytes) in extensions) File.WriteAllBytes(Folder[name], bytes);
        return ExtensionCheck.Of(Disk.Host, [.. extensions.Select(extension => Folder[extension.Name])], ExtensionBaseReader.Read(Disk.Host, Folder["base"]), demands);
    }
}
