// Lookups by index in torch-mlir's form, with an assertion for each index.
// RUN: ag-run %s --entry=embedding --dim=n=5 --input=randn:1 --input=iota --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=index_select --dim=n=4 --input=randn:1 --input=ones --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=nearest --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --entry=take_last --dim=n=7 --input=randn:1 --on=cpu --march=x86-64-v3 --same-as=%s
// RUN: ag-run %s --verify-grad --grad="embedding;index_select;nearest;take_last"
// RUN: not ag-run %s --entry=embedding --dim=n=11 --input=randn:1 --input=iota --on=cpu --march=x86-64-v3 2>&1 | FileCheck %s
// CHECK: error: index must be smaller than dim size

#i = affine_map<(i, j) -> (i)>
#ij = affine_map<(i, j) -> (i, j)>

ml_program.global private mutable @global_seed(dense<0> : tensor<i64>) : tensor<i64>

func.func @embedding(%table: tensor<10x4xf32>, %ids: tensor<?xi64> {ag.dims = ["n"]}) -> tensor<?x4xf32> {
  %c0 = arith.constant 0 : index
  %c0_i64 = arith.constant 0 : i64
  %c10_i64 = arith.constant 10 : i64
  %n = tensor.dim %ids, %c0 : tensor<?xi64>
  %e = tensor.empty(%n) : tensor<?x4xf32>
  %0 = linalg.generic {indexing_maps = [#i, #ij], iterator_types = ["parallel", "parallel"]} ins(%ids : tensor<?xi64>) outs(%e : tensor<?x4xf32>) {
  ^bb0(%in: i64, %out: f32):
    %1 = arith.cmpi slt, %in, %c10_i64 : i64
    cf.assert %1, "index must be smaller than dim size"
    %2 = arith.cmpi sge, %in, %c0_i64 : i64
    cf.assert %2, "index must be larger or equal to 0"
    %3 = arith.index_cast %in : i64 to index
    %4 = linalg.index 1 : index
    %5 = tensor.extract %table[%3, %4] : tensor<10x4xf32>
    linalg.yield %5 : f32
  } -> tensor<?x4xf32>
  return %0 : tensor<?x4xf32>
}

func.func @index_select(%x: tensor<?x3xf32> {ag.dims = ["n", 3]}, %ids: tensor<2xi64>) -> tensor<?x2xf32> {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : tensor<?x3xf32>
  %e = tensor.empty(%n) : tensor<?x2xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (j)>, #ij], iterator_types = ["parallel", "parallel"]} ins(%ids : tensor<2xi64>) outs(%e : tensor<?x2xf32>) {
  ^bb0(%in: i64, %out: f32):
    %1 = linalg.index 0 : index
    %2 = arith.index_cast %in : i64 to index
    %3 = tensor.extract %x[%1, %2] : tensor<?x3xf32>
    linalg.yield %3 : f32
  } -> tensor<?x2xf32>
  return %0 : tensor<?x2xf32>
}

// upsample_nearest2d computes indices in floats.
func.func @nearest(%x: tensor<1x2x3x4xf32>) -> tensor<1x2x6x10xf32> {
  %h = arith.constant 5.000000e-01 : f32
  %w = arith.constant 4.000000e-01 : f32
  %e = tensor.empty() : tensor<1x2x6x10xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(a, b, c, d) -> (a, b, c, d)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%e : tensor<1x2x6x10xf32>) {
  ^bb0(%out: f32):
    %a = linalg.index 0 : index
    %b = linalg.index 1 : index
    %c = linalg.index 2 : index
    %d = linalg.index 3 : index
    %1 = arith.index_cast %c : index to i64
    %2 = arith.sitofp %1 : i64 to f32
    %3 = arith.mulf %2, %h : f32
    %4 = math.floor %3 : f32
    %5 = arith.fptosi %4 : f32 to i64
    %6 = arith.index_cast %5 : i64 to index
    %7 = arith.index_cast %d : index to i64
    %8 = arith.sitofp %7 : i64 to f32
    %9 = arith.mulf %8, %w : f32
    %10 = math.floor %9 : f32
    %11 = arith.fptosi %10 : f32 to i64
    %12 = arith.index_cast %11 : i64 to index
    %13 = tensor.extract %x[%a, %b, %6, %12] : tensor<1x2x3x4xf32>
    linalg.yield %13 : f32
  } -> tensor<1x2x6x10xf32>
  return %0 : tensor<1x2x6x10xf32>
}

// The result is x[-1], as a number.
func.func @take_last(%x: tensor<?xf32> {ag.dims = ["n"]}) -> f32 {
  %c0 = arith.constant 0 : index
  %c-1_i64 = arith.constant -1 : i64
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %1 = arith.index_cast %n : index to i64
  %2 = arith.addi %1, %c-1_i64 : i64
  %3 = arith.index_cast %2 : i64 to index
  %s = tensor.extract_slice %x[%3] [1] [1] : tensor<?xf32> to tensor<1xf32>
  %r = tensor.collapse_shape %s [] : tensor<1xf32> into tensor<f32>
  %v = tensor.extract %r[] : tensor<f32>
  return %v : f32
}
