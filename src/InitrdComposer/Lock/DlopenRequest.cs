using InitrdComposer.Config;
using InitrdComposer.Diagnostics;
using InitrdComposer.Formats.Elf;
using InitrdComposer.Packages;

namespace InitrdComposer.Lock;

/// <summary>A library that a file of a resolution loads by dlopen(), and that the recipe wants to be there.</summary>
/// <param name="Package">Whose file it is.</param>
/// <param name="Provide">What is asked of the repositories, as rpm names a library: "libfido2.so.1()(64bit)".</param>
/// <param name="Reason">What the file says of it.</param>
/// <param name="Policy">The element of packages.dlopen that wants it.</param>
public sealed record DlopenRequest(Nevra Package, string Provide, DlopenReason Reason, Located<string> Policy);

/// <summary>Why a library is loaded by dlopen() (UAPI group, "ELF dlopen() metadata").</summary>
/// <param name="File">The path of what loads it, in the image.</param>
/// <param name="Feature">What for, in a word; null: the file does not say.</param>
public sealed record DlopenReason(string File, string? Feature, DlopenPriority Priority);
