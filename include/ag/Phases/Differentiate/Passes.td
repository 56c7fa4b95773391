//===- Passes.td - gradients and tangents ------------------*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_DIFFERENTIATE_PASSES_TD
#define AG_PHASES_DIFFERENTIATE_PASSES_TD

include "mlir/Pass/PassBase.td"

def BatchPass : Pass<"ag-batch", "::mlir::ModuleOp"> {
  let summary = "Batch functions as a program requests";
  let description = [{
    ```mlir
    func.func private @f(%x: tensor<3xf32>, %w: tensor<3x4xf32>) -> tensor<4xf32> {
      %0 = ag.contract "i,io->o" %x, %w : tensor<3xf32>, tensor<3x4xf32> -> tensor<4xf32>
      return %0 : tensor<4xf32>
    }
    %y = ag.vmap @f in [0, none] out [0] (%x, %w) : (tensor<8x3xf32>, tensor<3x4xf32>) -> tensor<8x4xf32>
    ```
    becomes a call of

    ```mlir
    func.func private @f.vmap(%x: tensor<8x3xf32>, %w: tensor<3x4xf32>) -> tensor<8x4xf32> {
      %0 = ag.contract "ni,io->no" %x, %w : tensor<8x3xf32>, tensor<3x4xf32> -> tensor<8x4xf32>
      return %0 : tensor<8x4xf32>
    }
    ```
    The function is created once for equal requests, after the batches and
    derivatives that @f itself requests. Values that are equal for all elements
    of the batch stay unbatched, and are computed once. An op with a Spec gets
    one more loop. Other ops have rules (BatchableOpInterface), or run for one
    element after the other. So do updates at positions that differ, each of
    which changes the tensor of all elements. The batched form of upstream's ops
    has ops of upstream.

    A choice or a loop whose condition is equal for all elements stays. If
    conditions differ, all branches of a choice are computed, and selects take
    the branch that each element chose, unless branches only change slices for
    their elements. A loop runs as long as one element
    continues, and the other elements keep their iter_args. An element fails, or
    keeps a loop running, only for what its own program does. Sizes that differ
    over the batch are errors, and so are effects. Groups (ag.fused) are
    inlined. Remarks (batch) say what was added.
  }];
  let dependentDialects = [
    "::ag::AGDialect", "::mlir::affine::AffineDialect",
    "::mlir::arith::ArithDialect", "::mlir::cf::ControlFlowDialect",
    "::mlir::linalg::LinalgDialect",
    "::mlir::math::MathDialect", "::mlir::scf::SCFDialect",
    "::mlir::tensor::TensorDialect"
  ];
}

def DifferentiatePass : Pass<"ag-differentiate", "::mlir::ModuleOp"> {
  let summary = "Add functions that compute derivatives of others";
  let description = [{
    Differentiates the functions that --grad names, in the notation of
    ag/Support/Notation/GradSpec.h:

    ```mlir
    func.func @f(%x: tensor<4xf32>) -> tensor<f32> {
      %0 = ag.contract "i,i->" %x, %x : tensor<4xf32>, tensor<4xf32> -> tensor<f32>
      return %0 : tensor<f32>
    }
    ```
    gets, for `f`, the derivative

    ```mlir
    func.func @f_grad(%x: tensor<4xf32>) -> (tensor<4xf32> {ag.gradient_of = 0}) {
      %0 = ag.add %x, %x : tensor<4xf32>
      return %0 : tensor<4xf32>
    }
    ```
    @f_grad takes f's arguments and returns the gradients of those that are
    floats (or of those after wrt=), in order. The gradients of parameters
    follow, in the order of their names. With value, f's results come first. If
    f has a single result that is one float, its cotangent is 1. Otherwise
    f_grad takes, after f's arguments, a cotangent for each result that has
    floats. Results that of= omits have neither. With mode=jvp, @f_jvp takes
    tangents after f's arguments, and returns f's results, then their tangents.

    An op may request a derivative, too (ag.derivative). It becomes a call of a
    private function that is created for it, innermost first. An op that
    requests a batched function (ag.vmap) is treated in the same way, as by
    ag-batch.

    Derivatives consist of ops of the original's dialects: those of upstream's
    ops are ops of upstream. Only ops on a path from an input to an output of
    the request must have a derivative. The first op without one is an error,
    with the path that leads to it. Equal ops are merged before, so that they
    are differentiated once. Regions with rules of their own are not merged.

    A loop is reversed by a loop over its iterations from the last to the first,
    and a choice by a choice with the same condition. Forward values that the
    reverse reads are saved or recomputed. A loop saves them in a stack with one
    value for each iteration. A minimum cut over bytes and work decides
    (remat=auto). It saves the results of products, windows and control flow,
    except in regions marked `checkpoint`, which save nothing. In a block that
    the reverse shares with the forward ops, ag.barrier keeps the two apart.
    Upstream has no such op, so that straight-line code of its ops is saved. The
    option remat=keep recomputes only values that take no time (numbers, views,
    broadcasts). The option remat=recompute saves the fewest bytes. A loop with
    `ag.checkpoint = k` becomes a loop over chunks of k iterations, each a
    region marked `checkpoint`. The iter_args of each chunk are saved, and its
    iterations run again. Remarks (derivative, kept, redone, checkpoint) report
    what was added, saved and recomputed.

    Groups (ag.fused) are inlined before differentiation. The derivatives of ops
    of an `ag.region` are in regions of the same name, which are marked
    `backward` in the reverse. If a region has its own derivative (`vjp`), the
    reverse contains that function, and forward mode contains its transpose.
  }];
  let options = [
    Option<"grad", "grad", "std::string", "",
           "Functions to differentiate: "
           "[f][:wrt=0,name][:of=0][:value][:mode=jvp]; ...">,
    Option<"isRequested", "asked", "bool", "true",
           "Whether to add the derivatives of `grad` or only of the program">,
    Option<"remat", "remat", "std::string", "\"auto\"",
           "Values that the reverse recomputes: auto, keep, recompute">
  ];
  let dependentDialects = [
    "::ag::AGDialect", "::mlir::affine::AffineDialect",
    "::mlir::arith::ArithDialect", "::mlir::cf::ControlFlowDialect",
    "::mlir::linalg::LinalgDialect",
    "::mlir::math::MathDialect", "::mlir::scf::SCFDialect",
    "::mlir::tensor::TensorDialect"
  ];
}

#endif // AG_PHASES_DIFFERENTIATE_PASSES_TD
