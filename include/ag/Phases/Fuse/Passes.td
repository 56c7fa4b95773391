//===- Passes.td - what is computed together ---------------*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_FUSE_PASSES_TD
#define AG_PHASES_FUSE_PASSES_TD

include "ag/Phases/Common/RestatingPass.td"

def JoinFactorsPass : Pass<"ag-join-factors", "::mlir::ModuleOp"> {
  let summary = "Multiply parameters by what depends on parameters alone";
  let description = [{
    What multiplies or divides on each run, but depends on parameters and constants
    alone, joins a parameter that it can be multiplied into, where nobody else reads
    that; load then computes it once. So the scale of a batch norm goes into the
    convolution in front of it, and its shift stays:

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
    Where such a factor goes is told by the Specs of the ops between, to which of
    their operands they are homogeneous; and a factor in front of products goes into
    what each is with. Values are of f32 or f64, and change by their rounding: a
    constant joins others only if it, what they become together, and those that it
    passes are between 2^-40 and 2^40 in magnitude, for f64 2^-400 and 2^400. Where
    two parameters join, an `ag.require` that names both fails if an element of their
    product overflows, or all become subnormal; load checks that.
  }];
  let dependentDialects = ["::ag::AGDialect", "::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect",
                           "::mlir::tensor::TensorDialect"];
}

def OpenGroupsPass : RestatingPass<"ag-open-groups", "::mlir::ModuleOp"> {
  let summary = "Open groups, for passes that make them again";
  let description = [{
    What was in groups stands in line; what groups say of themselves is forgotten,
    and the module is marked, so that `ag-fuse=again` makes groups where there were
    some.
  }];
  let dependentDialects = ["::ag::AGDialect"];
}

def UseKnownSumsPass : Pass<"ag-use-known-sums", "::mlir::ModuleOp"> {
  let summary = "Make sums of what is there already";
  let description = [{
    As `ag-fuse` does before it makes groups: a sum over a dimension that is one over
    another of what is there becomes that, where it would have to wait for all of a
    product that is read behind it; and a sum that cancels is 0. So the gradient of
    a softmax in front of a product waits for no scores:

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
    Values change by their rounding. Regions (`ag.region`) stay: only what stands in
    one of them, or outside of all, is made of each other.
  }];
  let dependentDialects = ["::ag::AGDialect"];
}

def FusePass : Pass<"ag-fuse", "::mlir::ModuleOp"> {
  let summary = "Put ops that are computed together into groups";
  let description = [{
    Ops of one block, of ag, of linalg on tensors or both, that share loops, and
    together move fewer bytes than apart, become an `ag.fused`, which holds them as
    they were written. Products are in one group with what ag-tile-groups has loops
    for; the two passes ask one plan. Regions (`ag.region`) that a group crosses are
    opened; ops and group keep their names in locations.

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
    planned for (left out above). `nest` says in which loops the group is computed,
    an `#ag.nest` of dimensions of its operands and results, which `schedule` makes;
    a group of which a loop has no such name says none, and `schedule` chooses.
    Groups that are there stay; what they say of their passes, form and nest is
    checked, and a nest for another processor is made anew. A module without any, but with pins (ag.shard),
    which are borders, is marked, so that --shard, which takes these away, makes some.

    Which ops move fewer bytes is told for the processor that the module is compiled
    for, else for the default one, and for one core, whatever the number of threads.
  }];
  let dependentDialects = ["::ag::AGDialect"];
  let options = [
    Option<"isChecked", "checked", "bool", "false",
      "Groups that are there were checked before: what is no group any more, as its "
      "ops were folded, is opened, and no error.">,
    Option<"isAgain", "again", "bool", "false",
      "Only where there were groups, which a pass before has opened, or pins.">
  ];
}

def ForgetGroupsPass : Pass<"ag-forget-groups", "::mlir::ModuleOp"> {
  let summary = "Check what groups say of themselves, and drop it";
  let description = [{
    A group that says `passes`, `form` or `nest` is checked, and then says nothing of
    itself any more: once sizes become numbers, and constants are folded, its form may
    be another one. `ag-fuse` says it anew. A remark `nest` tells that the loops of a
    group were chosen for another processor.
  }];
  let dependentDialects = ["::ag::AGDialect"];
}

#endif // AG_PHASES_FUSE_PASSES_TD
