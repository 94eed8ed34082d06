namespace InitrdComposer.EndToEnd.Tests.Page;

/// <summary>Contrast of text and ground as WCAG 2.2 measures it (1.4.3).</summary>
internal static class Contrasts
{
    /// <summary>Texts that are shown with less, as "ratio: text". What is switched off or dimmed by a search is left out, as WCAG does.</summary>
    public static string[] Below(BrowserPage page, double least) =>
    [
        .. page.Evaluate($$"""
            (() => {
              const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
              const rgba = colour => {
                context.clearRect(0, 0, 1, 1);
                context.fillStyle = colour;
                context.fillRect(0, 0, 1, 1);
                return [...context.getImageData(0, 0, 1, 1).data];
              };
              const luminance = ([red, green, blue]) => [red, green, blue]
                .map(value => value / 255).map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
                .reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
              const groundOf = element => {
                for (let at = element; at; at = at.parentElement) {
                  const colour = rgba(getComputedStyle(at).backgroundColor);
                  if (colour[3] > 200) return colour;
                }
                return [255, 255, 255, 255];
              };
              const low = [];
              const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (texts.nextNode()) {
                const element = texts.currentNode.parentElement;
                if (!texts.currentNode.data.trim() || element.closest('script, noscript, .unseen, .skip, :disabled') || !element.checkVisibility()) continue;
                const [text, ground] = [luminance(rgba(getComputedStyle(element).color)), luminance(groundOf(element))];
                const ratio = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
                if (ratio < {{least}}) low.push(`${ratio.toFixed(2)}: ${texts.currentNode.data.trim()}`);
              }
              return low;
            })()
            """)!.AsArray().Select(text => (string)text!),
    ];
}
