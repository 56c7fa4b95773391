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
  let summary = "Put functions on batches where a program asks for them";
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
    which is made once for equal requests, after what @f itself asks for, batches or
    derivatives. What is the same for all elements stays so, and is computed once. An
    op with a Spec gets one more loop, other ops have rules (BatchableOpInterface), or
    are done for one element after the other. What is made of ops of upstream is of
    upstream.

    A choice or a loop that is the same for all elements stays. Of a choice that
    differs, all sides are done, and selects take what each element chose; a loop goes
    on as long as one element does, and the others keep what they carry. Elements
    fail, and turn, only for what they do. Sizes that differ over the batch are
    refused, and so are effects. Groups (ag.fused) are opened. Remarks (batch) say
    what was added.
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
    A function is differentiated as --grad says, by the notation of
    ag/Support/Notation/GradSpec.h:

    ```mlir
    func.func @f(%x: tensor<4xf32>) -> tensor<f32> {
      %0 = ag.contract "i,i->" %x, %x : tensor<4xf32>, tensor<4xf32> -> tensor<f32>
      return %0 : tensor<f32>
    }
    ```
    gets, for `f`, beside it

    ```mlir
    func.func @f_grad(%x: tensor<4xf32>) -> (tensor<4xf32> {ag.gradient_of = 0}) {
      %0 = ag.add %x, %x : tensor<4xf32>
      return %0 : tensor<4xf32>
    }
    ```
    @f_grad takes f's arguments and returns the gradients of those that are floats
    (or of those after wrt=), in order, then those of parameters, in the order of
    their names; with value, f's results come first. A single result that is one
    float has the cotangent 1; otherwise a cotangent of each result that has floats
    follows f's arguments. What of= leaves out of the results has neither. With
    mode=jvp, @f_jvp takes tangents after f's arguments, and returns f's results,
    then their tangents.

    An op may ask for a derivative, too (ag.derivative): it becomes a call of a
    private function that is made for it, innermost first. So does one that asks for a
    function on a batch (ag.vmap), as ag-batch says.

    Derivatives are written in the vocabulary of what they come from: those of
    upstream's ops are of upstream's. Only what is between what is differentiated
    by and what is differentiated has to have a derivative; the first op that has
    none is an error, with the path that leads to it. Equal ops are one before, so
    that what is written twice is differentiated once; regions with rules of their own
    stay apart.

    A loop is reversed by one that takes its turns from the last to the first, a
    choice by one that chooses alike. What is read of the forward ops in reverse is
    kept, by a loop in a stack of one value for each turn, or computed again, as a
    minimum cut over the bytes and the work says (remat=auto): products, windows and
    control flow are kept but in regions marked `checkpoint`, of which nothing is. In
    a block that the reverse shares with the forward ops, ag.barrier keeps the two
    apart; upstream has no such op, so that its straight code is kept. remat=keep does
    again what takes no time alone (numbers, views, broadcasts), remat=recompute keeps
    the fewest bytes. A loop with `ag.checkpoint = k` becomes one over parts of k turns,
    each a region marked `checkpoint`: the carry of each is kept, and its turns run
    again. Remarks (derivative, kept, redone, checkpoint) say what was added, kept and
    done again.

    The derivative is that of the program without its groups (ag.fused).
    What comes of an `ag.region` is in regions of its name, in reverse marked
    `backward`. One that carries its own derivative (`vjp`) has that put in reverse,
    and its transpose forward.
  }];
  let options = [
    Option<"grad", "grad", "std::string", "",
           "What to differentiate, by what: [f][:wrt=0,name][:of=0][:value][:mode=jvp]; ...">,
    Option<"isAsked", "asked", "bool", "true",
           "Whether to do what `grad` says, or what the program asks for alone">,
    Option<"remat", "remat", "std::string", "\"auto\"",
           "What is computed again, not kept, for the reverse: auto, keep, recompute">
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
