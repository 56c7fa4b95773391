// A loop that changes a slice of an iter_arg, or extracts one, copies at most
// that slice.
// RUN: ag-opt --to=allocate --threads=1 %s | FileCheck %s
// RUN: ag-run %s --entry=given --on=cpu --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=old --on=cpu --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=late --on=cpu --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=moved --on=cpu --input=randn:1 --input=randn:2 --same-as=%s

#row = affine_map<(d0) -> (d0)>

// CHECK-LABEL: func.func @given(
// CHECK-SAME: ag.workspace_bytes = 0
// CHECK-NOT: memref<8x4xf32> to memref<8x4xf32>
// CHECK: return
func.func @given(%x: tensor<8x4xf32>, %y: tensor<4xf32>) -> (tensor<8x4xf32> {ag.alias = 0 : i64}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %r = scf.for %i = %c0 to %c8 step %c1 iter_args(%s = %x) -> (tensor<8x4xf32>) {
    %p = tensor.extract_slice %s[%i, 0] [1, 4] [1, 1] : tensor<8x4xf32> to tensor<4xf32>
    %q = linalg.generic {indexing_maps = [#row, #row], iterator_types = ["parallel"]} ins(%y : tensor<4xf32>) outs(%p : tensor<4xf32>) {
    ^bb0(%a: f32, %b: f32):
      %c = arith.addf %a, %b : f32
      linalg.yield %c : f32
    } -> tensor<4xf32>
    %t = tensor.insert_slice %q into %s[%i, 0] [1, 4] [1, 1] : tensor<4xf32> into tensor<8x4xf32>
    scf.yield %t : tensor<8x4xf32>
  }
  return %r : tensor<8x4xf32>
}

// The old slice is needed once more.
// CHECK-LABEL: func.func @old(
// CHECK: memref<8x4xf32> to memref<8x4xf32>
// CHECK-NOT: memref<8x4xf32> to memref<8x4xf32>
// CHECK: return
func.func @old(%x: tensor<8x4xf32>, %y: tensor<4xf32>) -> (tensor<8x4xf32>, tensor<4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %r:2 = scf.for %i = %c0 to %c8 step %c1 iter_args(%s = %x, %o = %y) -> (tensor<8x4xf32>, tensor<4xf32>) {
    %p = tensor.extract_slice %s[%i, 0] [1, 4] [1, 1] : tensor<8x4xf32> to tensor<4xf32>
    %q = linalg.exp ins(%p : tensor<4xf32>) outs(%p : tensor<4xf32>) -> tensor<4xf32>
    %t = tensor.insert_slice %q into %s[%i, 0] [1, 4] [1, 1] : tensor<4xf32> into tensor<8x4xf32>
    %u = ag.sub %p, %o : tensor<4xf32>
    scf.yield %t, %u : tensor<8x4xf32>, tensor<4xf32>
  }
  return %r#0, %r#1 : tensor<8x4xf32>, tensor<4xf32>
}

// The slice is read after its position has been overwritten.
// CHECK-LABEL: func.func @late(
// CHECK-NOT: memref<8x4xf32> to memref<8x4xf32>
// CHECK: return
func.func @late(%x: tensor<8x4xf32>, %y: tensor<4xf32>) -> (tensor<8x4xf32> {ag.alias = 0 : i64}, tensor<4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %zeros = arith.constant dense<0.0> : tensor<4xf32>
  %r:2 = scf.for %i = %c0 to %c8 step %c1 iter_args(%s = %x, %o = %y) -> (tensor<8x4xf32>, tensor<4xf32>) {
    %p = tensor.extract_slice %s[%i, 0] [1, 4] [1, 1] : tensor<8x4xf32> to tensor<4xf32>
    %t = tensor.insert_slice %zeros into %s[%i, 0] [1, 4] [1, 1] : tensor<4xf32> into tensor<8x4xf32>
    %u = ag.sub %p, %o : tensor<4xf32>
    scf.yield %t, %u : tensor<8x4xf32>, tensor<4xf32>
  }
  return %r#0, %r#1 : tensor<8x4xf32>, tensor<4xf32>
}

// The slice is written at another position, which is not computed yet.
func.func @moved(%x: tensor<8x4xf32>, %y: tensor<4xf32>) -> tensor<8x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  %r = scf.for %i = %c0 to %c7 step %c1 iter_args(%s = %x) -> (tensor<8x4xf32>) {
    %p = tensor.extract_slice %s[%i, 0] [1, 4] [1, 1] : tensor<8x4xf32> to tensor<4xf32>
    %q = linalg.tanh ins(%y : tensor<4xf32>) outs(%p : tensor<4xf32>) -> tensor<4xf32>
    %j = arith.addi %i, %c1 : index
    %t = tensor.insert_slice %q into %s[%j, 0] [1, 4] [1, 1] : tensor<4xf32> into tensor<8x4xf32>
    scf.yield %t : tensor<8x4xf32>
  }
  return %r : tensor<8x4xf32>
}
