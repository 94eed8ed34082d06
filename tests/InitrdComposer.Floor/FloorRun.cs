using System.Runtime.InteropServices;
using System.Security.Cryptography;
using InitrdComposer.Floor.Native;

namespace InitrdComposer.Floor;

/// <summary>
/// The work that no implementation on two processors is spared: the payloads decompressed on two threads, the kept bodies hashed, the modules that are
/// stored uncompressed unpacked, and all modules of a kernel that is seen for the first time; all kept bytes compressed by two workers at level 3 and
/// written to a file. No metadata, no decisions, no headers.
/// </summary>
internal static unsafe class FloorRun
{
    private const int Threads = 2;
    private const int Level = 3;

    public static void Run(Plan plan, string output)
    {
        long length = plan.KeptLength;
        byte* kept = (byte*)NativeMemory.Alloc((nuint)length);
        var payloads = new nint[plan.Packages.Count];
        OnAllThreads(plan.Packages.Count, package => payloads[package] = Unpack(plan.Packages[package], kept));
        (nint Payload, IndexedModule Module)[] modules = [.. plan.Packages.Zip(payloads).SelectMany(pair => pair.First.Modules.Select(module => (pair.Second, module)))];
        OnAllThreads(modules.Length, i => Read(modules[i].Module, (byte*)modules[i].Payload));
        foreach (nint payload in payloads) NativeMemory.Free((void*)payload);
        LibZstd.Compress(kept, length, Level, Threads, output);
        NativeMemory.Free(kept);
    }

    private static void OnAllThreads(int count, Action<int> work)
    {
        int next = -1;
        var threads = new Thread[Threads];
        var failures = new Exception?[Threads];
        for (int i = 0; i < Threads; i++)
        {
            int thread = i;
            threads[i] = new Thread(() =>
            {
                try
                {
                    for (int item; (item = Interlocked.Increment(ref next)) < count;) work(item);
                }
                catch (Exception e) when (e is IOException or InvalidDataException)
                {
                    failures[thread] = e;
                }
            });
            threads[i].Start();
        }

        foreach (Thread thread in threads) thread.Join();
        if (failures.FirstOrDefault(failure => failure is not null) is Exception failed) throw new InvalidDataException(failed.Message, failed);
    }

    /// <returns>The payload, where modules of it are still to be read; else null.</returns>
    private static nint Unpack(PlannedPackage package, byte* kept)
    {
        using var file = File.OpenHandle(package.Path);
        int compressedLength = checked((int)(RandomAccess.GetLength(file) - package.PayloadOffset));
        byte* compressed = (byte*)NativeMemory.Alloc((nuint)compressedLength);
        byte* payload = (byte*)NativeMemory.Alloc((nuint)package.UnpackedLength);
        for (int read = 0; read < compressedLength;)
        {
            int more = RandomAccess.Read(file, new Span<byte>(compressed + read, compressedLength - read), package.PayloadOffset + read);
            if (more == 0) throw new InvalidDataException($"{package.Path}: ends early");
            read += more;
        }

        LibZstd.Decompress(compressed, compressedLength, payload, package.UnpackedLength);
        NativeMemory.Free(compressed);
        foreach (KeptBody body in package.Bodies) Keep(body, payload, kept, package.Path);
        if (package.Modules.Count > 0) return (nint)payload;
        NativeMemory.Free(payload);
        return 0;
    }

    private static void Read(IndexedModule module, byte* payload)
    {
        byte* unpacked = (byte*)NativeMemory.Alloc((nuint)module.UnpackedLength);
        LibLzma.Decompress(payload + module.Offset, module.Length, unpacked, module.UnpackedLength);
        NativeMemory.Free(unpacked);
    }

    private static void Keep(KeptBody body, byte* payload, byte* kept, string package)
    {
        var bytes = new ReadOnlySpan<byte>(payload + body.Offset, body.Length);
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != body.Sha256) throw new InvalidDataException($"{package}: the body at {body.Offset} is another");
        if (body.IsUnpacked) LibLzma.Decompress(payload + body.Offset, body.Length, kept + body.Target, body.KeptLength);
        else bytes.CopyTo(new Span<byte>(kept + body.Target, body.Length));
    }
}
