using InitrdComposer.Attribution;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats;
using InitrdComposer.Formats.Compression;
using InitrdComposer.Formats.IO;
using InitrdComposer.Images;

namespace InitrdComposer.Questions.Comparison;

/// <summary>Images -> <see cref="ImageComparison"/>.</summary>
public static class ImageComparer
{
    /// <summary>Reads two images at the same time.</summary>
    /// <exception cref="ComposerException">One is no image, or not even its beginning can be read; damage further inside is <see cref="OpenedImage.Damage"/>.</exception>
    public static (OpenedImage A, OpenedImage B) Open(Disk disk, string a, string b) => ParallelWork.Both(a, b, path => ImageReader.Open(disk, path));

    /// <summary>Holds two images against each other. Modules and firmware that are compressed in another way in each are read again.</summary>
    /// <exception cref="ComposerException">One cannot be read any more.</exception>
    public static ImageComparison Compare(Disk disk, AttributedImage a, AttributedImage b)
    {
        (FilePlaces placesA, FilePlaces placesB) = FilePlaces.Of(a.Image.Tree, b.Image.Tree);
        (ImageListing inA, ImageListing inB) = ParallelWork.Both((Image: a, Places: placesA), (Image: b, Places: placesB), side => ImageListing.Of(side.Image, side.Places));
        (NameChanges modules, NameChanges firmware) = CompareNamed(disk, inA, inB);
        return new(
            ImageOf(inA), ImageOf(inB), ComparedSizes.OfClasses(inA, inB), ComparedSizes.OfPackages(inA, inB), FileDifferences.Of(inA, inB), modules, firmware,
            FeatureTable.Compare(inA, inB), Duplicates.Of(inA, inB));
    }

    /// <summary>One image alone in the same form.</summary>
    public static ImageComparison OfOne(AttributedImage image)
    {
        var listing = ImageListing.Of(image, FilePlaces.OfOne);
        return new(
            ImageOf(listing), null, ComparedSizes.OfClasses(listing, null), ComparedSizes.OfPackages(listing, null), FileDifferences.OfOne(listing), NameChanges.None, NameChanges.None,
            FeatureTable.Compare(listing, null), Duplicates.Of(listing, null));
    }

    private static ComparedImage ImageOf(ImageListing listing)
    {
        OpenedImage image = listing.Image;
        return new(image.Path, image.Kind, image.Length, ComparedSizes.Total(listing), image.Parts, listing.Attributed.Coverage, listing.IsStoredEstimated, image.Damage);
    }

    /// <summary>What has to be read again is, once for modules and firmware together.</summary>
    private static (NameChanges Modules, NameChanges Firmware) CompareNamed(Disk disk, ImageListing a, ImageListing b)
    {
        HashSet<string> releases = [.. FilePlaces.OfOne.ReleasesOf(a.Tree), .. FilePlaces.OfOne.ReleasesOf(b.Tree)];
        (NamedContents modulesA, NamedContents modulesB) = ParallelWork.Both(a, b, NamedContents.ModulesOf);
        (NamedContents firmwareA, NamedContents firmwareB) = ParallelWork.Both(a, b, listing => NamedContents.FirmwareOf(listing, releases));
        Dictionary<Digest, CompressionFormat> undecidedA = [], undecidedB = [];
        NamedContents.Undecided(modulesA, modulesB, undecidedA, undecidedB);
        NamedContents.Undecided(firmwareA, firmwareB, undecidedA, undecidedB);
        (Dictionary<Digest, Digest> unpacked, Dictionary<Digest, Digest> unpackedB) = ParallelWork.Both(
            (a.Image, Packed: undecidedA), (b.Image, Packed: undecidedB), side => UnpackedDigests.Of(disk, side.Image, side.Packed));
        foreach ((Digest packed, Digest content) in unpackedB) unpacked[packed] = content;
        return (NamedContents.Compare(modulesA, modulesB, unpacked), NamedContents.Compare(firmwareA, firmwareB, unpacked));
    }
}
