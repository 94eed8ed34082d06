namespace InitrdComposer.Import;

/// <summary>What becomes of something in another program's configuration.</summary>
public enum ImportVerdict
{
    /// <summary>It is a setting of the recipe now.</summary>
    Translated,

    /// <summary>So it is anyway: here, in systemd, or in the kernel.</summary>
    BuiltIn,

    /// <summary>Left out on purpose: it is about the other program, or about the machine that it ran on.</summary>
    Ignored,

    /// <summary>Nothing here does the same.</summary>
    NoCounterpart,

    /// <summary>A name that nothing has: the other program says nothing of it either.</summary>
    MatchesNothing,

    /// <summary>Code, which only running it would tell of.</summary>
    NotRead,
}
