//===- Passes.td - gradients and tangents ------------------*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_DIFFERENTIATE_PASSES_TD
#define AG_PHASES_DIFFERENTIATE_PASSES_TD

include "mlir/Pass/PassBase.td"

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
    private function that is made for it, innermost first.

    Derivatives are written in the vocabulary of what they come from: those of
    upstream's ops are of upstream's. Only what is between what is differentiated
    by and what is differentiated has to have a derivative; the first op that has
    none is an error, with the path that leads to it.

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
