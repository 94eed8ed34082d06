using InitrdComposer.Tree;

namespace InitrdComposer.Finalize;

/// <summary>
/// Lets every systemd-cryptsetup@.service see the system credentials "cryptsetup.*", so that a volume can be unlocked without anybody at the console
/// (systemd-cryptsetup(8), "Credentials"), as mkosi does. The LoadCredential lines serve systemd before 254, which has no ImportCredential.
/// </summary>
internal static class CryptsetupCredentials
{
    private static readonly RootPath DropIn = RootPath.Of("/usr/lib/systemd/system/systemd-cryptsetup@.service.d/credential.conf");

    public static RootTree Apply(RootTree tree) =>
        tree.TryFind(RootPath.Of("/usr/lib/systemd/systemd-cryptsetup"), out _) || tree.TryFind(RootPath.Of("/usr/bin/systemd-cryptsetup"), out _)
            ? tree.WithUnlessPresent(Generated.File(
                "cryptsetup-credentials", DropIn,
                """
                [Service]
                ImportCredential=cryptsetup.*
                LoadCredential=cryptsetup.passphrase
                LoadCredential=cryptsetup.fido2-pin
                LoadCredential=cryptsetup.luks2-pin
                LoadCredential=cryptsetup.pkcs11-pin
                LoadCredential=cryptsetup.tpm2-pin

                """))
            : tree;
}
