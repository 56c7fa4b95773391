// RUN: ag-opt --ag-batch %s | FileCheck %s
// RUN: ag-run %s --input=iota | FileCheck %s --check-prefix=VALUE
// RUN: ag-run %s --input=iota --on=cpu | FileCheck %s --check-prefix=VALUE
// RUN: ag-opt --ag-differentiate=asked=false %s | FileCheck %s --check-prefix=SHARED
// RUN: not ag-run %s --entry=fails --input=iota 2>&1 | FileCheck %s --check-prefix=FAILS

// Elements that do not take a side read nothing in it, check nothing, and run no iterations
// there. The index of the slice may be out of bounds for them, and the while loop would not end.

// CHECK-LABEL: func.func private @f.vmap(
// CHECK: ag.require
// CHECK: scf.while
// CHECK: arith.andi
func.func private @f(%i: index) -> tensor<f32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %table = arith.constant dense<[10.0, 20.0]> : tensor<2xf32>
  %none = arith.constant dense<-1.0> : tensor<f32>
  %inside = arith.cmpi slt, %i, %c2 : index
  %r = scf.if %inside -> tensor<f32> {
    ag.require %inside, "{0} is outside" (%i)
    %s = ag.slice %table [%i] [1] [1] : tensor<2xf32> -> tensor<1xf32>
    %0 = ag.reshape %s : tensor<1xf32> -> tensor<f32>
    scf.yield %0 : tensor<f32>
  } else {
    scf.yield %none : tensor<f32>
  }
  %y = scf.index_switch %i -> tensor<f32>
  case 1 {
    %two = ag.add %r, %r : tensor<f32>
    scf.yield %two : tensor<f32>
  }
  case 7 {
    %w = scf.while (%k = %c0) : (index) -> index {
      %goes = arith.cmpi sge, %k, %c0 : index
      scf.condition(%goes) %k : index
    } do {
    ^bb0(%k: index):
      scf.yield %c1 : index
    }
    %bad = arith.cmpi eq, %w, %c3 : index
    ag.require %bad, "never"
    scf.yield %none : tensor<f32>
  }
  default {
    scf.yield %r : tensor<f32>
  }
  return %y : tensor<f32>
}
// VALUE: f32[4] [10, 40, -1, -1]
func.func @main(%i: tensor<4xi64>) -> tensor<4xf32> {
  %y = ag.vmap @f in [0] out [0] (%i) : (tensor<4xi64>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// FAILS: [bounds]
func.func private @g(%i: index) -> tensor<1xf32> {
  %table = arith.constant dense<[10.0, 20.0]> : tensor<2xf32>
  %s = ag.slice %table [%i] [1] [1] : tensor<2xf32> -> tensor<1xf32>
  return %s : tensor<1xf32>
}
func.func @fails(%i: tensor<4xi64>) -> tensor<4x1xf32> {
  %y = ag.vmap @g in [0] out [0] (%i) : (tensor<4xi64>) -> tensor<4x1xf32>
  return %y : tensor<4x1xf32>
}

// Without derivatives, uniform operands are not broadcast over the batch.
// SHARED-LABEL: func.func private @k.vmap(
// SHARED-NOT: ag.stop_gradient
// SHARED: ag.contract "ni,io->no" %arg0, %arg1 : tensor<8x3xf32>, tensor<3x3xf32> -> tensor<8x3xf32>
// SHARED: ag.select
// SHARED: return
func.func private @k(%x: tensor<3xf32>, %w: tensor<3x3xf32>, %c: i1) -> tensor<3xf32> {
  %r = scf.if %c -> tensor<3xf32> {
    %0 = ag.contract "i,io->o" %x, %w : tensor<3xf32>, tensor<3x3xf32> -> tensor<3xf32>
    scf.yield %0 : tensor<3xf32>
  } else {
    scf.yield %x : tensor<3xf32>
  }
  return %r : tensor<3xf32>
}
func.func @shares(%x: tensor<8x3xf32>, %w: tensor<3x3xf32>, %c: tensor<8xi1>) -> tensor<8x3xf32> {
  %y = ag.vmap @k in [0, none, 0] out [0] (%x, %w, %c) : (tensor<8x3xf32>, tensor<3x3xf32>, tensor<8xi1>) -> tensor<8x3xf32>
  return %y : tensor<8x3xf32>
}
