//===- Passes.td - entries for callers ---------------------*- tablegen -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_PHASES_TRACE_PASSES_TD
#define AG_PHASES_TRACE_PASSES_TD

include "ag/Phases/Common/RestatingPass.td"

def IndexLoopsPass : RestatingPass<"ag-index-loops", "::mlir::ModuleOp"> {
  let summary = "Convert affine loops to scf, and induction variables to index";
  let description = [{
    Upstream computes trip counts in the type of the bounds, in which the
    distance of two bounds may overflow. It then takes the loop for one that
    does not run. The type index can represent the distance of narrower bounds,
    and the value after the last iteration.

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
    An op that casts the induction variable to index with the right signedness
    is replaced by %3 itself. A 64-bit loop counts its iterations from 0 if its
    bounds are unsigned, or constants so far apart that the value after the last
    iteration may overflow. A step that is a constant below 1 is an error.

    affine.for, affine.if and affine.parallel become scf.for, scf.if and
    scf.parallel, because upstream bufferizes only these.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect"
  ];
}

def ForgetRulesPass : RestatingPass<"ag-forget-rules", "::mlir::ModuleOp"> {
  let summary = "Drop the differentiation attributes of regions";
  let description = [{
    All requested derivatives exist by now, so that no pass reads whether a
    region has its own rule, or saves no values for the reverse. A rule without
    other uses can then be erased, and groups may cross the region.

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
  let summary = "Replace aggregated ops by the ops that they stand for";
  let description = [{
    Decomposes ops that implement upstream's AggregatedOpInterface. Apart from
    linalg.softmax, which does, these are linalg.pack and linalg.unpack (pads,
    reshapes and transposes), Winograd's transforms, tensor.reshape
    (ag.reshape), bufferization.alloc_tensor (an empty tensor, or the tensor
    that it copies), and cf.assert in any region:

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
    Ops of arith and math on tensors become linalg.generic, and ops of index
    and math.clampf become ops of arith. A tensor.pad whose region computes
    elements from their positions becomes a tensor.generate and an insert_slice.
    An op that upstream does not decompose, such as a linalg.pack into tiles of
    a dynamic size, is an error.
  }];
  let dependentDialects = [
    "::ag::AGDialect", "::mlir::affine::AffineDialect",
    "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::math::MathDialect", "::mlir::tensor::TensorDialect"
  ];
}

def ScalarsToTensorsPass : RestatingPass<"ag-scalars-to-tensors", "::mlir::ModuleOp"> {
  let summary = "Turn scalar arguments and results of entries into tensors";
  let description = [{
    Callers of an entry pass and get tensors. A number becomes a tensor of rank
    0, and an index becomes one of i64.

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
    Functions that others call are not changed; inline them first.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::tensor::TensorDialect"
  ];
}

def FixDimsPass : Pass<"ag-fix-dims", "::mlir::ModuleOp"> {
  let summary = "Set named dimensions of the entries' arguments to constants";
  let description = [{
    Specializes the program. If `ag.dims` names one of the given dimensions, the
    types of arguments become static, and so do those of results as far as that
    is proved. A name that no entry has is an error, and so is a size outside of
    `ag.ranges`. With `dims=batch=4`,

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
    The casts fold when the program is lowered to linalg.
  }];
  let options = [
    ListOption<"dims", "dims", "std::string", "The sizes, such as batch=4,seq=128">
  ];
  let dependentDialects = ["::mlir::tensor::TensorDialect"];
}

def FoldSizesPass : Pass<"ag-fold-sizes", "::mlir::ModuleOp"> {
  let summary = "Fold sizes that ranges determine or whose terms cancel";
  let description = [{
    A dimension is at least 0, and within its range in `ag.ranges`. A value that
    these ranges restrict to one number becomes a constant. For example, front
    ends compare sizes with 0, and select another size if they are less.

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
    Ranges follow from operands alone, in one walk. Control flow is not
    considered.

    A sum of 64 bits is a polynomial in the values that it is computed from. If
    it is a number or one of these values, because other terms cancel, it is
    replaced. So the slice from `i` to `i + n` has a size that is known, although
    `i` is an element of a tensor.

    ```mlir
    %0 = arith.addi %i, %n : i64
    %1 = arith.index_cast %0 : i64 to index
    %2 = arith.index_cast %i : i64 to index
    %3 = arith.subi %1, %2 : index         // is replaced by %n, as an index
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def RecordSignaturePass : Pass<"ag-record-signature", "::mlir::ModuleOp"> {
  let summary = "Record the signature of each entry for its callers";
  let description = [{
    Adds the attribute `ag.signature` to every public function: the names,
    element types and sizes of its arguments, results and parameters, which
    lowering drops. It also says which arguments results take over, and which
    they are the gradients of; remarks report both. The attribute `ag.shapes`
    names a private function that computes the sizes of all results from the
    dynamic sizes of the arguments.

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
    A result whose size depends on the elements of a tensor is an error.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect", "::mlir::tensor::TensorDialect"
  ];
}

def LiftParametersPass : Pass<"ag-lift-parameters", "::mlir::ModuleOp"> {
  let summary = "Turn the parameters of each entry into its last arguments";
  let description = [{
    The parameters that a public function uses become arguments after its own,
    ordered by the bytes of their names, each marked with `ag.parameter`.
    Expects that calls have been inlined. A private function that uses a
    parameter is an error. So is one name with two types, one of which may be
    that of a gradient.

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
