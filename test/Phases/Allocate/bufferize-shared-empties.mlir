// A tensor.empty that several ops share becomes as many buffers as the ops on one path through the function need.
// RUN: ag-opt %s --ag-bufferize | FileCheck %s
// RUN: ag-run %s --entry=shared --on=cpu --threads=2 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=main --on=cpu --dim=c=0 --dim=d=0 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=main --on=cpu --dim=c=0 --dim=d=1 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=main --on=cpu --dim=c=1 --dim=d=0 --input=randn:1 --same-as=%s

// One is before the branches, two are in the one that needs more, one is after.
// CHECK-LABEL: func.func @main(
// CHECK-COUNT-4: memref.alloc
// CHECK-NOT: memref.alloc
func.func @main(%x: tensor<4xf32>, %y: tensor<?x?xf32> {ag.dims = ["c", "d"]}) -> (tensor<4xf32>, tensor<4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c = tensor.dim %y, %c0 : tensor<?x?xf32>
  %d = tensor.dim %y, %c1 : tensor<?x?xf32>
  %first = arith.cmpi eq, %c, %c0 : index
  %second = arith.cmpi eq, %d, %c0 : index
  %e = tensor.empty() : tensor<4xf32>
  %0 = linalg.exp ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %1 = scf.if %first -> tensor<4xf32> {
    %2 = linalg.tanh ins(%0 : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
    scf.yield %2 : tensor<4xf32>
  } else {
    %3 = linalg.abs ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
    %4 = scf.if %second -> tensor<4xf32> {
      %5 = linalg.add ins(%0, %3 : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
      scf.yield %5 : tensor<4xf32>
    } else {
      %6 = linalg.sub ins(%0, %3 : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
      scf.yield %6 : tensor<4xf32>
    }
    scf.yield %4 : tensor<4xf32>
  }
  %7 = linalg.mul ins(%0, %1 : tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  return %7, %1 : tensor<4xf32>, tensor<4xf32>
}

// Each iteration of a loop that threads may share has a buffer of its own.
// CHECK-LABEL: func.func @shared(
// CHECK-NOT: memref.alloc
// CHECK: scf.for
// CHECK-COUNT-1: memref.alloc
// CHECK: {ag.parallel}
// CHECK: memref.alloc
func.func @shared(%x: tensor<8x4xf32>, %r: tensor<8x4xf32>) -> (tensor<8x4xf32>, tensor<4xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %e = tensor.empty() : tensor<4xf32>
  %0 = scf.for %i = %c0 to %c8 step %c1 iter_args(%t = %r) -> tensor<8x4xf32> {
    %row = tensor.extract_slice %x[%i, 0] [1, 4] [1, 1] : tensor<8x4xf32> to tensor<4xf32>
    %a = linalg.exp ins(%row : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
    %b = linalg.tanh ins(%row : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
    %c = linalg.sub ins(%a, %b : tensor<4xf32>, tensor<4xf32>) outs(%b : tensor<4xf32>) -> tensor<4xf32>
    %d = linalg.mul ins(%c, %a : tensor<4xf32>, tensor<4xf32>) outs(%a : tensor<4xf32>) -> tensor<4xf32>
    %next = tensor.insert_slice %d into %t[%i, 0] [1, 4] [1, 1] : tensor<4xf32> into tensor<8x4xf32>
    scf.yield %next : tensor<8x4xf32>
  } {ag.parallel}
  %last = tensor.extract_slice %0[7, 0] [1, 4] [1, 1] : tensor<8x4xf32> to tensor<4xf32>
  %1 = linalg.exp ins(%last : tensor<4xf32>) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  return %0, %1 : tensor<8x4xf32>, tensor<4xf32>
}
