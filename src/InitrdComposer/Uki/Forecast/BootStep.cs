namespace InitrdComposer.Uki.Forecast;

/// <summary>What a boot does while it measures something; in order, but that the stub looks for addons before it measures parameters.</summary>
public enum BootStep
{
    /// <summary>The firmware says what state it is in.</summary>
    Firmware,

    /// <summary>A program that starts the UKI is loaded.</summary>
    BootLoader,

    /// <summary>The UKI is loaded, and measures its sections.</summary>
    Uki,

    /// <summary>The stub loads an addon.</summary>
    Addon,

    /// <summary>The stub takes something that is no part of the UKI.</summary>
    Parameters,

    /// <summary>The stub loads .linux through the firmware.</summary>
    Kernel,

    /// <summary>Linux takes its command line.</summary>
    CommandLine,

    /// <summary>Linux takes its initrd.</summary>
    Initrd,
}
