using System.Collections.Immutable;
using InitrdComposer.Formats.Elf;

namespace InitrdComposer.Libraries;

/// <summary>What a file cannot do without, as it says itself.</summary>
/// <param name="Target">The machine it is for; null: a script.</param>
/// <param name="Dynamic">What it asks the loader for; of a script the interpreter alone.</param>
/// <param name="Dlopened">What it says of the libraries that it loads by dlopen().</param>
/// <param name="Mentioned">Names of libraries among its constants: what it may load by dlopen() without saying so.</param>
internal sealed record FileNeeds(ElfTarget? Target, ElfDynamic Dynamic, ImmutableArray<DlopenNote> Dlopened, ImmutableArray<string> Mentioned)
{
    /// <summary>Of a file that is neither program, library nor script.</summary>
    public static FileNeeds Nothing { get; } = new(null, ElfDynamic.None, [], []);

    /// <summary>Every name by which it may load a library with dlopen(), whatever for.</summary>
    public IEnumerable<string> DlopenedNames => Dlopened.SelectMany(note => note.SoNames);

    public bool IsNothing => Target is null && Dynamic.Interpreter is null;
}

/// <summary>What two ELF files must have in common to be loaded into one process.</summary>
internal readonly record struct ElfTarget(bool Is64Bit, bool IsBigEndian, ElfMachine Machine)
{
    public static ElfTarget Of(in ElfHeader header) => new(header.Is64Bit, header.IsBigEndian, header.Machine);
}
