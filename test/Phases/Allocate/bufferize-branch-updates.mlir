// A tensor that one branch updates and the other one forwards stays in its
// buffer.
// RUN: ag-opt --to=allocate %s | FileCheck %s
// RUN: ag-run %s --entry=given --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=turns --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=needed --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=again --on=cpu --input=randn:1 --same-as=%s

// CHECK-LABEL: func.func @given(
// CHECK-NOT: memref<8x4xf32> to memref<8x4xf32>
// CHECK: return
func.func @given(%x: tensor<8x4xf32>, %y: tensor<1x4xf32>) -> (tensor<8x4xf32> {ag.alias = 0 : i64}) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %e = tensor.extract %x[%c0, %c0] : tensor<8x4xf32>
  %b = arith.cmpf olt, %e, %zero : f32
  %r = scf.if %b -> (tensor<8x4xf32>) {
    %u = ag.update %x, %y [3, 0] [1, 1] : tensor<8x4xf32>, tensor<1x4xf32> -> tensor<8x4xf32>
    %v = ag.update %u, %y [5, 0] [1, 1] : tensor<8x4xf32>, tensor<1x4xf32> -> tensor<8x4xf32>
    scf.yield %v : tensor<8x4xf32>
  } else {
    scf.yield %x : tensor<8x4xf32>
  }
  return %r : tensor<8x4xf32>
}

// CHECK-LABEL: func.func @turns(
// CHECK-NOT: memref<8x4xf32> to memref<8x4xf32>
// CHECK: return
func.func @turns(%x: tensor<8x4xf32>, %y: tensor<1x4xf32>) -> (tensor<8x4xf32> {ag.alias = 0 : i64}) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %zero = arith.constant 0.0 : f32
  %r = scf.for %i = %c0 to %c8 step %c1 iter_args(%s = %x) -> (tensor<8x4xf32>) {
    %e = tensor.extract %s[%i, %c0] : tensor<8x4xf32>
    %b = arith.cmpf olt, %e, %zero : f32
    %t = scf.if %b -> (tensor<8x4xf32>) {
      %u = ag.update %s, %y [%i, 0] [1, 1] : tensor<8x4xf32>, tensor<1x4xf32> -> tensor<8x4xf32>
      scf.yield %u : tensor<8x4xf32>
    } else {
      scf.yield %s : tensor<8x4xf32>
    }
    scf.yield %t : tensor<8x4xf32>
  }
  return %r : tensor<8x4xf32>
}

// The old elements are needed after the branch as well.
func.func @needed(%x: tensor<4xf32>, %y: tensor<1xf32>, %b: tensor<i1>) -> (tensor<4xf32> {ag.alias = 0 : i64}, tensor<4xf32>) {
  %c = tensor.extract %b[] : tensor<i1>
  %r = scf.if %c -> (tensor<4xf32>) {
    %u = ag.update %x, %y [1] [1] : tensor<4xf32>, tensor<1xf32> -> tensor<4xf32>
    scf.yield %u : tensor<4xf32>
  } else {
    scf.yield %x : tensor<4xf32>
  }
  %s = ag.add %r, %x : tensor<4xf32>
  return %r, %s : tensor<4xf32>, tensor<4xf32>
}

// Each iteration starts from the old elements and reads them before the update.
func.func @again(%x: tensor<4xf32>, %y: tensor<1xf32>, %b: tensor<i1>) -> tensor<4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c = tensor.extract %b[] : tensor<i1>
  %old = ag.mul %x, %x : tensor<4xf32>
  %r = scf.for %i = %c0 to %c3 step %c1 iter_args(%s = %x) -> (tensor<4xf32>) {
    %n = ag.add %old, %s : tensor<4xf32>
    %t = scf.if %c -> (tensor<4xf32>) {
      %u = ag.update %old, %y [%i] [1] : tensor<4xf32>, tensor<1xf32> -> tensor<4xf32>
      scf.yield %u : tensor<4xf32>
    } else {
      scf.yield %old : tensor<4xf32>
    }
    %m = ag.add %n, %t : tensor<4xf32>
    scf.yield %m : tensor<4xf32>
  }
  return %r : tensor<4xf32>
}
