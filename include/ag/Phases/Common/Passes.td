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
  let summary = "Write what the program is compiled for";
  let description = [{
    The module's attribute `ag.target` gets what is asked for, and keeps what it
    says else: to ask for another than it has is an error. `native` becomes the
    name of this machine's processor, what the machine adds to it or lacks of it,
    and the sizes of its caches where they are others. A virtual machine may have
    features that the processor which it is named as lacks: it is taken for the one
    of that vendor that lacks the fewest of them, and then has the fewest others. For
    cuda, `native` is the greatest march that this machine's GPU runs, as the driver
    says. Runs before the first phase that needs to know; with no option it checks
    that what the module says makes sense.

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
           "At most how many threads run a program; 0 does not ask for any">,
    ListOption<"needs", "needs", "std::string",
               "What gets its default where neither says it: march, threads">
  ];
}

def MergeEqualOpsPass : RestatingPass<"ag-merge-equal-ops", "::mlir::func::FuncOp"> {
  let summary = "Compute once what is computed twice";
  let description = [{
    As upstream's cse does, which compares each op with all that have the same
    operands: loops that begin with the same bounds and the same empty tensor. Here
    they are compared if what they hold is alike, too.

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
