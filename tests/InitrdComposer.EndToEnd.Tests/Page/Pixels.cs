namespace InitrdComposer.EndToEnd.Tests.Page;

/// <summary>What is in a picture, as another page of the browser decodes it.</summary>
internal static class Pixels
{
    /// <summary>How many colours there are, of those that at least 20 pixels have, and the brightness (0 to 255) of the most frequent one.</summary>
    /// <param name="page">Its policy forbids pictures, so the bytes are decoded by hand over to the browser's own decoder.</param>
    /// <param name="png">The picture.</param>
    public static (int Colours, double Ground) Summary(BrowserPage page, byte[] png)
    {
        double[] summary = [.. page.Evaluate($$"""
            (async () => {
              const bytes = Uint8Array.from(atob('{{Convert.ToBase64String(png)}}'), letter => letter.charCodeAt(0));
              const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
              const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
              context.drawImage(picture, 0, 0);
              const pixels = new Uint32Array(context.getImageData(0, 0, picture.width, picture.height).data.buffer);
              const counts = new Map();
              for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) || 0) + 1);
              const [ground] = [...counts].sort((one, other) => other[1] - one[1])[0];
              return [[...counts.values()].filter(times => times >= 20).length, ((ground & 255) + ((ground >> 8) & 255) + ((ground >> 16) & 255)) / 3];
            })()
            """)!.AsArray().Select(number => (double)number!)];
        return ((int)summary[0], summary[1]);
    }
}
