using System.Text;

namespace InitrdComposer.SizeStudy;

/// <summary>The page of the study, Markdown: every number, and every sentence that has one, comes from the data.</summary>
public static class StudyPage
{
    private const string Introduction =
        """
        # Who puts what into an initrd

        For one kernel, the initrds of those who make them for Debian 13: ours, dracut's, initramfs-tools', mkosi-initrd's. How large they are, what of, what follows from that for a boot,
        and what explains the differences. `make size-study` makes, measures and boots all of them anew and writes this page; its data are in [data.json](size-study/data.json).

        They are not made for the same purpose, and no table says which is best. Ours for virtual machines has the drivers of virtual machines; dracut-virt.conf, which distributions make
        their images for virtual machines with, wants the same. initramfs-tools, our image for bare metal, dracut without a configuration and mkosi-initrd are for any machine. What is in
        an image is what can be done with it, so each comparison also says who can do what.
        """;

    /// <summary>The whole page.</summary>
    public static string Of(StudyData study)
    {
        var page = new StringBuilder();
        string[] sections =
        [
            Introduction,
            SizeSection.Of(study),
            ClassSection.Of(study),
            PackageSection.Of(study),
            .. DifferenceSection.Of(study),
            BootSection.Of(study),
            LessonSection.Of(study),
            OriginSection.Of(study),
        ];
        return page.AppendJoin("\n\n", sections.Where(section => section.Length > 0)).Append('\n').ToString();
    }
}
