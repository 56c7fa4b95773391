// Loops of an update stay if their iterations differ in what they do.
// RUN: ag-opt --pass-pipeline='builtin.module(func.func(ag-update-in-blocks))' %s -o %t && FileCheck %s --input-file=%t
// RUN: ag-run %t --entry=chosen --input=randn:1 --dim n=7 --same-as=%s
// RUN: ag-run %t --entry=diagonal --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=numbered --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=given --input=randn:1 --same-as=%s
// RUN: ag-run %t --entry=read --input=randn:1 --same-as=%s

// Each row has its own indices.
// CHECK-LABEL: func.func @chosen(
// CHECK: scf.forall (%{{.*}}) in (1)
// CHECK: scf.for %
// CHECK: scf.for %
func.func @chosen(%x: tensor<?x4xf32> {ag.dims = ["n", 4]}, %i: tensor<?xi32> {ag.dims = ["n"]}, %u: tensor<?x4xf32> {ag.dims = ["n", 4]}) -> tensor<?x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %n = tensor.dim %i, %c0 : tensor<?xi32>
  %0 = scf.for %r = %c0 to %n step %c1 iter_args(%a = %x) -> (tensor<?x4xf32>) {
    %1 = scf.for %k = %c0 to %c3 step %c1 iter_args(%b = %a) -> (tensor<?x4xf32>) {
      %e = tensor.extract %i[%r] : tensor<?xi32>
      %at = arith.index_cast %e : i32 to index
      %low = arith.maxsi %at, %c0 : index
      %in = arith.minsi %low, %c3 : index
      %v = tensor.extract_slice %u[%r, %k] [1, 1] [1, 1] : tensor<?x4xf32> to tensor<f32>
      %2 = tensor.insert_slice %v into %b[%r, %in] [1, 1] [1, 1] : tensor<f32> into tensor<?x4xf32>
      scf.yield %2 : tensor<?x4xf32>
    }
    scf.yield %1 : tensor<?x4xf32>
  }
  return %0 : tensor<?x4xf32>
}

// Both dimensions are indexed by the same loop.
// CHECK-LABEL: func.func @diagonal(
// CHECK: scf.forall (%{{.*}}) in (1)
// CHECK: scf.for %
// CHECK: scf.for %
func.func @diagonal(%x: tensor<4x4xf32>, %u: tensor<3x4xf32>) -> tensor<4x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %0 = scf.for %r = %c0 to %c4 step %c1 iter_args(%a = %x) -> (tensor<4x4xf32>) {
    %1 = scf.for %k = %c0 to %c3 step %c1 iter_args(%b = %a) -> (tensor<4x4xf32>) {
      %v = tensor.extract_slice %u[%k, %r] [1, 1] [1, 1] : tensor<3x4xf32> to tensor<f32>
      %2 = tensor.insert_slice %v into %b[%r, %r] [1, 1] [1, 1] : tensor<f32> into tensor<4x4xf32>
      scf.yield %2 : tensor<4x4xf32>
    }
    scf.yield %1 : tensor<4x4xf32>
  }
  return %0 : tensor<4x4xf32>
}

// The body computes with the iteration number of the outer loop.
// CHECK-LABEL: func.func @numbered(
// CHECK: scf.forall (%{{.*}}) in (1)
// CHECK: scf.for %[[R:[^ ]*]] =
// CHECK: tensor.extract_slice %{{.*}}[%[[R]], 0] [1, 3]
// CHECK: arith.index_cast %[[R]]
func.func @numbered(%x: tensor<4x4xi64>) -> tensor<4x4xi64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %0 = scf.for %r = %c0 to %c4 step %c1 iter_args(%a = %x) -> (tensor<4x4xi64>) {
    %1 = scf.for %k = %c0 to %c3 step %c1 iter_args(%b = %a) -> (tensor<4x4xi64>) {
      %s = tensor.extract_slice %b[%r, %k] [1, 1] [1, 1] : tensor<4x4xi64> to tensor<i64>
      %v = linalg.generic {indexing_maps = [affine_map<() -> ()>], iterator_types = []} outs(%s : tensor<i64>) {
      ^bb0(%out: i64):
        %n = arith.index_cast %r : index to i64
        %p = arith.addi %out, %n : i64
        linalg.yield %p : i64
      } -> tensor<i64>
      %2 = tensor.insert_slice %v into %b[%r, %k] [1, 1] [1, 1] : tensor<i64> into tensor<4x4xi64>
      scf.yield %2 : tensor<4x4xi64>
    }
    scf.yield %1 : tensor<4x4xi64>
  }
  return %0 : tensor<4x4xi64>
}

// The same element is inserted at every position of the dimension.
// CHECK-LABEL: func.func @given(
// CHECK: scf.forall (%{{.*}}) in (1)
// CHECK: scf.for %
// CHECK: scf.for %
func.func @given(%x: tensor<4x4xf32>, %u: tensor<f32>) -> tensor<4x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %0 = scf.for %r = %c0 to %c4 step %c1 iter_args(%a = %x) -> (tensor<4x4xf32>) {
    %1 = scf.for %k = %c0 to %c3 step %c1 iter_args(%b = %a) -> (tensor<4x4xf32>) {
      %2 = tensor.insert_slice %u into %b[%r, %k] [1, 1] [1, 1] : tensor<f32> into tensor<4x4xf32>
      scf.yield %2 : tensor<4x4xf32>
    }
    scf.yield %1 : tensor<4x4xf32>
  }
  return %0 : tensor<4x4xf32>
}

// The body reads an element of the updated tensor.
// CHECK-LABEL: func.func @read(
// CHECK: scf.forall (%{{.*}}) in (1)
// CHECK: scf.for %
// CHECK: scf.for %
func.func @read(%x: tensor<4x4xf32>, %u: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %0 = scf.for %r = %c0 to %c4 step %c1 iter_args(%a = %x) -> (tensor<4x4xf32>) {
    %1 = scf.for %k = %c0 to %c3 step %c1 iter_args(%b = %a) -> (tensor<4x4xf32>) {
      %e = tensor.extract %b[%c0, %k] : tensor<4x4xf32>
      %s = tensor.extract_slice %b[%r, %k] [1, 1] [1, 1] : tensor<4x4xf32> to tensor<f32>
      %t = tensor.extract_slice %u[%r, %k] [1, 1] [1, 1] : tensor<4x4xf32> to tensor<f32>
      %v = linalg.generic {indexing_maps = [affine_map<() -> ()>, affine_map<() -> ()>], iterator_types = []} ins(%t : tensor<f32>) outs(%s : tensor<f32>) {
      ^bb0(%in: f32, %out: f32):
        %p = arith.mulf %in, %e : f32
        linalg.yield %p : f32
      } -> tensor<f32>
      %2 = tensor.insert_slice %v into %b[%r, %k] [1, 1] [1, 1] : tensor<f32> into tensor<4x4xf32>
      scf.yield %2 : tensor<4x4xf32>
    }
    scf.yield %1 : tensor<4x4xf32>
  }
  return %0 : tensor<4x4xf32>
}
