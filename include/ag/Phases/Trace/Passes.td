//===- Passes.td - each entry stands alone -----------------*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_TRACE_PASSES_TD
#define AG_PHASES_TRACE_PASSES_TD

include "ag/Phases/Common/RestatingPass.td"

def IndexLoopsPass : RestatingPass<"ag-index-loops", "::mlir::ModuleOp"> {
  let summary = "Let loops be scf's, and count in index";
  let description = [{
    Upstream counts the turns of a loop in the width of its bounds, where the
    distance of two bounds may not fit, and takes a loop that counts too far for
    one without a turn. In index there is room for the distance of narrower bounds,
    and for the place behind the last turn.

    ```mlir
    scf.for %i = %a to %b step %s : i8 {
    ```
    becomes
    ```mlir
    %0 = arith.index_cast %a : i8 to index
    %1 = arith.index_cast %b : i8 to index
    %2 = arith.index_cast %s : i8 to index
    scf.for %3 = %0 to %1 step %2 {
      %4 = arith.index_cast %3 : index to i64
      %i = arith.trunci %4 : i64 to i8
    ```
    What casts the index of the loop to index as that has its sign is %3 itself.
    A loop of 64 bits whose last place and a step more may not fit, as its bounds
    are unsigned or numbers far apart, counts its turns from 0. A step that is a
    number below 1 is an error.

    affine.for, affine.if and affine.parallel become scf.for, scf.if and
    scf.parallel: upstream bufferizes these alone.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect"
  ];
}

def ForgetRulesPass : RestatingPass<"ag-forget-rules", "::mlir::ModuleOp"> {
  let summary = "Let regions no more say how they are differentiated";
  let description = [{
    Whoever asks for derivatives has them by now: nobody reads any more that a
    region has its own, or keeps nothing for the reverse. A rule that no other asks
    for can then go, and groups may cross the region.

    ```mlir
    ag.region "round" (%a = %x : tensor<4xf32>) -> (tensor<4xf32>) attributes {checkpoint, surrogate, vjp = @straight} {
    ```
    becomes
    ```mlir
    ag.region "round" (%a = %x : tensor<4xf32>) -> (tensor<4xf32>) {
    ```
  }];
}

def DecomposePass : RestatingPass<"ag-decompose", "::mlir::ModuleOp"> {
  let summary = "Replace ops that stand for others by those";
  let description = [{
    Ops that implement upstream's AggregatedOpInterface become their parts. To
    linalg.softmax, which does, are added linalg.pack and linalg.unpack (pads,
    reshapes and transposes), Winograd's transforms, tensor.reshape (ag.reshape),
    bufferization.alloc_tensor (an empty tensor, or the one that is copied), and
    cf.assert, wherever it stands:

    ```mlir
    linalg.generic ... ins(%i : tensor<4xi64>) ... {
    ^bb0(%in: i64, %out: f32):
      %below = arith.cmpi slt, %in, %c8 : i64
      cf.assert %below, "index must be smaller than dim size"
    ```
    becomes
    ```mlir
      %below = arith.cmpi slt, %in, %c8 : i64
      ag.require %below, "index must be smaller than dim size"
    ```
    Ops of arith and math on tensors become linalg.generic, a tensor.pad whose
    region computes what is at each place a tensor.generate and an insert_slice.
    An op that upstream doesn't decompose, say a linalg.pack into tiles of a size
    that is not a number, is an error.
  }];
  let dependentDialects = [
    "::ag::AGDialect", "::mlir::affine::AffineDialect",
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::math::MathDialect", "::mlir::tensor::TensorDialect"
  ];
}

def ScalarsToTensorsPass : RestatingPass<"ag-scalars-to-tensors", "::mlir::ModuleOp"> {
  let summary = "Make scalar arguments and results of entries tensors of rank 0";
  let description = [{
    Callers of an entry pass tensors and get tensors. A number is one of rank 0,
    and an index one of i64.

    ```mlir
    func.func @f(%x: f32, %n: index) -> f32 {
      ...
      return %y : f32
    ```
    becomes
    ```mlir
    func.func @f(%0: tensor<f32>, %1: tensor<i64>) -> tensor<f32> {
      %x = tensor.extract %0[] : tensor<f32>
      %2 = tensor.extract %1[] : tensor<i64>
      %n = arith.index_cast %2 : i64 to index
      ...
      %3 = tensor.from_elements %y : tensor<f32>
      return %3 : tensor<f32>
    ```
    Functions that others call stay as they are; inline them first.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::tensor::TensorDialect"
  ];
}

def FixDimsPass : Pass<"ag-fix-dims", "::mlir::ModuleOp"> {
  let summary = "Give named dimensions of the entries' arguments a size";
  let description = [{
    The program is specialised: where `ag.dims` names one of the dimensions given,
    arguments' types become static, and so do results' as far as that is proven.
    A name that no entry has is an error, and so is a size outside of `ag.ranges`.
    With `dims=batch=4`,

    ```mlir
    func.func @f(%x: tensor<?x8xf32> {ag.dims = ["batch", 8]}) -> tensor<?x8xf32>
        attributes {ag.ranges = {batch = [1, 64]}} {
      %y = ag.exp %x : tensor<?x8xf32>
      return %y : tensor<?x8xf32>
    ```
    becomes
    ```mlir
    func.func @f(%x: tensor<4x8xf32> {ag.dims = [4, 8]}) -> tensor<4x8xf32> {
      %0 = tensor.cast %x : tensor<4x8xf32> to tensor<?x8xf32>
      %y = ag.exp %0 : tensor<?x8xf32>
      %1 = tensor.cast %y : tensor<?x8xf32> to tensor<4x8xf32>
      return %1 : tensor<4x8xf32>
    ```
    The casts fold when the program is stated in linalg.
  }];
  let options = [
    ListOption<"dims", "dims", "std::string", "The sizes, as batch=4,seq=128">
  ];
  let dependentDialects = ["::mlir::tensor::TensorDialect"];
}

def FoldSizesPass : Pass<"ag-fold-sizes", "::mlir::ModuleOp"> {
  let summary = "Replace what the ranges of sizes decide by numbers";
  let description = [{
    A dimension is 0 at least, and what `ag.ranges` says where it says so. What can
    be but one number then is that: front ends compare sizes with 0, and choose
    others where they are less.

    ```mlir
    %0 = arith.index_cast %n : index to i64
    %1 = arith.cmpi slt, %0, %c0_i64 : i64
    %2 = arith.select %1, %other, %0 : i64
    ```
    becomes, if `%n` is a dimension,
    ```mlir
    %0 = arith.index_cast %n : index to i64
    %false = arith.constant false
    %2 = arith.select %false, %other, %0 : i64
    ```
    Ranges come of operands alone, in one walk; control flow has no part in them.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def RecordSignaturePass : Pass<"ag-record-signature", "::mlir::ModuleOp"> {
  let summary = "Record what callers of each entry see";
  let description = [{
    Gives every public function the attribute `ag.signature`: its arguments',
    results' and parameters' names, element types and sizes, which lowering
    forgets, what results take over or are the gradients of (which it remarks);
    and `ag.shapes`, which names a private function from the dynamic
    sizes of the arguments to the sizes of all results.

    ```mlir
    func.func @f(%x: tensor<?x4xf32> {ag.dims = ["n", 4]}) -> tensor<?xf32>
    ```
    gets, if it concatenates the rows of x,
    ```mlir
    func.func private @f.shapes(%n: index) -> index {
      %0 = affine.apply affine_map<()[s0] -> (s0 * 4)>()[%n]
      return %0 : index
    }
    ```
    A result whose size depends on the elements of a tensor is refused.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect", "::mlir::tensor::TensorDialect"
  ];
}

def LiftParametersPass : Pass<"ag-lift-parameters", "::mlir::ModuleOp"> {
  let summary = "Make each entry's parameters its last arguments";
  let description = [{
    The parameters that a public function uses become arguments behind its own, in
    the order of their names' bytes, each marked with `ag.parameter`. Expects that
    calls were inlined: a private function that uses a parameter is an error, and
    so is one name with two types, be one of these that of a gradient.

    ```mlir
    func.func @f(%x: tensor<4xf32>) -> tensor<4xf32> {
      %w = ag.parameter "w" : tensor<4xf32>
    ```
    becomes
    ```mlir
    func.func @f(%x: tensor<4xf32>, %w: tensor<4xf32> {ag.parameter = "w"}) -> tensor<4xf32> {
    ```
  }];
  let dependentDialects = ["::ag::AGDialect"];
}

#endif // AG_PHASES_TRACE_PASSES_TD
