using System.Collections.Immutable;
using System.Text;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Kmod;
using InitrdComposer.Modules;
using InitrdComposer.Proof.Kernels;
using InitrdComposer.Tree;

namespace InitrdComposer.Questions.References;

/// <summary>What kernel modules, and what is built into the kernel, ask for: other modules and firmware.</summary>
internal static class KernelReferences
{
    private static readonly string[] FirmwareFolders = ["/lib/firmware", "/usr/lib/firmware"];

    public static IEnumerable<Reference> In(ImageSurvey survey)
    {
        RootTree tree = survey.Tree;
        RootPath[] firmware = [.. FirmwareFolders.Select(folder => tree.TryResolve(RootPath.Of(folder), followLast: true, out RootPath physical) ? physical : RootPath.Root).Where(folder => !folder.IsRoot && tree.Contains(folder)).Distinct()];
        ILookup<string, RootPath> modules = tree.Where(node => ModuleName.IsModuleFile(node.Path.Name)).ToLookup(node => ModuleName.OfPath(Encoding.Latin1.GetString(node.Path.Name)), node => node.Path, StringComparer.Ordinal);
        ImageKernel[] kernels = [.. ImageKernel.AllIn(tree, survey, KnownModules.None)];
        foreach (RootNode node in tree)
        {
            if (survey.FactsOf(node).Module is not ModuleFacts module) continue;
            foreach (string name in module.Depends)
            {
                foreach (RootPath to in modules[ModuleName.Normalize(name)]) yield return new(node.Path, to, ReferenceKind.Module, $"uses symbols of {ModuleName.Normalize(name)}");
            }

            foreach (string name in module.Soft)
            {
                IEnumerable<string> named = kernels.SelectMany(kernel => kernel.Index.Lookup(name).Modules).Append(ModuleName.Normalize(name)).Distinct();
                foreach (RootPath to in named.SelectMany(soft => modules[soft]).Where(to => to != node.Path)) yield return new(node.Path, to, ReferenceKind.Module, $"softdep {name}");
            }

            string own = ModuleName.OfPath(Encoding.Latin1.GetString(node.Path.Name));
            foreach (Reference reference in Firmware(node.Path, own, module.Firmware)) yield return reference;
        }

        foreach (RootNode node in tree.Where(node => node.Path.Name.SequenceEqual("modules.builtin.modinfo"u8) && survey.FactsOf(node).Text is not null))
        {
            foreach (BuiltinModuleInfo info in BuiltinIn(survey.FactsOf(node).Text!.Value.Span).Where(info => info.Key == "firmware"))
            {
                foreach (Reference reference in Firmware(node.Path, info.Module, [info.Value])) yield return reference with { Text = $"{info.Module}, built in, asks for {info.Value}" };
            }
        }

        IEnumerable<Reference> Firmware(RootPath asking, string module, IEnumerable<string> requests) =>
            from request in requests
            where request is not ['/', ..] and not "" && !request.Split('/').Contains("..")
            from folder in firmware
            from found in new FirmwareRequest(request, module, asking).FindIn(tree, folder)
            let to = tree.TryResolve(found, followLast: false, out RootPath physical) ? physical : found
            select new Reference(asking, to, ReferenceKind.Firmware, $"{module} asks for {request}");
    }

    private static ImmutableArray<BuiltinModuleInfo> BuiltinIn(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return BuiltinModuleInfo.ParseAll(bytes);
        }
        catch (MalformedDataException)
        {
            return []; // modprobe does not read it either
        }
    }
}
