namespace InitrdComposer.Attribution;

/// <summary>Files that are counted together: of a class, of a package.</summary>
/// <param name="Name">Of the class or package.</param>
/// <param name="Files">Regular files, a hard link once.</param>
/// <param name="Unpacked">Their bytes.</param>
/// <param name="Stored">Bytes that they take in the image, compressed (<see cref="Images.OpenedImage.StoredSize"/>).</param>
public sealed record SizeRow(string Name, int Files, long Unpacked, long Stored);
