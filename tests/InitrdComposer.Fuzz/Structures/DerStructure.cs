using InitrdComposer.Fuzz.Mutation;

namespace InitrdComposer.Fuzz.Structures;

/// <summary>Tags and lengths of DER, as deep as they nest.</summary>
internal static class DerStructure
{
    private const int MaxDepth = 24;

    public static Structure Value { get; } = new((data, fields) => Walk(data, fields, 0, data.Length, 0));

    private static void Walk(byte[] data, FieldList fields, int at, int end, int depth)
    {
        while (at + 2 <= end && depth < MaxDepth)
        {
            fields.Add(at, 1, FieldForm.Big);
            bool isConstructed = (data[at] & 0x20) != 0;
            int length = data[at + 1], content = at + 2;
            fields.Add(at + 1, 1, FieldForm.Big);
            if (length >= 0x80)
            {
                int width = length & 0x7F;
                if (width is not (1 or 2) || content + width > end) return;
                fields.Add(content, width, FieldForm.Big);
                length = (int)Numbers.Read(data, content, width, FieldForm.Big);
                content += width;
            }

            if (content + length > end) return;
            if (isConstructed) Walk(data, fields, content, content + length, depth + 1);
            at = content + length;
        }
    }
}
