namespace InitrdComposer.Formats.Rpm;

/// <summary>Flags of a dependency (rpm, rpmsenseFlags_e): the comparison, what it is for, and a trigger's occasion.</summary>
[Flags]
public enum RpmSense : uint
{
    Any = 0,
    Less = 1 << 1,
    Greater = 1 << 2,
    Equal = 1 << 3,
    PostTrans = 1 << 5,
    Prereq = 1 << 6,
    PreTrans = 1 << 7,
    Interpreter = 1 << 8,
    ScriptPre = 1 << 9,
    ScriptPost = 1 << 10,
    ScriptPreUn = 1 << 11,
    ScriptPostUn = 1 << 12,
    ScriptVerify = 1 << 13,
    TriggerIn = 1 << 16,
    TriggerUn = 1 << 17,
    TriggerPostUn = 1 << 18,
    MissingOk = 1 << 19,

    /// <summary>A feature of rpm itself.</summary>
    RpmLib = 1 << 24,
    TriggerPreIn = 1 << 25,

    /// <summary>"config(name)".</summary>
    Config = 1 << 28,
    Meta = 1 << 29,
}
