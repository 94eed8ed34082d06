using System.Runtime.InteropServices;
using System.Text;

namespace InitrdComposer.Repository;

/// <summary>
/// Interned UTF-8 strings: one blob, an offset an id, an open-addressing table of ids. A whole distribution's names, versions and paths live here,
/// once each, without an object per string.
/// </summary>
public sealed class StringTable
{
    private byte[] _blob = new byte[1 << 16];
    private int[] _offsets = new int[1 << 12];
    private uint[] _hashes = new uint[1 << 12];
    private int[] _slots = new int[1 << 13];
    private int _length;

    public StringTable() => Intern([]);

    /// <summary>What was written down of another table.</summary>
    internal StringTable(byte[] blob, int[] offsets, uint[] hashes, int[] slots)
    {
        (_blob, _offsets, _hashes, _slots) = (blob, offsets, hashes, slots);
        (_length, Count) = (blob.Length, offsets.Length - 1);
    }

    /// <summary>The empty string is always the first.</summary>
    public static StringId Empty { get; } = new(0);

    public int Count { get; private set; }

    internal ReadOnlySpan<byte> Blob => _blob.AsSpan(0, _length);

    internal ReadOnlySpan<int> Offsets => _offsets.AsSpan(0, Count + 1);

    /// <summary>One a string and one to spare: as many as offsets.</summary>
    internal ReadOnlySpan<uint> Hashes => _hashes.AsSpan(0, Count + 1);

    internal ReadOnlySpan<int> Slots => _slots;

    /// <summary>The bytes; valid until the next string is interned.</summary>
    public ReadOnlySpan<byte> this[StringId id] => _blob.AsSpan(_offsets[id.Index].._offsets[id.Index + 1]);

    public string Text(StringId id) => Encoding.UTF8.GetString(this[id]);

    public StringId? Find(ReadOnlySpan<byte> text)
    {
        int index = _slots[SlotOf(text, Hash(text))] - 1;
        return index < 0 ? null : new StringId(index);
    }

    public StringId? Find(string text) => Find(Encoding.UTF8.GetBytes(text));

    public StringId Intern(ReadOnlySpan<byte> text)
    {
        uint hash = Hash(text);
        int slot = SlotOf(text, hash);
        if (_slots[slot] != 0) return new(_slots[slot] - 1);

        if (checked(_length + text.Length) > _blob.Length) Array.Resize(ref _blob, Math.Max(checked(_blob.Length * 2), _length + text.Length));
        if (Count + 2 > _offsets.Length)
        {
            Array.Resize(ref _offsets, _offsets.Length * 2);
            Array.Resize(ref _hashes, _hashes.Length * 2);
        }

        text.CopyTo(_blob.AsSpan(_length));
        _length += text.Length;
        _hashes[Count] = hash;
        _slots[slot] = ++Count;
        _offsets[Count] = _length;
        if (Count * 2 > _slots.Length) Grow();
        return new(Count - 1);
    }

    public StringId Intern(string text) => Intern(Encoding.UTF8.GetBytes(text));

    /// <summary>Where the text is, or would be. The hash is compared first: most of the table is not in the processor's cache.</summary>
    private int SlotOf(ReadOnlySpan<byte> text, uint hash)
    {
        int mask = _slots.Length - 1;
        int slot = (int)hash & mask;
        while (_slots[slot] is int id and not 0 && (_hashes[id - 1] != hash || !this[new StringId(id - 1)].SequenceEqual(text))) slot = (slot + 1) & mask;
        return slot;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        int mask = _slots.Length - 1;
        for (int i = 0; i < Count; i++)
        {
            int slot = (int)_hashes[i] & mask;
            while (_slots[slot] != 0) slot = (slot + 1) & mask;
            _slots[slot] = i + 1;
        }
    }

    /// <summary>
    /// Eight bytes a step, multiply and fold. Ids are given in order of arrival, so the hash never shows in a result; long names that collide on
    /// purpose cost time, and metadata is limited in size.
    /// </summary>
    private static uint Hash(ReadOnlySpan<byte> text)
    {
        ulong hash = (ulong)text.Length * 0x9E3779B97F4A7C15;
        while (text.Length >= 8)
        {
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(text));
            text = text[8..];
        }

        ulong rest = 0;
        foreach (byte b in text) rest = (rest << 8) | b;
        return (uint)Mix(hash ^ rest);
    }

    private static ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value, 0xD6E8FEB86659FD93, out ulong low);
        return high ^ low;
    }
}
