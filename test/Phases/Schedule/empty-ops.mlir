// Ops without an element to compute, by their types, are removed or filled, and
// mean the same.
// RUN: ag-opt %s --to=schedule | FileCheck %s
// RUN: ag-run %s --entry=reductions --on=cpu --input=randn:1 --input=zeros --same-as=%s
// RUN: ag-run %s --entry=rows --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=contraction --on=cpu --input=randn:1 --input=randn:2 --same-as=%s
// RUN: ag-run %s --entry=pad --on=cpu --input=randn:1 --input=ones --same-as=%s
// RUN: ag-run %s --entry=pad_nothing --dim=n=0 --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=loop --on=cpu --input=randn:1 --input=randn:2 --same-as=%s

// CHECK-LABEL: func.func @reductions(
// CHECK-NOT: vector.reduction
// CHECK-NOT: "reduction"
// CHECK: return
func.func @reductions(%x: tensor<3x0xf32>, %y: tensor<3x0xi32>) -> (tensor<3xf32>, tensor<0xf32>, tensor<3xi32>, tensor<i32>) {
  %0 = ag.reduce sum %x [1] : tensor<3x0xf32> -> tensor<3xf32>
  %1 = ag.reduce sum %x [0] : tensor<3x0xf32> -> tensor<0xf32>
  %2 = ag.reduce max %y [1] : tensor<3x0xi32> -> tensor<3xi32>
  %3 = ag.reduce prod %y [0, 1] : tensor<3x0xi32> -> tensor<i32>
  return %0, %1, %2, %3 : tensor<3xf32>, tensor<0xf32>, tensor<3xi32>, tensor<i32>
}

// A loop over rows would be shared with a reduction, but that is empty.
func.func @rows(%x: tensor<0x3xf32>) -> tensor<3x4xf32> {
  %0 = ag.reduce sum %x [0] : tensor<0x3xf32> -> tensor<3xf32>
  %1 = ag.broadcast %0 [0] : tensor<3xf32> -> tensor<3x4xf32>
  return %1 : tensor<3x4xf32>
}

func.func @contraction(%x: tensor<4x0xf32>, %y: tensor<0x32xf32>) -> (tensor<4x32xf32>, tensor<f32>) {
  %0 = ag.contract "ij,jk->ik" %x, %y : tensor<4x0xf32>, tensor<0x32xf32> -> tensor<4x32xf32>
  %1 = ag.contract "ij,ij->" %x, %x : tensor<4x0xf32>, tensor<4x0xf32> -> tensor<f32>
  return %0, %1 : tensor<4x32xf32>, tensor<f32>
}

// CHECK-LABEL: func.func @pad(
// CHECK-NOT: tensor.pad
// CHECK: tensor.generate
func.func @pad(%x: tensor<0x5xf32>, %v: tensor<f32>) -> tensor<3x5xf32> {
  %0 = ag.pad %x low [3, 0] high [0, 0] with %v : tensor<0x5xf32>, tensor<f32> -> tensor<3x5xf32>
  return %0 : tensor<3x5xf32>
}

// The sizes of the insertion follow from the result type at the very end.
func.func @pad_nothing(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<3xf32> {
  %v = arith.constant 1.0 : f32
  %0 = tensor.pad %x low[3] high[0] {
  ^bb0(%i: index):
    tensor.yield %v : f32
  } : tensor<?xf32> to tensor<3xf32>
  return %0 : tensor<3xf32>
}

func.func @loop(%x: tensor<0x3xf32>, %y: tensor<2xf32>) -> (tensor<0x3xf32>, tensor<2xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %r:2 = scf.for %i = %c0 to %c4 step %c1 iter_args(%s = %x, %t = %y) -> (tensor<0x3xf32>, tensor<2xf32>) {
    %u = ag.exp %s : tensor<0x3xf32>
    %v = ag.add %t, %y : tensor<2xf32>
    scf.yield %u, %v : tensor<0x3xf32>, tensor<2xf32>
  }
  return %r#0, %r#1 : tensor<0x3xf32>, tensor<2xf32>
}
