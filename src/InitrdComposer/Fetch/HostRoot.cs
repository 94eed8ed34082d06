using System.Text;
using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Formats.IO;
using InitrdComposer.Tree;

namespace InitrdComposer.Fetch;

/// <summary>A machine's files: this one's, or those below a folder, whose symbolic links lead nowhere else.</summary>
/// <param name="disk">Where they are.</param>
/// <param name="folder">Absolute.</param>
internal sealed class HostRoot(Disk disk, string folder)
{
    private readonly DiskView _view = new(disk);

    /// <summary>Null when there is no such file that can be read.</summary>
    /// <param name="problem">Why, or null.</param>
    public Stream? TryOpen(RootPath path, out string? problem)
    {
        problem = "missing";
        try
        {
            if (Resolve(path.ToString()) is not string host) return null;
            problem = null;
            var file = FileSource.Open(disk, host);
            return new OwningStream(file);
        }
        catch (ComposerException exception) when (exception.Id.Kind == FailureKind.LocalIO)
        {
            problem = exception.Id == LocalFailure.NotFound ? "missing" : exception.Message;
            return null;
        }
    }

    /// <summary>The path on this machine; null when links go round in circles.</summary>
    private string? Resolve(string path)
    {
        var pending = new Stack<string>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        var resolved = new List<string>();
        int links = 0;
        while (pending.TryPop(out string? name))
        {
            if (name == "..")
            {
                if (resolved.Count > 0) resolved.RemoveAt(resolved.Count - 1);
                continue;
            }

            string? target = name == "." ? "" : _view.LinkTarget(HostPath([.. resolved, name]));
            if (target is null)
            {
                resolved.Add(name);
                continue;
            }

            if (++links > DiskView.MaxLinks) return null;
            if (target.StartsWith('/')) resolved.Clear();
            foreach (string part in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse()) pending.Push(part);
        }

        return HostPath(resolved);
    }

    private string HostPath(IEnumerable<string> names) => $"{folder.TrimEnd('/')}/{string.Join('/', names)}";

    /// <summary>Closes the file with the stream.</summary>
    private sealed class OwningStream(FileSource file) : ReadOnlyStream
    {
        private readonly Stream _inner = file.OpenStream();

        public override int Read(Span<byte> buffer) => _inner.Read(buffer);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _inner.Dispose();
                file.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
