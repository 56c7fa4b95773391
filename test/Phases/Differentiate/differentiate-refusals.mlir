// RUN: not ag-opt --grad=buffer %s 2>&1 | FileCheck %s --check-prefix=BUFFER
// RUN: not ag-opt --grad=buffer:mode=jvp %s 2>&1 | FileCheck %s --check-prefix=BUFFER
// RUN: not ag-opt --grad=vector %s 2>&1 | FileCheck %s --check-prefix=VECTOR
// RUN: not ag-opt --grad=wide %s 2>&1 | FileCheck %s --check-prefix=WIDE
// RUN: not ag-opt --grad=forall %s 2>&1 | FileCheck %s --check-prefix=FORALL
// RUN: not ag-opt --grad=forall:mode=jvp %s 2>&1 | FileCheck %s --check-prefix=FORALL
// RUN: not ag-opt --grad=points %s 2>&1 | FileCheck %s --check-prefix=POINTS
// RUN: not ag-opt --grad=outside %s 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// RUN: not ag-opt --grad=outside:mode=jvp %s 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// RUN: ag-opt --grad=points:wrt=1 %s | FileCheck %s --check-prefix=UNASKED

// An op without a known derivative is refused on an active path, never treated
// as a constant.

// BUFFER: [[#@LINE+2]]:8: error: 'memref.alloc' has no derivative: by way of a memref<4xf32>, which is neither a float that ag computes with nor a ranked tensor of such
func.func @buffer(%x: f32, %i: index) -> f32 {
  %m = memref.alloc() : memref<4xf32>
  memref.store %x, %m[%i] : memref<4xf32>
  %y = memref.load %m[%i] : memref<4xf32>
  return %y : f32
}

// VECTOR: error: 'vector.broadcast' has no derivative: by way of a vector<4xf32>
func.func @vector(%x: f32) -> f32 {
  %v = vector.broadcast %x : f32 to vector<4xf32>
  %y = vector.reduction <add>, %v : vector<4xf32> into f32
  return %y : f32
}

// WIDE: error: 'arith.extf' has no derivative: by way of a f128
func.func @wide(%x: f32) -> f32 {
  %0 = arith.extf %x : f32 to f128
  %1 = arith.mulf %0, %0 : f128
  %y = arith.truncf %1 : f128 to f32
  return %y : f32
}

// FORALL: error: 'scf.forall' has no derivative
func.func @forall(%x: tensor<4xf32>) -> tensor<4xf32> {
  %y = scf.forall (%i) in (4) shared_outs(%o = %x) -> tensor<4xf32> {
    %0 = tensor.extract_slice %x[%i] [1] [1] : tensor<4xf32> to tensor<1xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %0 into %o[%i] [1] [1] : tensor<1xf32> into tensor<4xf32>
    }
  }
  return %y : tensor<4xf32>
}

// POINTS: [[#@LINE+11]]:{{.*}}error: 'func.call' has no derivative
// POINTS: note: it depends on argument 0, by which the function is differentiated
// UNASKED: func.func @points_grad(
// UNASKED: linalg.generic
func.func private @opaque(f32) -> f32
func.func @points(%x: tensor<4xf32>, %y: tensor<4xf32>, %ids: tensor<2xindex>) -> tensor<2xf32> {
  %e = tensor.empty() : tensor<2xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%ids : tensor<2xindex>) outs(%e : tensor<2xf32>) {
  ^bb0(%i: index, %o: f32):
    %1 = tensor.extract %x[%i] : tensor<4xf32>
    %4 = func.call @opaque(%1) : (f32) -> f32
    linalg.yield %4 : f32
  } -> tensor<2xf32>
  %2 = ag.slice %y [0] [2] [1] : tensor<4xf32> -> tensor<2xf32>
  %3 = ag.mul %0, %2 : tensor<2xf32>
  return %3 : tensor<2xf32>
}

// An access out of bounds has no derivative.
// OUTSIDE: error: 'linalg.generic' has no derivative: it reads dimension 0 of operand 0 from -1 on, in front of its elements
func.func @outside(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i - 1)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
      ins(%x : tensor<?xf32>) outs(%y : tensor<?xf32>) {
  ^bb0(%a: f32, %o: f32):
    %0 = arith.mulf %a, %a : f32
    linalg.yield %0 : f32
  } -> tensor<?xf32>
  return %r : tensor<?xf32>
}
