// RUN: ag-opt --grad='lookup;generated' %s | FileCheck %s
// RUN: ag-run %s '--grad=lookup;generated;weighted;constant' --verify-grad | FileCheck %s --check-prefix=PROOF
// RUN: ag-opt --grad=squared --to=allocate %s | FileCheck %s --check-prefix=MEMORY

// A body that reads an active tensor at computed indices becomes a loop over
// elements. Its reverse adds at the indices that were read.
// CHECK-LABEL: func.func @lookup_grad
// CHECK-NOT: linalg.generic
// CHECK: scf.for
// CHECK: tensor.insert
// PROOF: gradient against duals: same, @lookup_grad
// PROOF: compiled against interpreted: @lookup_grad: same
func.func @lookup(%x: tensor<4xf64>, %i: tensor<6xi64>) -> tensor<6xf64> {
  %e = tensor.empty() : tensor<6xf64>
  %0 = linalg.generic {indexing_maps = [affine_map<(k) -> (k)>, affine_map<(k) -> (k)>], iterator_types = ["parallel"]}
      ins(%i : tensor<6xi64>) outs(%e : tensor<6xf64>) {
  ^bb0(%in: i64, %out: f64):
    %at = arith.index_cast %in : i64 to index
    %1 = tensor.extract %x[%at] : tensor<4xf64>
    linalg.yield %1 : f64
  } -> tensor<6xf64>
  return %0 : tensor<6xf64>
}

// CHECK-LABEL: func.func @generated_grad
// CHECK-NOT: tensor.generate
// CHECK: scf.for
// PROOF: gradient against duals: same, @generated_grad
// PROOF: compiled against interpreted: @generated_grad: same
func.func @generated(%x: tensor<?x3xf64> {ag.dims = ["n", 3]}) -> tensor<?x3xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?x3xf64>
  %last = arith.subi %n, %c1 : index
  %0 = tensor.generate %n {
  ^bb0(%i: index, %j: index):
    %at = arith.subi %last, %i : index
    %1 = tensor.extract %x[%at, %j] : tensor<?x3xf64>
    %2 = math.sin %1 : f64
    tensor.yield %2 : f64
  } : tensor<?x3xf64>
  return %0 : tensor<?x3xf64>
}

// The element that is read is multiplied by an input indexed by the loops and
// by a scalar, and summed.
// PROOF: gradient against duals: same, @weighted_grad
// PROOF: compiled against interpreted: @weighted_grad: same
func.func @weighted(%x: tensor<2x4xf32>, %w: tensor<3x2xf32>, %s: f32, %i: tensor<3xi32>) -> tensor<2xf32> {
  %zeros = arith.constant dense<0.0> : tensor<2xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(r, k) -> (k)>, affine_map<(r, k) -> (k, r)>, affine_map<(r, k) -> ()>, affine_map<(r, k) -> (r)>],
      iterator_types = ["parallel", "reduction"]} ins(%i, %w, %s : tensor<3xi32>, tensor<3x2xf32>, f32) outs(%zeros : tensor<2xf32>) {
  ^bb0(%at: i32, %weight: f32, %scale: f32, %sum: f32):
    %row = linalg.index 0 : index
    %column = arith.index_cast %at : i32 to index
    %1 = tensor.extract %x[%row, %column] : tensor<2x4xf32>
    %2 = arith.mulf %1, %weight : f32
    %3 = arith.mulf %2, %scale : f32
    %4 = arith.addf %sum, %3 : f32
    linalg.yield %4 : f32
  } -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// A generic of rank 0 needs no loop.
// PROOF: gradient against duals: same, @constant_grad
func.func @constant(%x: tensor<4xf64>, %y: tensor<f64>) -> tensor<f64> {
  %c2 = arith.constant 2 : index
  %0 = linalg.generic {indexing_maps = [affine_map<() -> ()>], iterator_types = []} outs(%y : tensor<f64>) {
  ^bb0(%out: f64):
    %1 = tensor.extract %x[%c2] : tensor<4xf64>
    %2 = arith.mulf %1, %out : f64
    linalg.yield %2 : f64
  } -> tensor<f64>
  return %0 : tensor<f64>
}

// Elements of arguments are read again, not saved, and no iteration copies a
// tensor. Time and memory are proportional to the elements that are read.
// MEMORY-LABEL: func.func @squared_grad(
// MEMORY: memref.copy
// MEMORY: scf.for
// MEMORY-NOT: memref.copy
// MEMORY-COUNT-2: memref.store
// MEMORY-NOT: memref.store
// MEMORY: return
func.func @squared(%x: tensor<9xf32>, %i: tensor<4xi64>) -> tensor<4xf32> {
  %e = tensor.empty() : tensor<4xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(k) -> (k)>, affine_map<(k) -> (k)>], iterator_types = ["parallel"]}
      ins(%i : tensor<4xi64>) outs(%e : tensor<4xf32>) {
  ^bb0(%in: i64, %out: f32):
    %at = arith.index_cast %in : i64 to index
    %1 = tensor.extract %x[%at] : tensor<9xf32>
    %2 = arith.mulf %1, %1 : f32
    linalg.yield %2 : f32
  } -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
