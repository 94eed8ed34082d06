using System.Text;
using InitrdComposer.Formats;

namespace InitrdComposer.Finalize;

/// <summary>Text that a package wrote, on its way into a message.</summary>
internal static class UntrustedText
{
    public static string ToPrintable(this string text) => Printable.Escape(Encoding.UTF8.GetBytes(text));
}
