using Xunit;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(InitrdComposer.EndToEnd.Tests.BootsFirst))]

namespace InitrdComposer.EndToEnd.Tests;

/// <summary>Tests that start machines run one after the other, so that two boots never compete, beside all that start none.</summary>
public static class BootCollection
{
    public const string Name = "boots";
}

/// <summary>The longest row of tests begins first: nothing is left to wait for when the others are through.</summary>
public sealed class BootsFirst : ITestCollectionOrderer
{
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(collection => collection.TestCollectionDisplayName == BootCollection.Name)];
}
