using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.IO;
using InitrdComposer.Programs;

namespace InitrdComposer.Uki;

/// <summary>Links by systemd's ukify on this machine: the same inputs in files of a folder that only this run sees.</summary>
/// <param name="disk">Where the folder is made; of this machine.</param>
/// <param name="spool">What it is made in.</param>
/// <param name="addonStub">What profiles are made on, to be joined; null where there are none.</param>
/// <param name="program">The program, found as shells find it.</param>
/// <param name="limit">Longest time that it may take.</param>
/// <param name="cancellation">Ends it, and what it has started.</param>
internal sealed class ExternalUkify(Disk disk, string spool, NamedSource? addonStub, string program, TimeSpan limit, CancellationToken cancellation)
{
    public const string Program = "ukify";

    private const string Hint = "remove uki.linker to link without it";

    /// <summary>It copies and digests some hundred MiB.</summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromMinutes(5);

    private static readonly DiagnosticId Failed = new("UKI", 4, FailureKind.LocalIO);

    private static readonly DiagnosticId TimedOut = new("UKI", 5, FailureKind.Busy);

    /// <exception cref="ComposerException">There is no ukify, it refuses, or does not end.</exception>
    /// <exception cref="OperationCanceledException">It was to end.</exception>
    public LinkedUki Link(UkiInputs inputs, Stream output)
    {
        using var folder = TemporaryFolder.Create(disk, spool);
        string result = folder.PathOf("output.efi");
        Run(["build", .. Arguments(inputs, folder), $"--output={result}"]);
        using var file = FileSource.Open(disk, result);
        using Stream content = file.OpenStream();
        content.CopyTo(output);
        return new(file.Length, UkiReader.Read(new(Program, file)).Sections, []);
    }

    private IEnumerable<string> Arguments(UkiInputs inputs, TemporaryFolder folder)
    {
        int count = 0;
        UkiSections sections = inputs.Base;
        yield return $"--stub={Add(inputs.Stub.Bytes)}";
        if (sections.Kernel is not null) yield return $"--linux={Add(sections.Kernel.Bytes)}";
        foreach (PositionalSource initrd in sections.Initrds) yield return $"--initrd={Add(initrd)}";
        if (!sections.CommandLine.IsEmpty) yield return $"--cmdline=@{AddBytes(sections.CommandLine)}";

        // Without the option ukify takes this machine's.
        yield return sections.OsRelease.IsEmpty ? "--os-release=" : $"--os-release=@{AddBytes(sections.OsRelease)}";
        if (sections.KernelVersion is not null) yield return $"--uname={sections.KernelVersion}";
        if (sections.Splash is not null) yield return $"--splash={Add(sections.Splash)}";
        if (sections.PcrPublicKey is not null) yield return $"--pcrpkey={Add(sections.PcrPublicKey)}";
        if (sections.Microcode is not null) yield return $"--microcode={Add(sections.Microcode)}";
        if (sections.DeviceTree is not null) yield return $"--devicetree={Add(sections.DeviceTree)}";
        foreach (PositionalSource tree in sections.AutoDeviceTrees) yield return $"--devicetree-auto={Add(tree)}";
        if (sections.Hwids is not null) yield return $"--section={UkiSectionNames.Hwids}:@{Add(sections.Hwids)}";
        foreach (PositionalSource firmware in sections.Firmware) yield return $"--section={UkiSectionNames.Firmware}:@{Add(firmware)}";
        foreach (UkiPart other in sections.Others) yield return $"--section={other.Name}:@{Add(other.Content)}";
        foreach (string sbat in inputs.Sbat) yield return $"--sbat=@{AddBytes(Sbat.WithFirstLine(sbat))}";
        if (!sections.Profile.IsEmpty) yield return $"--profile=@{AddBytes(sections.Profile)}";
        foreach (var profile in inputs.Profiles) yield return $"--join-profile={Add(ImageOf(profile))}";

        string Add(PositionalSource source)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{++count}");
            using Stream content = source.OpenStream();
            folder.Add(name, content);
            return folder.PathOf(name);
        }

        string AddBytes(ReadOnlyMemory<byte> bytes) => Add(PositionalSource.OfBytes(bytes));
    }

    /// <summary>A profile as an image of its own, which is how ukify takes it; its parts are texts of the recipe.</summary>
    private PositionalSource ImageOf(ImmutableArray<UkiPart> profile)
    {
        if (addonStub is null) throw new InvalidOperationException("profiles without a stub to make them on");
        using var image = new MemoryStream();
        UkiLinker.Link(new(addonStub, new UkiSections { Profile = profile[0].Content.ReadAll(), Others = profile[1..] }), image);
        return PositionalSource.OfBytes(image.ToArray());
    }

    private void Run(IEnumerable<string> arguments)
    {
        try
        {
            ProgramOutcome outcome = ExternalProgram.Run(program, arguments, default, maxOutput: 0, limit, cancellation);
            if (outcome.ExitCode == 0) return;
            string last = Encoding.UTF8.GetString(outcome.Error).TrimEnd().Split('\n')[^1];
            throw new ComposerException(Failed, $"{Program}: exit code {outcome.ExitCode}: {Printable.Escape(last)}", hint: Hint);
        }
        catch (Win32Exception e)
        {
            throw new ComposerException(Failed, $"{Program}: {e.Message}", hint: "install systemd-ukify, or remove uki.linker to link without it", cause: e);
        }
        catch (TimeoutException e)
        {
            throw new ComposerException(TimedOut, $"{Program} has not linked within {limit.TotalSeconds:0.#} s", hint: Hint, cause: e);
        }
    }
}
