// RUN: ag-opt %s --to=allocate | FileCheck %s
// RUN: ag-run %s --entry=stencil --on=cpu --dim n=37 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=updates --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=branches --on=cpu --input=randn:1 --same-as=%s

// A value that reads all of its destination is computed in a buffer of its own
// and copied once. The destination is not copied to that buffer.
// CHECK-LABEL: func.func @stencil(
// CHECK-COUNT-1: memref.copy
// CHECK-NOT: copy
// CHECK: return
func.func @stencil(%x: tensor<?xf32> {ag.dims = ["n"]}) -> tensor<?xf32> attributes {ag.ranges = {n = [2, 64]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c9 = arith.constant 9 : index
  %n = tensor.dim %x, %c0 : tensor<?xf32>
  %inner = arith.subi %n, %c2 : index
  %y = scf.for %i = %c0 to %c9 step %c1 iter_args(%a = %x) -> (tensor<?xf32>) {
    %left = ag.slice %a [0] [%inner] [1] : tensor<?xf32> -> tensor<?xf32>
    %right = ag.slice %a [2] [%inner] [1] : tensor<?xf32> -> tensor<?xf32>
    %mid = ag.add %left, %right : tensor<?xf32>
    %next = tensor.insert_slice %mid into %a[1] [%inner] [1] : tensor<?xf32> into tensor<?xf32>
    scf.yield %next : tensor<?xf32>
  }
  return %y : tensor<?xf32>
}

// The argument is copied to the result's memory before the slices that
// overwrite it are computed there.
// CHECK-LABEL: func.func @updates(
// CHECK-COUNT-1: memref.copy
// CHECK-NOT: copy
// CHECK: return
func.func @updates(%x: tensor<8xf32>) -> tensor<8xf32> {
  %head = ag.slice %x [0] [4] [1] : tensor<8xf32> -> tensor<4xf32>
  %exp = ag.exp %head : tensor<4xf32>
  %a = tensor.insert_slice %exp into %x[0] [4] [1] : tensor<4xf32> into tensor<8xf32>
  %tail = ag.slice %x [4] [4] [1] : tensor<8xf32> -> tensor<4xf32>
  %tanh = ag.tanh %tail : tensor<4xf32>
  %b = tensor.insert_slice %tanh into %a[4] [4] [1] : tensor<4xf32> into tensor<8xf32>
  return %b : tensor<8xf32>
}

// CHECK: func.func private @stencil.nest(
// CHECK: scf.for
// CHECK-COUNT-1: copy
// CHECK-NOT: copy
// CHECK: return

// Both branches compute in the slice that their yields are inserted into.
// CHECK: func.func private @branches.nest(
// CHECK-NOT: copy
// CHECK: return
func.func @branches(%x: tensor<4xf32>) -> tensor<2x4xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %empty = tensor.empty() : tensor<2x4xf32>
  %all = scf.for %i = %c0 to %c2 step %c1 iter_args(%to = %empty) -> (tensor<2x4xf32>) {
    %flag = arith.cmpi eq, %i, %c0 : index
    %r = scf.if %flag -> (tensor<4xf32>) {
      %exp = ag.exp %x : tensor<4xf32>
      %sums = ag.contract "i,j->j" %exp, %x : tensor<4xf32>, tensor<4xf32> -> tensor<4xf32>
      scf.yield %sums : tensor<4xf32>
    } else {
      %tanh = ag.tanh %x : tensor<4xf32>
      scf.yield %tanh : tensor<4xf32>
    }
    %next = tensor.insert_slice %r into %to[%i, 0] [1, 4] [1, 1] : tensor<4xf32> into tensor<2x4xf32>
    scf.yield %next : tensor<2x4xf32>
  }
  return %all : tensor<2x4xf32>
}
