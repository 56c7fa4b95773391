//===- Passes.td - what is computed together ---------------*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_FUSE_PASSES_TD
#define AG_PHASES_FUSE_PASSES_TD

include "mlir/Pass/PassBase.td"

def FusePass : Pass<"ag-fuse", "::mlir::ModuleOp"> {
  let summary = "Put ops that are computed together into groups";
  let description = [{
    Ops of one block, of ag, of linalg on tensors or both, that share loops, and
    together move fewer bytes than apart, become an `ag.fused`, which holds them as
    they were written.

    ```mlir
    %e = ag.exp %x : tensor<8x72xf32>
    %s = ag.reduce sum %e [1] : tensor<8x72xf32> -> tensor<8xf32>
    ```
    becomes
    ```mlir
    %s = ag.fused (%a = %x : tensor<8x72xf32>) -> (tensor<8xf32>) attributes {form = "...", passes = 1 : i64} {
      %0 = ag.exp %a : tensor<8x72xf32>
      %1 = ag.reduce sum %0 [1] : tensor<8x72xf32> -> tensor<8xf32>
      ag.yield %1 : tensor<8xf32>
    }
    ```
    `passes` is how often the group goes through the dimension that it reduces, and
    `form` is a hash of what it computes, however it is spelled: softmax has one
    form, whatever is subtracted for safety, and two passes. `bytes` and `flops` are
    what is moved and computed op by op, and as a group, at the sizes that memory is
    planned for (left out above). Groups that are there stay; what they say of their
    passes and form is checked.

    Which ops move fewer bytes is told for the processor that the module is compiled
    for, else for the default one, and for one core, whatever the number of threads.
  }];
  let dependentDialects = ["::ag::AGDialect"];
}

#endif // AG_PHASES_FUSE_PASSES_TD
