using InitrdComposer.Diagnostics;
using InitrdComposer.Files;
using InitrdComposer.Testing;
using InitrdComposer.Uki;
using Xunit;

namespace InitrdComposer.Tests.Uki;

/// <summary>Programs that stand in for ukify.</summary>
public sealed class ExternalUkifyTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WhatItSaysLastIsTold()
    {
        string script = Script("echo one >&2; printf 'no \\033room\\n' >&2; exit 3");
        ComposerException refused = Assert.Throws<ComposerException>(() => Link(script, ExternalUkify.DefaultLimit, CancellationToken.None));
        Assert.Equal(("IC-UKI04", "ukify: exit code 3: no \\x1Broom"), (refused.Id.ToString(), refused.Message));
    }

    [Fact]
    public void AProgramThatIsNotThereIsNamed() =>
        Assert.Equal("IC-UKI04", Assert.Throws<ComposerException>(() => Link("/nonexistent/ukify", ExternalUkify.DefaultLimit, CancellationToken.None)).Id.ToString());

    /// <summary>And what it has started is ended with it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AProgramThatDoesNotEndIsEnded(bool isCancelled)
    {
        string script = Script($"sleep 1000 & echo $! >'{_folder["child"]}'; wait");
        using var cancellation = new CancellationTokenSource(isCancelled ? TimeSpan.FromSeconds(2) : Timeout.InfiniteTimeSpan);
        void Run() => Link(script, isCancelled ? ExternalUkify.DefaultLimit : TimeSpan.FromSeconds(2), cancellation.Token);
        if (isCancelled)
        {
            Assert.ThrowsAny<OperationCanceledException>(Run);
        }
        else
        {
            ComposerException refused = Assert.Throws<ComposerException>(Run);
            Assert.Equal(("IC-UKI05", FailureKind.Busy), (refused.Id.ToString(), refused.Id.Kind));
        }

        Assert.True(StartedProcess.Ends(_folder["child"]));
    }

    private void Link(string program, TimeSpan limit, CancellationToken cancellation)
    {
        using var output = new MemoryStream();
        new ExternalUkify(Disk.Host, _folder.Path, null, program, limit, cancellation).Link(UkiFixtures.Inputs, output);
    }

    private string Script(string text)
    {
        File.WriteAllText(_folder["ukify"], $"#!/bin/sh\n{text}\n");
        File.SetUnixFileMode(_folder["ukify"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return _folder["ukify"];
    }
}
