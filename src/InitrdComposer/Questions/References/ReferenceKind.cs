namespace InitrdComposer.Questions.References;

/// <summary>How one file of an image refers to another.</summary>
public enum ReferenceKind
{
    /// <summary>The kernel starts it, or calls it for help.</summary>
    Kernel,

    /// <summary>It lies in a folder that a program reads whole, or is called as one that looks for such names expects.</summary>
    Convention,

    /// <summary>DT_NEEDED: it is loaded at the start.</summary>
    Needed,

    /// <summary>A note of dlopen(), or a library's name among a program's constants.</summary>
    Dlopen,

    /// <summary>PT_INTERP, or "#!".</summary>
    Interpreter,

    /// <summary>A program's constants name its path, its folder, or it as a command.</summary>
    Constant,

    /// <summary>A unit of systemd: Exec*=, Wants=, or a path in any setting.</summary>
    Unit,

    /// <summary>A rule of udev runs it.</summary>
    UdevRule,

    /// <summary>A word of a script or of configuration.</summary>
    Text,

    /// <summary>modprobe.d(5) runs it.</summary>
    ModprobeRule,

    /// <summary>pam.d(5) loads it.</summary>
    Pam,

    /// <summary>nsswitch.conf(5) names it.</summary>
    NameService,

    /// <summary>A symbolic link leads to it.</summary>
    Link,

    /// <summary>A kernel module uses its symbols, or wants it loaded (softdep, weakdep).</summary>
    Module,

    /// <summary>A kernel module, or what is built in, asks the kernel for it.</summary>
    Firmware,
}
