using InitrdComposer.Questions.References;
using InitrdComposer.Questions.Unneeded;
using InitrdComposer.Tests.Questions.References;
using Xunit;

namespace InitrdComposer.Tests.Questions.Unneeded;

/// <summary>Candidates, and what leaves with them.</summary>
public sealed class UnneededReportTests : IDisposable
{
    private readonly PackedFolder _image = new();

    public void Dispose() => _image.Dispose();

    [Fact]
    public void LibrariesThatOnlyCandidatesNeedLeaveWithThem()
    {
        _image.Elf("usr/lib/libc.so.6", []).Elf("usr/lib/libown.so.1", ["libdeep.so.1"]).Elf("usr/lib/libdeep.so.1", []).Elf("usr/lib/libshared.so.1", []).Elf("usr/lib/libused.so.1", []);
        _image.Elf("init", ["libc.so.6", "libused.so.1"]);
        _image.Elf("usr/bin/idle", ["libc.so.6", "libown.so.1", "libshared.so.1", "libused.so.1"]).Elf("usr/bin/lazy", ["libshared.so.1"]);
        UnneededReport report = Report();
        Assert.Equal(["/usr/bin/idle", "/usr/bin/lazy"], Ordered(report)[..2]);
        Assert.Equal(["/usr/lib/libdeep.so.1", "/usr/lib/libown.so.1", "/usr/lib/libshared.so.1"], Ordered(report)[2..].Order(StringComparer.Ordinal));
        UnneededFile idle = report.Files[0];
        Assert.Equal(["/usr/lib/libdeep.so.1", "/usr/lib/libown.so.1"], idle.With.Select(path => path.ToString()));
        Assert.Equal(["/usr/bin/idle", "/usr/bin/idle", null], report.Files[2..].OrderBy(file => file.Path).Select(file => file.LeavesWith?.ToString()));
        Assert.Equal(idle.Length + report.Files.Where(file => idle.With.Contains(file.Path)).Sum(file => file.Length), idle.Saved);
        Assert.Equal(["/usr/bin/idle", "/usr/bin/lazy"], report.Files.Single(file => $"{file.Path}" == "/usr/lib/libshared.so.1").NeededBy.Select(path => path.ToString()));
        Assert.Equal(report.Files.Sum(file => file.Length), report.Length);
    }

    [Fact]
    public void FilesThatReferToEachOtherAloneAreCandidatesTogether()
    {
        _image.Write("init", "#!/bin/sh\n", isProgram: true).Write("bin/sh", "x", isProgram: true);
        _image.Write("usr/bin/ping", "#!/bin/sh\nexec pong\n", isProgram: true).Write("usr/bin/pong", "#!/bin/sh\nexec ping\n", isProgram: true);
        UnneededReport report = Report();
        Assert.Equal(["/usr/bin/ping", "/usr/bin/pong"], Ordered(report));
        Assert.Equal("/usr/bin/pong", Assert.Single(report.Files[0].With).ToString());
    }

    [Fact]
    public void AFileOneOfWhoseNamesIsNeededIsNoCandidate()
    {
        _image.Write("init", "#!/bin/sh\nneeded\n", isProgram: true).Write("bin/sh", "x", isProgram: true).Write("bin/needed", "y", isProgram: true).HardLink("bin/other", "bin/needed");
        Assert.Empty(Report().Files);
    }

    [Fact]
    public void WhatALinkLeadsToIsNeededIfTheLinkIs()
    {
        _image.Write("init", "#!/bin/sh\npager\n", isProgram: true).Write("bin/sh", "x", isProgram: true).Link("bin/pager", "/usr/share/less").Write("usr/share/less", "y").Link("bin/idle", "/usr/share/more").Write("usr/share/more", "z");
        Assert.Equal(["/usr/share/more"], Ordered(Report()));
    }

    [Fact]
    public void WhatWasLookedAtIsSaid()
    {
        _image.Write("init", "#!/bin/sh\n", isProgram: true).Elf("usr/lib/liba.so", []).Write("usr/lib/systemd/system/a.service", "[Service]\n").Link("bin", "usr/bin");
        Assert.Equal(
            ["1 programs and libraries (DT_NEEDED, notes of dlopen(), interpreters, constants)", "1 units and drop-ins", "1 scripts", "1 links"],
            Report().LookedAt.Select(row => $"{row.Count} {row.Kind}"));
    }

    private static string[] Ordered(UnneededReport report) => [.. report.Files.Select(file => file.Path.ToString())];

    private UnneededReport Report()
    {
        ImageSurvey survey = _image.Survey();
        return UnneededReport.Of(survey, ReferenceGraph.Of(survey));
    }
}
