namespace InitrdComposer.Config.Layers.RepoFiles;

/// <summary>What becomes of an option of a .repo file (dnf.conf(5), "REPO OPTIONS" and those of both).</summary>
internal abstract record RepoOption
{
    private RepoOption()
    {
    }

    /// <summary>It becomes a key of [[repositories]].</summary>
    /// <param name="IsList">Divided by blanks, commas and line ends.</param>
    public sealed record Setting(string Key, bool IsList = false, bool IsNumber = false, bool IsFlag = false) : RepoOption
    {
        /// <summary>What items of a list begin with, and are taken without; others are passed over. Null: all are taken whole.</summary>
        public string? Prefix { get; init; }
    }

    /// <summary>It changes nothing that matters here: names, times, speeds, keys that only other options use.</summary>
    public sealed record Quiet : RepoOption;

    /// <summary>It is said that it does nothing here.</summary>
    /// <param name="Why">In words.</param>
    /// <param name="IsSaid">Of which values.</param>
    public sealed record Said(string Why, Func<string, bool> IsSaid) : RepoOption;

    /// <summary>Without it the repository is another one, or cannot be reached.</summary>
    public sealed record Refused(string Why, Func<string, bool> IsRefused) : RepoOption;
}

/// <summary>The options by name.</summary>
internal static class RepoOptions
{
    private static readonly string[] Quiet =
    [
        "name", "enabled", "type", "repo_gpgcheck", "gpgcakey", "metadata_expire", "metadata_expire_filter", "mirrorlist_expire", "countme", "fastestmirror", "deltarpm", "deltarpm_percentage", "bandwidth",
        "throttle", "timeout", "minrate", "max_parallel_downloads", "retries", "ip_resolve", "keepcache", "autorefresh", "failovermethod", "enablegroups", "enabled_metadata", "keeppackages", "path",
        "http_caching", "user_agent", "build_cache", "async", "skip_if_unavailable_timeout", "sslverifystatus", "ui_repoid_vars",
    ];

    private const string Unsigned = "a file cannot switch signatures off: a [[repositories]] of this id says what must be signed (signatures) and by whom (keys)";
    private const string Client = "whoever must prove who he is cannot be served here: mirror the repository to a folder";

    public static IReadOnlyDictionary<string, RepoOption> All { get; } = new Dictionary<string, RepoOption>(StringComparer.Ordinal)
    {
        ["baseurl"] = new RepoOption.Setting("baseurl", IsList: true),
        ["mirrorlist"] = new RepoOption.Setting("mirrorlist"),
        ["metalink"] = new RepoOption.Setting("metalink"),
        ["priority"] = new RepoOption.Setting("priority", IsNumber: true),
        ["cost"] = new RepoOption.Setting("cost", IsNumber: true),
        ["includepkgs"] = new RepoOption.Setting("includepkgs", IsList: true),
        ["excludepkgs"] = new RepoOption.Setting("excludepkgs", IsList: true),
        ["exclude"] = new RepoOption.Setting("excludepkgs", IsList: true),
        ["gpgcheck"] = new RepoOption.Said(Unsigned, IsFalse),
        ["pkg_gpgcheck"] = new RepoOption.Said(Unsigned, IsFalse),

        // Keys of servers and of the machine's keyring are nobody's word: only files that the recipe's fingerprints choose from.
        ["gpgkey"] = new RepoOption.Setting("key-files", IsList: true) { Prefix = "file://" },
        ["skip_if_unavailable"] = new RepoOption.Said("a repository that cannot be reached is an error: without it the lock would be another one", IsTrue),
        ["module_hotfixes"] = new RepoOption.Setting("module_hotfixes", IsFlag: true),
        ["proxy"] = new RepoOption.Said("the environment says which proxy is asked (https_proxy, http_proxy, no_proxy)", value => value is not ("" or "_none_")),
        ["sslverify"] = new RepoOption.Refused("certificates are checked always", value => !IsTrue(value)),
        ["sslcacert"] = new RepoOption.Refused("certificates are checked by those that the machine trusts", value => value.Length > 0),
        ["sslclientcert"] = new RepoOption.Refused(Client, value => value.Length > 0),
        ["sslclientkey"] = new RepoOption.Refused(Client, value => value.Length > 0),
        ["username"] = new RepoOption.Refused(Client, value => value.Length > 0),
        ["password"] = new RepoOption.Refused(Client, value => value.Length > 0),
    }.Concat(Quiet.Select(name => KeyValuePair.Create(name, (RepoOption)new RepoOption.Quiet()))).ToDictionary(StringComparer.Ordinal);

    public static bool IsTrue(string value) => value.ToUpperInvariant() is "1" or "YES" or "TRUE" or "ON";

    public static bool IsFalse(string value) => value.ToUpperInvariant() is "0" or "NO" or "FALSE" or "OFF";
}
