namespace InitrdComposer.Fuzz.Mutation;

/// <summary>Arithmetic on the numbers of a format: too small, too large by one, beyond the input, beyond the type, another's value.</summary>
internal static class FieldMutations
{
    public static byte[] Apply(byte[] input, Structure structure, Dice dice)
    {
        var list = new FieldList(input.Length);
        structure.Map!(input, list);
        if (list.Fields.Count == 0) return input;
        byte[] changed = [.. input];
        for (int i = 1 + dice.Below(3); i > 0; i--)
        {
            Field field = dice.Of(list.Fields);
            field.Write(changed, Value(changed, field, dice.Of(list.Fields), dice));
        }

        return changed;
    }

    private static ulong Value(byte[] data, Field field, Field other, Dice dice)
    {
        ulong value = field.Read(data);
        return dice.Below(14) switch
        {
            0 => 0,
            1 => field.Max,
            2 => field.Max - 1,
            3 => field.Max / 2,
            4 => (field.Max / 2) + 1,
            5 => value + 1,
            6 => value - 1,
            7 => value * 2,
            8 => value / 2,
            9 => (ulong)data.Length - (ulong)dice.Below(3),
            10 => (ulong)Math.Max(0, data.Length - field.Offset - dice.Below(9)),
            11 => other.Read(data),
            12 => value + (1UL << dice.Below(field.Form == FieldForm.Hex ? 32 : field.Width * 8)),
            _ => ByteMutations.Interesting(dice),
        };
    }
}
