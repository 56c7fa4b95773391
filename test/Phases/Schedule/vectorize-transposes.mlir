// RUN: ag-opt %s --march=x86-64-v3 --ag-fuse-elementwise --ag-vectorize-transposes --canonicalize --cse | FileCheck %s
// RUN: ag-run %s --entry=static --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --march=x86-64-v3 --input=randn:1 --dim n=20 --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --march=x86-64-v3 --input=randn:1 --dim n=5 --same-as=%s
// RUN: ag-run %s --entry=narrow --on=cpu --march=x86-64-v3 --input=randn:1 --same-as=%s

// Squares are 8 by 8; 20 columns are three squares, the last of which is at 12.
// CHECK-LABEL: func @static
// CHECK-DAG: %[[LAST:.*]] = arith.constant 12 : index
// CHECK: scf.for %{{.*}} = %c0 to %c20 step %c8
// CHECK:   arith.minsi %{{.*}}, %[[LAST]]
// CHECK: scf.for %{{.*}} = %c0 to %c16 step %c8
// CHECK-COUNT-8: vector.transfer_read
// CHECK-COUNT-24: vector.shuffle
// CHECK-COUNT-8: vector.transfer_write
// CHECK-NOT: linalg
func.func @static(%x: tensor<16x20xf32>, %y: tensor<20x16xf32>) -> tensor<20x16xf32> {
  %r = linalg.transpose ins(%x : tensor<16x20xf32>) outs(%y : tensor<20x16xf32>) permutation = [1, 0]
  return %r : tensor<20x16xf32>
}

// A dynamic extent may be smaller than a square.
// CHECK-LABEL: func @dynamic
// CHECK: scf.if
// CHECK:   vector.shuffle
// CHECK: else
// CHECK-NOT: vector.shuffle
// CHECK: return
func.func @dynamic(%x: tensor<?x20xf32> {ag.dims = ["n", 20]}, %y: tensor<20x?xf32> {ag.dims = [20, "n"]}) -> tensor<20x?xf32> {
  %r = linalg.transpose ins(%x : tensor<?x20xf32>) outs(%y : tensor<20x?xf32>) permutation = [1, 0]
  return %r : tensor<20x?xf32>
}

// An extent that is too small for a square is copied element by element.
// CHECK-LABEL: func @narrow
// CHECK-NOT: vector.shuffle
// CHECK: return
func.func @narrow(%x: tensor<3x20xf32>, %y: tensor<20x3xf32>) -> tensor<20x3xf32> {
  %r = linalg.transpose ins(%x : tensor<3x20xf32>) outs(%y : tensor<20x3xf32>) permutation = [1, 0]
  return %r : tensor<20x3xf32>
}

// The same holds if only a constant operand says so, and not the type.
// CHECK-LABEL: func @folds
// CHECK-NOT: vector.shuffle
// CHECK: return
func.func @folds(%x: tensor<?xf32> {ag.dims = ["m"]}) -> tensor<?x19xf32> {
  %c2 = arith.constant 2 : index
  %e = tensor.expand_shape %x [[0, 1]] output_shape [19, %c2] : tensor<?xf32> into tensor<19x?xf32>
  %y = tensor.empty(%c2) : tensor<?x19xf32>
  %r = linalg.transpose ins(%e : tensor<19x?xf32>) outs(%y : tensor<?x19xf32>) permutation = [1, 0]
  return %r : tensor<?x19xf32>
}

// A constant extent that is large enough needs no choice at run time.
// CHECK-LABEL: func @foldsLarge
// CHECK-NOT: scf.if
// CHECK: vector.shuffle
// CHECK: return
func.func @foldsLarge(%x: tensor<?xf32> {ag.dims = ["m"]}) -> tensor<?x19xf32> {
  %c8 = arith.constant 8 : index
  %e = tensor.expand_shape %x [[0, 1]] output_shape [19, %c8] : tensor<?xf32> into tensor<19x?xf32>
  %y = tensor.empty(%c8) : tensor<?x19xf32>
  %r = linalg.transpose ins(%e : tensor<19x?xf32>) outs(%y : tensor<?x19xf32>) permutation = [1, 0]
  return %r : tensor<?x19xf32>
}
