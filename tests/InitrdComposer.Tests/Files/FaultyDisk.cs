using InitrdComposer.Files;

namespace InitrdComposer.Tests.Files;

/// <summary>What a <see cref="Disk"/> or a <see cref="DiskFile"/> is asked for.</summary>
internal enum DiskOperation
{
    Open,
    Read,
    Status,
    List,
    ReadLink,
    Lock,
    Create,
    OpenOrCreate,
    Write,
    SetLength,
    Sync,
    MakeLink,
    MakeFolder,
    SetMode,
    Touch,
    Rename,
    Remove,
    RemoveFolder,
}

/// <summary>One operation of a run.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Path">Of a rename the old name.</param>
internal sealed record DiskStep(int Number, DiskOperation Operation, string Path)
{
    public override string ToString() => $"operation {Number}, {Operation} of {Path}";
}

/// <summary>
/// The disk of this machine, which counts operations and fails those that a test wants failed. The first write that fails has written half. One operation
/// happens after the other, so that nothing happens any more once one has failed for good.
/// </summary>
/// <param name="errno">What an operation fails with; 0: it does not.</param>
internal sealed class FaultyDisk(Func<DiskStep, int> errno) : Disk
{
    private readonly List<DiskStep> _steps = [];
    private readonly System.Threading.Lock _oneByOne = new();
    private bool _hasFailed;

    /// <summary>What happened, in order.</summary>
    public IReadOnlyList<DiskStep> Steps
    {
        get
        {
            lock (_oneByOne) return [.. _steps];
        }
    }

    public override DiskFile Open(string path) => Do(DiskOperation.Open, path, () => new CountedFile(this, Host.Open(path), path));

    public override DiskFile Create(string path) => Do(DiskOperation.Create, path, () => new CountedFile(this, Host.Create(path), path));

    public override DiskFile OpenOrCreate(string path) => Do(DiskOperation.OpenOrCreate, path, () => new CountedFile(this, Host.OpenOrCreate(path), path));

    public override FileStatus? Status(string path, bool followsLinks = false) => Do(DiskOperation.Status, path, () => Host.Status(path, followsLinks));

    public override IReadOnlyList<string> List(string folder) => Do(DiskOperation.List, folder, () => Host.List(folder));

    public override string ReadLink(string path) => Do(DiskOperation.ReadLink, path, () => Host.ReadLink(path));

    public override void MakeLink(string path, string target) => Do(DiskOperation.MakeLink, path, () => Host.MakeLink(path, target));

    public override bool MakeFolder(string path, ushort mode = OpenToAll) => Do(DiskOperation.MakeFolder, path, () => Host.MakeFolder(path, mode));

    public override void SetMode(string path, ushort mode) => Do(DiskOperation.SetMode, path, () => Host.SetMode(path, mode));

    public override void Touch(string path) => Do(DiskOperation.Touch, path, () => Host.Touch(path));

    public override void Rename(string from, string to, RenameKind kind = RenameKind.Replace) => Do(DiskOperation.Rename, from, () => Host.Rename(from, to, kind));

    public override void Remove(string path) => Do(DiskOperation.Remove, path, () => Host.Remove(path));

    public override void RemoveFolder(string path) => Do(DiskOperation.RemoveFolder, path, () => Host.RemoveFolder(path));

    private void Do(DiskOperation operation, string path, Action act) => Do(operation, path, () =>
    {
        act();
        return true;
    });

    private T Do<T>(DiskOperation operation, string path, Func<T> act)
    {
        lock (_oneByOne)
        {
            Step(operation, path);
            return act();
        }
    }

    /// <summary>Counts, and throws what the test wants.</summary>
    private void Step(DiskOperation operation, string path)
    {
        var step = new DiskStep(_steps.Count + 1, operation, path);
        _steps.Add(step);
        int number = errno(step);
        if (number == 0) return;
        _hasFailed = true;
        throw new IOException($"{step} was made to fail", number);
    }

    private sealed class CountedFile(FaultyDisk disk, DiskFile file, string path) : DiskFile
    {
        public override int ReadAt(long offset, Span<byte> into)
        {
            lock (disk._oneByOne)
            {
                disk.Step(DiskOperation.Read, path);
                return file.ReadAt(offset, into);
            }
        }

        public override void WriteAt(long offset, ReadOnlySpan<byte> bytes)
        {
            lock (disk._oneByOne)
            {
                bool isFirstFailure = !disk._hasFailed;
                try
                {
                    disk.Step(DiskOperation.Write, path);
                }
                catch (IOException) when (isFirstFailure)
                {
                    file.WriteAt(offset, bytes[..(bytes.Length / 2)]);
                    throw;
                }

                file.WriteAt(offset, bytes);
            }
        }

        public override void SetLength(long length) => disk.Do(DiskOperation.SetLength, path, () => file.SetLength(length));

        public override FileStatus Status() => disk.Do(DiskOperation.Status, path, file.Status);

        /// <summary>Not done: no power is cut here, and it takes its time.</summary>
        public override void Sync() => disk.Do(DiskOperation.Sync, path, () => { });

        public override LockOutcome TryLock()
        {
            try
            {
                return disk.Do(DiskOperation.Lock, path, file.TryLock);
            }
            catch (IOException)
            {
                return LockOutcome.Unavailable;
            }
        }

        public override void ShareLock() => file.ShareLock();

        public override void Unlock() => file.Unlock();

        /// <summary>
        /// Here a dead run's process lives on, and a child that another test has just forked may have the lock still: a process that dies takes it along.
        /// </summary>
        protected override void Dispose(bool disposing)
        {
            file.Unlock();
            file.Dispose();
        }
    }
}
