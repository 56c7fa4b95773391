// RUN: ag-opt --ag-decompose %s --verify-diagnostics=only-expected
// RUN: not ag-run %s --entry=tiles --input=ones 2>&1 | FileCheck %s --check-prefix=TILES
// RUN: not ag-run %s --entry=integers --input=ones 2>&1 | FileCheck %s --check-prefix=INTEGERS
// RUN: not ag-run %s --entry=embedding --input=randn:1 --input=iota 2>&1 | FileCheck %s --check-prefix=INTERPRETED
// RUN: not ag-run %s --entry=embedding --input=randn:1 --input=iota --on=cpu 2>&1 | FileCheck %s --check-prefix=COMPILED
// RUN: not ag-run %s --entry=alone --input=zeros --on=cpu 2>&1 | FileCheck %s --check-prefix=ALONE

// TILES: decompose-errors.mlir:[[@LINE+4]]:8: error: 'linalg.pack' has no decomposition in this form
func.func @tiles(%x: tensor<12xf32>, %n: index) -> tensor<?x?xf32> {
  %e = tensor.empty(%n, %n) : tensor<?x?xf32>
  // expected-error@+1 {{'linalg.pack' has no decomposition in this form}}
  %0 = linalg.pack %x inner_dims_pos = [0] inner_tiles = [%n] into %e : tensor<12xf32> -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// Upstream's own decompositions compute in floating point.
// INTEGERS: decompose-errors.mlir:[[@LINE+4]]:8: error: 'linalg.softmax' has no decomposition in this form
func.func @integers(%x: tensor<7x13xi64>) -> tensor<7x13xi64> {
  %e = tensor.empty() : tensor<7x13xi64>
  // expected-error@+1 {{'linalg.softmax' has no decomposition in this form}}
  %0 = linalg.softmax dimension(1) ins(%x : tensor<7x13xi64>) outs(%e : tensor<7x13xi64>) -> tensor<7x13xi64>
  return %0 : tensor<7x13xi64>
}

// The assertion fails before the element out of bounds is read. Braces in its message are no placeholder.
// INTERPRETED: decompose-errors.mlir:[[@LINE+9]]:5: error: 'cf.assert' index (0) is over 100% of 3
// COMPILED: error: index (0) is over 100% of 3
func.func @embedding(%t: tensor<3x2xf32>, %i: tensor<4xi64>) -> tensor<4x2xf32> {
  %c3 = arith.constant 3 : i64
  %e = tensor.empty() : tensor<4x2xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%i : tensor<4xi64>) outs(%e : tensor<4x2xf32>) {
  ^bb0(%in: i64, %out: f32):
    %ok = arith.cmpi slt, %in, %c3 : i64
    cf.assert %ok, "index {0} is over 100% of 3"
    %k = arith.index_cast %in : i64 to index
    %j = linalg.index 1 : index
    %v = tensor.extract %t[%k, %j] : tensor<3x2xf32>
    linalg.yield %v : f32
  } -> tensor<4x2xf32>
  return %0 : tensor<4x2xf32>
}

// ALONE: error: it is 0
func.func @alone(%c: i1) {
  cf.assert %c, "it is 0"
  return
}
