using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Esp;
using InitrdComposer.Formats;

namespace InitrdComposer.Cli.Terminal;

/// <summary>What `esp plan` prints for people.</summary>
internal static class EspPlanText
{
    private const int Width = 10;

    public static string Of(EspPlan plan)
    {
        var text = new StringBuilder();
        Files(text, plan);
        Boots(text, plan.Boots);
        if (!plan.Equal.IsEmpty) Equal(text, plan);
        if (!plan.LeftOut.IsEmpty) LeftOut(text, plan.LeftOut);
        if (plan.Volume is FatVolume volume) Room(text, plan, volume);
        return text.ToString();
    }

    private static void Files(StringBuilder text, EspPlan plan)
    {
        text.Append(null, $"{"size",Width}{"taken",Width}  on the ESP; taken in clusters of {plan.ClusterSize} bytes\n");
        foreach (PlannedFile file in plan.Files)
        {
            Row(text, [file.Given.Content.Length, plan.TakenBy(file)], $"{Printable.Escape(file.Path)}{(file.Given.Kernels.IsEmpty ? "" : $" (kernel {string.Join(", ", file.Given.Kernels)})")}");
        }

        text.Append(null, $"{"",Width}{Sizes.Text(plan.Space.Folders),Width}  {Sizes.Counted(plan.Space.FolderCount, "folder")} and the root's\n");
        if (plan.Reserved > 0) text.Append(null, $"{"",Width}{Sizes.Text(plan.Reserved),Width}  other files\n");
        Row(text, [plan.Files.Sum(file => file.Given.Content.Length), plan.Space.Bytes + plan.Reserved], $"{Sizes.Counted(plan.Files.Length, "file")} in all");
    }

    private static void Boots(StringBuilder text, ImmutableArray<EspBoot> boots)
    {
        text.Append(null, $"\n{"uki",Width}{"addons",Width}{"archives",Width}{"loaded",Width}{"initrd",Width}  at each boot in memory\n");
        foreach (EspBoot boot in boots)
        {
            Row(text, [boot.Uki, boot.Addons, boot.Archives, boot.Loaded, boot.Initrd], $"{Printable.Escape(boot.Path)} (kernel {boot.Given.KernelVersion ?? "unknown"}, stub {boot.Given.StubVersion ?? "unknown"})");
        }
    }

    private static void Equal(StringBuilder text, EspPlan plan)
    {
        text.Append(null, $"\n{"taken",Width}{"saved",Width}  by the same bytes in several places, if they lay once in a folder for all UKIs\n");
        foreach (EqualFiles equal in plan.Equal)
        {
            Row(text, [equal.Taken, equal.Saved], $"{equal.Paths.Length} times {Printable.Escape(Path.GetFileName(equal.Paths[0]))}: {(equal.Folder is null ? equal.Obstacle : $"once in {equal.Folder} with --global")}");
        }
    }

    private static void LeftOut(StringBuilder text, ImmutableArray<LeftOutFile> all)
    {
        text.Append("\nnot beside, for they are for another kernel\n");
        foreach (LeftOutFile leftOut in all)
        {
            text.Append(null, $"  {Printable.Escape(leftOut.Uki)} ({leftOut.UkiKernel}): {Printable.Escape(leftOut.Given.Name)} ({string.Join(", ", leftOut.Given.Kernels)})\n");
        }
    }

    private static void Room(StringBuilder text, EspPlan plan, FatVolume volume) => text.Append(
        null, $"\nroom: {Sizes.Text(volume.Bytes)} in an ESP of {Sizes.Text(volume.Size)} (FAT32), {(plan.Free < 0 ? $"{Sizes.Text(-plan.Free.Value)} missing" : $"{Sizes.Text(plan.Free!.Value)} free")}\n");

    private static void Row(StringBuilder text, ReadOnlySpan<long> numbers, string what)
    {
        foreach (long number in numbers) text.Append(null, $"{Sizes.Text(number),Width}");
        text.Append("  ").Append(what).Append('\n');
    }
}
