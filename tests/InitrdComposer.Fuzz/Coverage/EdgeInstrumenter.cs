using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace InitrdComposer.Fuzz.Coverage;

/// <summary>
/// Rewrites an assembly so that it counts which ways were taken through it: one counter a method's and a handler's beginning, and two a conditional branch,
/// so that no two edges share one. A counter is a byte at <see cref="MapField"/>, which points to nothing until the process that loads the assembly sets it.
/// </summary>
internal static class EdgeInstrumenter
{
    public const string TypeName = "InitrdComposer.Fuzz.Edges";
    public const string MapField = "Map";
    public const string CountField = "Count";

    /// <summary>Writes the counting copy of an assembly.</summary>
    public static void Instrument(string assembly, string copy)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(assembly, new ReaderParameters { InMemory = true });
        var map = new FieldDefinition(MapField, FieldAttributes.Public | FieldAttributes.Static, new PointerType(module.TypeSystem.Byte));
        int edges = 0;
        foreach (MethodDefinition method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody))
        {
            edges = Instrument(method.Body, map, edges);
        }

        var count = new FieldDefinition(CountField, FieldAttributes.Public | FieldAttributes.Static | FieldAttributes.Literal, module.TypeSystem.Int32) { Constant = edges };
        int dot = TypeName.LastIndexOf('.');
        const TypeAttributes Static = TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit;
        var type = new TypeDefinition(TypeName[..dot], TypeName[(dot + 1)..], Static, module.TypeSystem.Object) { Fields = { map, count } };
        module.Types.Add(type);
        Optimise(module.Assembly);
        module.Write(copy);
    }

    /// <summary>What a debug build asks of the compiler would slow every execution down threefold.</summary>
    private static void Optimise(AssemblyDefinition assembly)
    {
        foreach (CustomAttribute debuggable in assembly.CustomAttributes.Where(attribute => attribute.AttributeType.Name == "DebuggableAttribute").ToList())
        {
            assembly.CustomAttributes.Remove(debuggable);
        }
    }

    private static int Instrument(MethodBody body, FieldDefinition map, int edges)
    {
        // Short branches may not reach as far any more.
        body.SimplifyMacros();
        ILProcessor il = body.GetILProcessor();
        Instruction[] original = [.. body.Instructions];
        foreach (Instruction instruction in original)
        {
            if (instruction.OpCode.FlowControl != FlowControl.Cond_Branch) continue;
            if (instruction.Operand is Instruction[] targets)
            {
                Instruction last = instruction;
                Instruction next = instruction.Next;
                last = AddAfter(il, last, il.Create(OpCodes.Br, next));
                for (int i = 0; i < targets.Length; i++)
                {
                    Instruction[] probe = Probe(il, map, edges++);
                    foreach (Instruction step in probe) last = AddAfter(il, last, step);
                    last = AddAfter(il, last, il.Create(OpCodes.Br, targets[i]));
                    targets[i] = probe[0];
                }
            }
            else
            {
                // if (x) goto target;   becomes   if (x) goto taken; goto fallen; taken: count; goto target; fallen: count;
                var target = (Instruction)instruction.Operand;
                Instruction[] taken = Probe(il, map, edges++), fallen = Probe(il, map, edges++);
                Instruction last = AddAfter(il, instruction, il.Create(OpCodes.Br, fallen[0]));
                foreach (Instruction step in taken) last = AddAfter(il, last, step);
                last = AddAfter(il, last, il.Create(OpCodes.Br, target));
                foreach (Instruction step in fallen) last = AddAfter(il, last, step);
                instruction.Operand = taken[0];
            }
        }

        foreach (Instruction start in body.ExceptionHandlers.Select(handler => handler.HandlerStart).Append(original[0]).Distinct().ToList())
        {
            Instruction[] probe = Probe(il, map, edges++);
            foreach (Instruction step in probe) il.InsertBefore(start, step);
            foreach (ExceptionHandler handler in body.ExceptionHandlers)
            {
                if (handler.HandlerStart == start) handler.HandlerStart = probe[0];
                if (handler.TryEnd == start) handler.TryEnd = probe[0];
                if (handler.HandlerEnd == start) handler.HandlerEnd = probe[0];
                if (handler.TryStart == start && start == original[0]) handler.TryStart = probe[0];
            }
        }

        body.OptimizeMacros();
        return edges;
    }

    private static Instruction AddAfter(ILProcessor il, Instruction last, Instruction added)
    {
        il.InsertAfter(last, added);
        return added;
    }

    private static Instruction[] Probe(ILProcessor il, FieldDefinition map, int edge) =>
    [
        il.Create(OpCodes.Ldsfld, map), il.Create(OpCodes.Ldc_I4, edge), il.Create(OpCodes.Add), il.Create(OpCodes.Dup), il.Create(OpCodes.Ldind_U1), il.Create(OpCodes.Ldc_I4_1),
        il.Create(OpCodes.Add), il.Create(OpCodes.Stind_I1),
    ];
}
