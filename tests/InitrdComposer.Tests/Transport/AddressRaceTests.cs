using System.Net;
using System.Net.Sockets;
using InitrdComposer.Transport;
using Xunit;

namespace InitrdComposer.Tests.Transport;

public sealed class AddressRaceTests
{
    private static readonly IPAddress[] Two = Parsed("2001:db8::1", "192.0.2.1");

    [Fact]
    public void FamiliesAreTriedInTurn() => Assert.Equal(
        Parsed("2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2", "2001:db8::3"),
        AddressRace.InTurn(Parsed("2001:db8::1", "2001:db8::2", "2001:db8::3", "192.0.2.1", "192.0.2.2")));

    [Fact]
    public async Task AnAddressThatSaysNothingIsNotWaitedFor()
    {
        var connected = new Connected();
        bool isStopped = false;
        Connected got = await FirstAsync(Two, async (address, stop) =>
        {
            if (address.Equals(Two[1])) return connected;
            using CancellationTokenRegistration _ = stop.Register(() => isStopped = true);
            await Task.Delay(Timeout.Infinite, stop);
            throw new InvalidOperationException("it never says anything");
        });
        Assert.Same(connected, got);
        Assert.True(isStopped);
        Assert.False(connected.IsDisposed);
    }

    /// <summary>It has a quarter of a second, and then the others beside it.</summary>
    [Fact]
    public async Task WhatComesSecondIsDisposedOf()
    {
        var first = new Connected();
        var second = new Connected();
        var isTried = new TaskCompletionSource();
        Connected got = await FirstAsync(Two, async (address, stop) =>
        {
            if (address.Equals(Two[1]))
            {
                isTried.SetResult();
                await Task.Delay(Timeout.Infinite, stop).ContinueWith(static _ => { }, TaskScheduler.Default);
                return second;
            }

            await isTried.Task;
            return first;
        });
        Assert.Same(first, got);
        Assert.True(SpinWait.SpinUntil(() => second.IsDisposed, TimeSpan.FromSeconds(30)));
        Assert.False(first.IsDisposed);
    }

    [Fact]
    public async Task AfterARefusalTheNextIsTriedAtOnce()
    {
        List<IPAddress> tried = [];
        IPAddress[] many = [.. Enumerable.Range(1, 5).Select(i => IPAddress.Parse($"192.0.2.{i}"))];
        await FirstAsync(many, (address, _) =>
        {
            tried.Add(address);
            return address.Equals(many[^1]) ? ValueTask.FromResult(new Connected()) : throw new SocketException((int)SocketError.ConnectionRefused);
        });
        Assert.Equal(many, tried);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(20)]
    public async Task WhereAllRefuseSoDoesTheHost(int count)
    {
        IPAddress[] many = [.. Enumerable.Range(1, count).Select(i => IPAddress.Parse($"192.0.2.{i}"))];
        SocketException refused = await Assert.ThrowsAsync<SocketException>(() => FirstAsync<Connected>(many, static (_, _) => throw new SocketException((int)SocketError.ConnectionRefused)));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    private static Task<T> FirstAsync<T>(IPAddress[] addresses, Func<IPAddress, CancellationToken, ValueTask<T>> connect)
        where T : IDisposable => AddressRace.FirstAsync(addresses, connect, TimeProvider.System, TestContext.Current.CancellationToken);

    private static IPAddress[] Parsed(params string[] addresses) => [.. addresses.Select(IPAddress.Parse)];

    private sealed class Connected : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
