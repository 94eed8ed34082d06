using InitrdComposer.Uki;
using InitrdComposer.Uki.Forecast;

namespace InitrdComposer.Esp;

/// <summary>What a boot of a UKI brings into memory from its ESP, in bytes.</summary>
/// <param name="Path">Of the UKI on the ESP.</param>
/// <param name="Uki">What firmware loads of it: all sections, in memory (SizeOfImage).</param>
/// <param name="Addons">The same of addons, of those too that the stub takes nothing from.</param>
/// <param name="Archives">Credentials and extensions, as the archives that the stub makes of them.</param>
/// <param name="Initrd">What the kernel gets, and unpacks: sections and addons with initrds or microcode, and those archives; of several profiles the largest.</param>
public sealed record EspBoot(string Path, GivenUki Given, long Uki, long Addons, long Archives, long Initrd)
{
    public long Loaded => Uki + Addons + Archives;

    internal static EspBoot Of(GivenUki uki, PlannedFiles esp)
    {
        Companions companions = esp.CompanionsOf(uki.Path);
        var loaded = new LoadedImage(uki.Path, Measurable.Image(uki.Image.Image));
        BootScenario[] boots =
        [
            .. from profile in Enumerable.Range(0, uki.Image.ProfileCount)
               let parts = uki.Image.SeenByStub(profile)
               select new BootScenario(uki.Rules, loaded, MeasuredSection.Of(parts), SectionTexts.Of(parts)) { Profile = profile, Companions = companions },
        ];
        return new(
            uki.Path, uki, uki.Image.Image.OptionalHeader.SizeOfImage, boots[0].Addons.Sum(addon => (long)esp.OpenImage(addon.Image.Name).Image.OptionalHeader.SizeOfImage),
            CompanionArchives.Of(boots[0]).Sum(archive => archive.Bytes.Length), boots.Max(boot => StubInitrd.Of(boot).Bytes.Length));
    }
}
