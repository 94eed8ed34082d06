using System.Runtime.ExceptionServices;

namespace InitrdComposer.Formats.IO;

/// <summary>Works a list off in order on several threads. The first item's failure is the one that is thrown, whichever happened first.</summary>
public static class ParallelWork
{
    public static void Run<T>(int workers, IReadOnlyList<T> items, Action<T> work)
    {
        var failures = new Exception?[items.Count];
        int next = -1;
        bool failed = false;

        void WorkOff()
        {
            for (int i; !Volatile.Read(ref failed) && (i = Interlocked.Increment(ref next)) < items.Count;)
            {
                try
                {
                    work(items[i]);
                }
#pragma warning disable CA1031 // carried over to the calling thread, not swallowed
                catch (Exception e)
#pragma warning restore CA1031
                {
                    failures[i] = e;
                    Volatile.Write(ref failed, true);
                }
            }
        }

        Parallel.Invoke([.. Enumerable.Repeat(WorkOff, workers)]);
        if (Array.Find(failures, failure => failure is not null) is Exception first) ExceptionDispatchInfo.Throw(first);
    }

    /// <summary>Makes the same of two at the same time.</summary>
    public static (TResult First, TResult Second) Both<T, TResult>(T first, T second, Func<T, TResult> make)
    {
        var made = new TResult[2];
        Run(2, [0, 1], index => made[index] = make(index == 0 ? first : second));
        return (made[0], made[1]);
    }
}
