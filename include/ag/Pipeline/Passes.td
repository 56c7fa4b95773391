//===- Passes.td - phases as passes ------------------------*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PIPELINE_PASSES_TD
#define AG_PIPELINE_PASSES_TD

include "ag/Phases/Common/RestatingPass.td"

def RunPhasesPass : RestatingPass<"ag-run-phases", "::mlir::ModuleOp"> {
  let summary = "Run the phases that remain";
  let description = [{
    The phases that run, and their passes, follow from the module's attributes
    `ag.phase` and `ag.target` when the pass runs. `--to=PHASE` is this pass with
    `to=PHASE`. `--shard=SPEC` is this pass with `to=shard` and `shard=SPEC`, and
    then `ag-fuse` if the program had groups.
  }];
  let options = [
    Option<"to", "to", "std::string", /*default=*/"\"lower\"",
           "The last phase to run">,
    Option<"shard", "shard", "std::string", /*default=*/"",
           "The mesh that the phase shard distributes the program over; if empty, that phase does not run">,
    Option<"printsMemory", "print-memory", "bool", "false",
           "Print what each entry's workspace holds, on the standard error">
  ];
}

def BeginPhasePass : RestatingPass<"ag-begin-phase", "::mlir::ModuleOp"> {
  let summary = "Bring the module into the state that a parser would leave";
  let description = [{
    Runs before the passes of a phase. Use lists and locations become those of the
    printed program, so that printing and continuing one changes nothing. The
    program of one rank is refused: phases run before a program is sharded.
  }];
  let options = [
    Option<"phase", "phase", "std::string", /*default=*/"\"trace\"",
           "The phase that begins">
  ];
}

def EndPhasePass : RestatingPass<"ag-end-phase", "::mlir::ModuleOp"> {
  let summary = "Verify what a phase promises, and record that it is done";
  let description = [{
    Runs after the passes of a phase. Reports each op that the table of phases does
    not allow after it, and writes the module's attribute `ag.phase`.
  }];
  let options = [
    Option<"phase", "phase", "std::string", /*default=*/"\"trace\"",
           "The phase that ends">
  ];
}

#endif // AG_PIPELINE_PASSES_TD
