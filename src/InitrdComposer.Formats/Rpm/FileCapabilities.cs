using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace InitrdComposer.Formats.Rpm;

/// <summary>
/// File capabilities: the text that rpm headers hold (cap_text_formats(7)) to the value of the xattr "security.capability"
/// (include/uapi/linux/capability.h, vfs_cap_data of revision 2).
/// </summary>
public static class FileCapabilities
{
    /// <summary>Bytes of the value: magic, then permitted and inheritable of 32 capabilities, twice.</summary>
    public const int Size = 4 + (2 * 8);

    private const uint Revision2 = 0x02000000;
    private const uint EffectiveFlag = 1;

    /// <summary>In the order of their numbers: CAP_CHOWN is 0, CAP_CHECKPOINT_RESTORE 40.</summary>
    private static readonly string[] Names =
    [
        "cap_chown", "cap_dac_override", "cap_dac_read_search", "cap_fowner", "cap_fsetid", "cap_kill", "cap_setgid", "cap_setuid", "cap_setpcap",
        "cap_linux_immutable", "cap_net_bind_service", "cap_net_broadcast", "cap_net_admin", "cap_net_raw", "cap_ipc_lock", "cap_ipc_owner",
        "cap_sys_module", "cap_sys_rawio", "cap_sys_chroot", "cap_sys_ptrace", "cap_sys_pacct", "cap_sys_admin", "cap_sys_boot", "cap_sys_nice",
        "cap_sys_resource", "cap_sys_time", "cap_sys_tty_config", "cap_mknod", "cap_lease", "cap_audit_write", "cap_audit_control", "cap_setfcap",
        "cap_mac_override", "cap_mac_admin", "cap_syslog", "cap_wake_alarm", "cap_block_suspend", "cap_audit_read", "cap_perfmon", "cap_bpf",
        "cap_checkpoint_restore",
    ];

    private static ulong All => (1UL << Names.Length) - 1;

    /// <summary>Encodes "cap_net_admin,cap_net_raw=ep" and the like; "all" and "=" without names mean the capabilities of Linux 5.9 and later.</summary>
    /// <returns>False when it is no such text, or when the effective bit would hold for some of the capabilities only.</returns>
    public static bool TryEncode(string text, [NotNullWhen(true)] out byte[]? value)
    {
        value = null;
        ulong effective = 0, inheritable = 0, permitted = 0;
        foreach (string clause in text.Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!TryApply(clause, ref effective, ref inheritable, ref permitted)) return false;
        }

        if (effective != 0 && ((permitted | inheritable) & ~effective) != 0) return false;
        value = new byte[Size];
        BinaryPrimitives.WriteUInt32LittleEndian(value, Revision2 | (effective != 0 ? EffectiveFlag : 0));
        BinaryPrimitives.WriteUInt32LittleEndian(value.AsSpan(4), (uint)permitted);
        BinaryPrimitives.WriteUInt32LittleEndian(value.AsSpan(8), (uint)inheritable);
        BinaryPrimitives.WriteUInt32LittleEndian(value.AsSpan(12), (uint)(permitted >> 32));
        BinaryPrimitives.WriteUInt32LittleEndian(value.AsSpan(16), (uint)(inheritable >> 32));
        return true;
    }

    /// <summary>One clause: names, then operators with flags: "cap_kill,cap_chown+ep-i".</summary>
    private static bool TryApply(string clause, ref ulong effective, ref ulong inheritable, ref ulong permitted)
    {
        int end = clause.AsSpan().IndexOfAny("=+-");
        if (end < 0 || !TryReadNames(clause.AsSpan(0, end), clause[end], out ulong named)) return false;
        char operation = '=';
        foreach (char c in clause.AsSpan(end))
        {
            switch (c)
            {
                case '=':
                    effective &= ~named;
                    inheritable &= ~named;
                    permitted &= ~named;
                    operation = '+';
                    break;
                case '+' or '-':
                    operation = c;
                    break;
                case 'e':
                    effective = operation == '+' ? effective | named : effective & ~named;
                    break;
                case 'i':
                    inheritable = operation == '+' ? inheritable | named : inheritable & ~named;
                    break;
                case 'p':
                    permitted = operation == '+' ? permitted | named : permitted & ~named;
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    private static bool TryReadNames(ReadOnlySpan<char> list, char operation, out ulong named)
    {
        named = All;
        // Only "=" may stand without names.
        if (list.IsEmpty) return operation == '=';
        if (list.Equals("all", StringComparison.OrdinalIgnoreCase)) return true;
        named = 0;
        foreach (Range range in list.Split(','))
        {
            ReadOnlySpan<char> name = list[range];
            int number = -1;
            for (int i = 0; i < Names.Length && number < 0; i++)
            {
                if (name.Equals(Names[i], StringComparison.OrdinalIgnoreCase)) number = i;
            }

            if (number < 0 && !(int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < Names.Length)) return false;
            named |= 1UL << number;
        }

        return true;
    }
}
