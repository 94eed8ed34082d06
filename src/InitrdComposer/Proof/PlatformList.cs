using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats;
using InitrdComposer.Proof.Needs;

namespace InitrdComposer.Proof;

/// <summary>The devices of a kind of machine, by their modaliases: Proof/Platforms/*.txt, or a file of the same form.</summary>
/// <param name="Name">"kvm"; of a file its path.</param>
public sealed record PlatformList(string Name, ImmutableArray<PlatformDevice> Devices)
{
    /// <summary>Before the path of a file.</summary>
    public const string FilePrefix = "modalias:";

    /// <summary>Devices of a list, far more than any machine has.</summary>
    private const int MaxDevices = 10_000;

    private const string Folder = "InitrdComposer.Proof.Platforms.";
    private const string Suffix = ".txt";

    private static readonly string[] Demands = ["required", "network", "optional"];
    private static readonly string[] Architectures = ["x86_64", "aarch64"];

    /// <summary>Those that come with the program, in alphabetical order.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Select(name => name[Folder.Length..^Suffix.Length]).Order(StringComparer.Ordinal),
    ];

    /// <param name="name">One of <see cref="Names"/>.</param>
    public static PlatformList Of(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Folder + name + Suffix)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Parse(name, reader.ReadToEnd(), name + Suffix);
    }

    /// <summary>
    /// "demand | modalias | driver | what it is | source" a line; "[aarch64]" before lines for that machine; '#' begins a comment. A line that is a modalias alone, as
    /// /sys has them, stands for itself: of a storage controller or disk it is required, of a network interface wanted for the network, else only said.
    /// </summary>
    /// <param name="file">For errors.</param>
    /// <exception cref="ComposerException">A line is none of these.</exception>
    public static PlatformList Parse(string name, string text, string file)
    {
        var devices = ImmutableArray.CreateBuilder<PlatformDevice>();
        string? architecture = null;
        int number = 0;
        foreach (string line in text.Split('\n').Select(line => line.Trim()))
        {
            number++;
            if (line.Length == 0 || line.StartsWith('#')) continue;
            if (line is ['[', .., ']'])
            {
                architecture = line[1..^1] == "all" ? null : Array.Find(Architectures, known => known == line[1..^1]) ?? throw Error($"got {Printable.Escape(line)}, expected [all], [{string.Join("] or [", Architectures)}]");
                continue;
            }

            if (devices.Count == MaxDevices) throw Error($"got more than {MaxDevices} devices");
            devices.Add(ParseLine(line.Split('|', StringSplitOptions.TrimEntries)) with { Architecture = architecture });
        }

        return devices.Count > 0 ? new(name, devices.ToImmutable()) : throw new ComposerException(ProofErrors.Platform, "got no device, expected a modalias a line", new SourceLocation(file));

        PlatformDevice ParseLine(string[] fields)
        {
            string modalias = fields.Length == 1 ? fields[0] : fields[Math.Min(1, fields.Length - 1)];
            if (!modalias.Contains(':', StringComparison.Ordinal) || modalias.Any(c => c is <= ' ' or > '~')) throw Error($"modalias: got {Printable.Escape(modalias)}, expected one as /sys/devices/**/modalias has it, such as virtio:d00000002v00001AF4");
            if (fields.Length == 1) return new(ModaliasKind.DemandOf(modalias), modalias, [], modalias, "");
            int demand = Array.IndexOf(Demands, fields[0]);
            if (demand < 0 || fields.Length != 5) throw Error("got a line of another form, expected demand | modalias | driver | what it is | source, with a demand of required, network or optional");
            return new((DeviceDemand)demand, modalias, [.. fields[2].Split(' ', StringSplitOptions.RemoveEmptyEntries)], fields[3], fields[4]);
        }

        ComposerException Error(string message) => new(ProofErrors.Platform, message, new SourceLocation(file, DataPosition.AtLine(number, 1)));
    }

    /// <param name="architecture">As RPM writes it; null: not known, and lines for one alone are left out.</param>
    /// <param name="isNetworked">Network devices are required.</param>
    internal IEnumerable<Need> NeedsOf(string? architecture, bool isNetworked) =>
        from device in Devices
        where device.Architecture is null || device.Architecture == architecture
        where device.Demand != DeviceDemand.Network || isNetworked
        select new DeviceNeed(device.Demand == DeviceDemand.Optional ? ProofVerdict.Warning : ProofVerdict.Red, device.Modalias, device.Device, device.Drivers);
}

/// <summary>A device that a machine has, or may have.</summary>
/// <param name="Modalias">As the kernel gives it to udev.</param>
/// <param name="Drivers">What kernels call its driver that have it built in; none: not known.</param>
/// <param name="Device">What it is.</param>
/// <param name="Source">Where that is said.</param>
public sealed record PlatformDevice(DeviceDemand Demand, string Modalias, ImmutableArray<string> Drivers, string Device, string Source)
{
    /// <summary>The only one whose machines have it; null: all.</summary>
    public string? Architecture { get; init; }
}

/// <summary>How much a device's driver is missed.</summary>
public enum DeviceDemand
{
    /// <summary>The root is on it, or on what is on it.</summary>
    Required,

    /// <summary>A root over the network is.</summary>
    Network,

    /// <summary>A boot does without.</summary>
    Optional,
}
