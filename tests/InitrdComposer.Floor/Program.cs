using InitrdComposer.Floor;

switch (args)
{
    case [("plan" or "plan-first") and var kind, var manifest, var repository, var plan]:
        File.WriteAllLines(plan, PlanMaker.Make(manifest, repository, isFirstOfKernel: kind == "plan-first").ToLines());
        return 0;
    case ["run", var plan, var output]:
        FloorRun.Run(Plan.Read(plan), output);
        return 0;
    default:
        Console.Error.WriteLine("usage: initrd-floor plan|plan-first MANIFEST REPOSITORY PLAN | run PLAN OUTPUT");
        return 2;
}
