using InitrdComposer.Floor;

switch (args)
{
    case ["plan", var manifest, var repository, var plan]:
        File.WriteAllLines(plan, PlanMaker.Make(manifest, repository).ToLines());
        return 0;
    case ["run", var plan, var output]:
        FloorRun.Run(Plan.Read(plan), output);
        return 0;
    default:
        Console.Error.WriteLine("usage: initrd-floor plan MANIFEST REPOSITORY PLAN | run PLAN OUTPUT");
        return 2;
}
