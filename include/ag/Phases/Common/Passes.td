//===- Passes.td - passes that several phases run ----------*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_COMMON_PASSES_TD
#define AG_PHASES_COMMON_PASSES_TD

include "ag/Phases/Common/RestatingPass.td"

def SetTargetPass : RestatingPass<"ag-set-target", "::mlir::ModuleOp"> {
  let summary = "Record what the program is compiled for";
  let description = [{
    Adds the requested values to the module's attribute `ag.target`, and keeps
    its other fields. A request for another value than the module has is an
    error. `native` is replaced by the name of this machine's processor and the
    features that the machine has in addition or lacks. The sizes of its caches
    are added if they differ. A virtual machine may have features that the
    processor which it is named as lacks. It is then taken for the processor of
    that vendor that lacks the fewest of the machine's features and, among
    these, adds the fewest. For cuda, `native` is the greatest march that this
    machine's GPU runs, according to the driver. The pass runs before the first
    phase that reads the target. Without options it checks that the module's
    target is consistent.

    ```mlir
    module {
    ```
    becomes, with `march=x86-64-v4 threads=2`,
    ```mlir
    module attributes {ag.target = {kind = "cpu", march = "x86-64-v4", threads = 2}} {
    ```
  }];
  let options = [
    Option<"kind", "target", "std::string", /*default=*/"",
           "The kind of machine: cpu or cuda">,
    Option<"march", "march", "std::string", /*default=*/"",
           "The processor: native, an x86-64 level or a name that LLVM knows; "
           "for cuda native, sm_80, sm_90, ...">,
    Option<"threads", "threads", "int64_t", /*default=*/"0",
           "At most how many threads run a program; 0 makes no request">,
    ListOption<"needs", "needs", "std::string",
               "Fields that get a default if they are missing: march, threads">
  ];
}

def MergeEqualOpsPass : RestatingPass<"ag-merge-equal-ops", "::mlir::func::FuncOp"> {
  let summary = "Merge equal ops, also those with regions";
  let description = [{
    Merges the ops that upstream's CSE merges. Upstream compares each op with
    all ops that have the same operands, such as loops with the same bounds and
    the same empty tensor. This pass compares only ops whose regions are alike,
    too.

    ```mlir
    %a = scf.for ... { ... reads %x }
    %b = scf.for ... { ... reads %x }
    ```
    becomes
    ```mlir
    %a = scf.for ... { ... reads %x }
    ```
  }];
}

#endif // AG_PHASES_COMMON_PASSES_TD
