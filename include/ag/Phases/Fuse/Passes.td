//===- Passes.td - groups of ops ---------------------------*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_FUSE_PASSES_TD
#define AG_PHASES_FUSE_PASSES_TD

include "ag/Phases/Common/RestatingPass.td"

def JoinFactorsPass : Pass<"ag-join-factors", "::mlir::ModuleOp"> {
  let summary = "Fold factors that depend on parameters alone into parameters";
  let description = [{
    Finds factors and divisors that are applied on each run, but depend on
    parameters and constants alone. Multiplies them into a parameter, if that
    has no other reader. Load then computes the product once. For example, the
    scale of a batch norm is folded into the weight of the preceding
    convolution, and its shift stays:

    ```mlir
    %y = ag.contract "bi,io->bo" %x, %w : tensor<8x4xf32>, tensor<4x6xf32> -> tensor<8x6xf32>
    %d = ag.sub %y, %mean : tensor<8x6xf32>
    %z = ag.mul %d, %scale : tensor<8x6xf32>
    ```
    becomes
    ```mlir
    %v = ag.mul %w, %s : tensor<4x6xf32>
    %y = ag.contract "bi,io->bo" %x, %v : tensor<8x4xf32>, tensor<4x6xf32> -> tensor<8x6xf32>
    %m = ag.mul %mean, %scale : tensor<8x6xf32>
    %z = ag.sub %y, %m : tensor<8x6xf32>
    ```
    The Specs of the ops between determine where a factor goes: into an operand
    in which they are homogeneous. A factor of a value that products read goes
    into the other operand of each. Values are f32 or f64, and change by their
    rounding. A constant joins others only if it, their product, and the
    constants that it passes are between 2^-40 and 2^40 in magnitude (2^-400 and
    2^400 for f64). If two parameters join, an `ag.require` that names both
    fails if an element of their product overflows, or if all become subnormal.
    Load checks that.
  }];
  let dependentDialects = ["::ag::AGDialect", "::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect",
                           "::mlir::tensor::TensorDialect"];
}

def OpenGroupsPass : RestatingPass<"ag-open-groups", "::mlir::ModuleOp"> {
  let summary = "Inline groups, for passes that create them again";
  let description = [{
    Inlines the bodies of groups and drops their attributes. Marks the module if
    it had groups, so that `ag-fuse=again` creates groups.
  }];
  let dependentDialects = ["::ag::AGDialect"];
}

def UseKnownSumsPass : Pass<"ag-use-known-sums", "::mlir::ModuleOp"> {
  let summary = "Compute sums from values that exist already";
  let description = [{
    Does what `ag-fuse` does before it creates groups. Some sums have to wait
    for a complete product that is read later. They are replaced by sums of
    existing values over another dimension, if their forms allow it. A sum that
    cancels is replaced by 0. For example, the gradient of a softmax before a
    product does not wait for the scores:

    ```mlir
    %o = ag.contract "ij,je->ie" %p, %v : tensor<24x24xf32>, tensor<24x4xf32> -> tensor<24x4xf32>
    %dp = ag.contract "ie,je->ij" %g, %v : tensor<24x4xf32>, tensor<24x4xf32> -> tensor<24x24xf32>
    %t = ag.mul %p, %dp : tensor<24x24xf32>
    %r = ag.reduce sum %t [1] : tensor<24x24xf32> -> tensor<24xf32>
    ```
    becomes
    ```mlir
    %r = ag.contract "ie,ie->i" %g, %o : tensor<24x4xf32>, tensor<24x4xf32> -> tensor<24xf32>
    ```
    Values change by their rounding. Regions (`ag.region`) stay: only values of
    the same region, or outside of all regions, are computed from each other.
  }];
  let dependentDialects = ["::ag::AGDialect"];
}

def FusePass : Pass<"ag-fuse", "::mlir::ModuleOp"> {
  let summary = "Group ops that are computed in one loop nest";
  let description = [{
    Ops of one block that share loops, and move fewer bytes as a group than
    separately, become an `ag.fused`, which holds them as they were written.
    They may be ops of ag, of linalg on tensors, or both. Products are in one
    group with the ops for which ag-tile-groups has loops; the two passes use
    the same plan. Regions (`ag.region`) that a group crosses are inlined; the
    locations of the ops and the group keep their names.

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
    `passes` is how often the group iterates over the dimension that it reduces.
    `form` is a hash of the function that it computes, independent of its
    spelling. Softmax has one form, whichever value is subtracted for safety,
    and two passes. `bytes` and `flops` (left out above) are the bytes moved and
    the operations computed, op by op and as a group. They are those at the
    sizes that memory is planned for. `nest` is an `#ag.nest` of dimensions of
    the group's operands and results: the loops that `schedule` creates. If a
    loop has no such dimension, the group has no `nest`, and `schedule` chooses.
    Existing groups stay. Their passes, form and nest are checked, and a nest
    for another processor is replaced. If a module has no groups, but pins
    (ag.shard), which separate groups, it is marked, so that --shard, which
    removes the pins, creates groups.

    The bytes are those of the processor that the module is compiled for, or
    else the default one, and of one core, whatever the number of threads.
  }];
  let dependentDialects = ["::ag::AGDialect"];
  let options = [
    Option<"isChecked", "checked", "bool", "false",
      "Existing groups were checked before: an op that is no longer a valid "
      "group, because its ops were folded, is inlined instead of an error.">,
    Option<"isAgain", "again", "bool", "false",
      "Run only if an earlier pass inlined groups, or if there are pins.">
  ];
}

def ForgetGroupsPass : Pass<"ag-forget-groups", "::mlir::ModuleOp"> {
  let summary = "Check the attributes of groups, and drop them";
  let description = [{
    Checks the `passes`, `form` and `nest` of groups, and drops them, because a
    group's form may change once sizes become constants and constants are
    folded. `ag-fuse` sets them again. A remark `nest` reports that the loops of
    a group were chosen for another processor.
  }];
  let dependentDialects = ["::ag::AGDialect"];
}

#endif // AG_PHASES_FUSE_PASSES_TD
