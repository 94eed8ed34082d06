namespace InitrdComposer.Fuzz.Mutation;

/// <summary>Makes an input of others: a few mutations behind each other, of the format's structure and of plain bytes; then sums are made right again, mostly.</summary>
internal sealed class Mutator(Target target, Dice dice)
{
    private const int MaxSteps = 6;

    /// <param name="input">What becomes another one.</param>
    /// <param name="other">Gives inputs that parts may be taken of.</param>
    public byte[] Mutate(byte[] input, Func<byte[]> other)
    {
        byte[] result = input;
        for (int step = 1 + dice.Below(MaxSteps); step > 0; step--)
        {
            byte[] next = Step(result, other);
            if (next.Length <= target.MaxLength) result = next;
        }

        if (target.Structure.Seal is not null && !dice.OneIn(4))
        {
            result = ReferenceEquals(result, input) ? [.. result] : result;
            target.Structure.Seal(result);
        }

        return result;
    }

    private byte[] Step(byte[] input, Func<byte[]> other)
    {
        if (input.Length > 0)
        {
            if (target.Structure.Map is not null && !dice.OneIn(3))
            {
                byte[] changed = FieldMutations.Apply(input, target.Structure, dice);
                // An input may have no such numbers: it is armored, or too short.
                if (!ReferenceEquals(changed, input)) return changed;
            }

            if (target.Text == TextForm.Xml && dice.OneIn(2)) return XmlMutations.Apply(input, dice);
            if (target.Text != TextForm.None && dice.OneIn(2)) return LineMutations.Apply(input, dice, other);
        }

        return ByteMutations.Apply(input, dice, other, target.Dictionary, target.MaxLength);
    }
}
