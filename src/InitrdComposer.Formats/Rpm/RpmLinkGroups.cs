namespace InitrdComposer.Formats.Rpm;

/// <summary>Which files of a package are one inode: those of equal device and inode number, which rpmbuild numbers anew.</summary>
internal sealed class RpmLinkGroups(int fileCount)
{
    private readonly Dictionary<(uint Device, uint Inode), (int First, int Last)> _members = new(fileCount);
    private readonly int[] _first = new int[fileCount];
    private readonly Dictionary<int, int> _lastOfGroup = [];

    /// <summary>In file order; a file that is not added is alone.</summary>
    public void Add(int file, uint device, uint inode)
    {
        int first = _members.TryGetValue((device, inode), out var group) ? group.First : file;
        _members[(device, inode)] = (first, file);
        _first[file] = first + 1;
        if (first != file) _lastOfGroup[first + 1] = file;
    }

    /// <summary>The group's number: its first file's, counted from 1; 0 for a file alone.</summary>
    public int GroupOf(int file) => _lastOfGroup.ContainsKey(_first[file]) ? _first[file] : 0;

    /// <summary>rpm's rule for the payload: the last file of a group has the data (lib/rpmfi.c, iterReadArchiveNext).</summary>
    public bool IsLast(int file) => !_lastOfGroup.TryGetValue(_first[file], out int last) || last == file;
}
