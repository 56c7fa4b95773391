// Neutral padding is not created, nor are elements that a slice drops.
// RUN: ag-opt %s --to=structure -o %t.mlir
// RUN: ag-opt %t.mlir --ag-loop-over-windows --canonicalize --cse | FileCheck %s
// RUN: ag-opt %s --march=x86-64-v3 --to=allocate | FileCheck %s --check-prefix=BUFFERS
// RUN: ag-run %s --entry=padded --on=cpu --march=x86-64-v3 --input=randn:1 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=least --on=cpu --input=randn:1 --same-as=%s
// RUN: ag-run %s --entry=cut --on=cpu --input=randn:1 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=channel --on=cpu --input=randn:1 --input=randn:2 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=filter --on=cpu --input=randn:1 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --input=randn:1 --dim h=7 --dim p=2 --same-as=%s
// RUN: ag-run %s --entry=dynamic --on=cpu --march=x86-64-v3 --input=randn:1 --dim h=1 --dim p=0 --poison-memory --same-as=%s
// RUN: ag-run %s --entry=none --on=cpu --input=randn:1 --dim n=3 --same-as=%s

// CHECK-LABEL: func.func @padded(
// CHECK-NOT: tensor.pad
// CHECK: scf.for %[[U:.*]] = %c0 to %c3
// CHECK-DAG: %[[FIRST:.*]] = affine.max {{.*}}(%[[U]])
// CHECK-DAG: %[[SIZE:.*]] = affine.max
// CHECK: tensor.extract_slice %arg0[%{{.*}}, 0] [%{{.*}}, 5] [2, 1]
// CHECK: tensor.insert_slice {{.*}}[%[[FIRST]], 0] [%{{.*}}, 6] [1, 1]
// BUFFERS-LABEL: func.func @padded(
// BUFFERS-SAME: ag.workspace_bytes = 0
func.func @padded(%x: tensor<8x5xf32>, %w: tensor<3x5x6xf32>) -> tensor<4x6xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %p = ag.pad %x low [1, 0] high [1, 0] with %zero : tensor<8x5xf32>, tensor<f32> -> tensor<10x5xf32>
  %y = ag.contract "(2y+u)i,uio->yo" %p, %w : tensor<10x5xf32>, tensor<3x5x6xf32> -> tensor<4x6xf32>
  return %y : tensor<4x6xf32>
}

// CHECK-LABEL: func.func @least(
// CHECK-NOT: tensor.pad
// CHECK: return
func.func @least(%x: tensor<8x5xf32>) -> tensor<4x5xf32> {
  %least = arith.constant dense<0xFF800000> : tensor<f32>
  %p = ag.pad %x low [1, 0] high [1, 0] with %least : tensor<8x5xf32>, tensor<f32> -> tensor<10x5xf32>
  %y = ag.reduce_window max "(2y+u)i->yi" %p [u = 4] : tensor<10x5xf32> -> tensor<4x5xf32>
  return %y : tensor<4x5xf32>
}

// The gradient of a pad drops elements.
// CHECK-LABEL: func.func @cut(
// CHECK: linalg.fill {{.*}} -> tensor<8x5xf32>
// CHECK-NOT: tensor<10x5xf32>
// CHECK: return
// BUFFERS-LABEL: func.func @cut(
// BUFFERS-NOT: 10x5
// BUFFERS: return
func.func @cut(%g: tensor<4x6xf32>, %w: tensor<3x5x6xf32>) -> tensor<8x5xf32> {
  %y = ag.contract "yo,uio->(2y+u)i" %g, %w : tensor<4x6xf32>, tensor<3x5x6xf32> -> tensor<10x5xf32>
  %s = ag.slice %y [1, 0] [8, 5] [1, 1] : tensor<10x5xf32> -> tensor<8x5xf32>
  return %s : tensor<8x5xf32>
}

// One channel has no loop that indexes it.
// CHECK-LABEL: func.func @channel(
// CHECK-NOT: tensor<1x10xf32>
// CHECK: return
// BUFFERS-LABEL: func.func @channel(
// BUFFERS-NOT: 1x10
// BUFFERS: return
func.func @channel(%g: tensor<6x4xf32>, %w: tensor<6x1x3xf32>) -> tensor<1x8xf32> {
  %y = ag.contract "oy,oiu->i(2y+u)" %g, %w : tensor<6x4xf32>, tensor<6x1x3xf32> -> tensor<1x10xf32>
  %s = ag.slice %y [0, 1] [1, 8] [1, 1] : tensor<1x10xf32> -> tensor<1x8xf32>
  return %s : tensor<1x8xf32>
}

// The result of a window offset that reads only padding is 0.
// CHECK-LABEL: func.func @filter(
// CHECK-NOT: tensor.pad
// CHECK: return
func.func @filter(%x: tensor<2x5xf32>, %g: tensor<3x6xf32>) -> tensor<7x5x6xf32> {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %p = ag.pad %x low [7, 0] high [0, 0] with %zero : tensor<2x5xf32>, tensor<f32> -> tensor<9x5xf32>
  %y = ag.contract "(y+u)i,yo->uio" %p, %g : tensor<9x5xf32>, tensor<3x6xf32> -> tensor<7x5x6xf32>
  return %y : tensor<7x5x6xf32>
}

// CHECK-LABEL: func.func @dynamic(
// CHECK-NOT: tensor.pad
// CHECK: return
func.func @dynamic(%x: tensor<?x5xf32> {ag.dims = ["h", 5]}, %w: tensor<3x5x6xf32>, %border: tensor<?xf32> {ag.dims = ["p"]}) -> tensor<?x6xf32> {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant dense<0.0> : tensor<f32>
  %n = tensor.dim %border, %c0 : tensor<?xf32>
  %h = tensor.dim %x, %c0 : tensor<?x5xf32>
  %y = arith.addi %h, %n : index
  %p = ag.pad %x low [%n, 0] high [2, 0] with %zero : tensor<?x5xf32>, tensor<f32> -> tensor<?x5xf32>
  %r = ag.contract "(y+u)i,uio->yo" %p, %w (%y) : tensor<?x5xf32>, tensor<3x5x6xf32> -> tensor<?x6xf32>
  return %r : tensor<?x6xf32>
}

// A window starts in the padding, and nothing follows: the elements without
// padding begin where the result ends.
func.func @none(%x: tensor<5x?xf32> {ag.dims = [5, "n"]}) -> tensor<?x5xf32> {
  %c1 = arith.constant 1 : index
  %border = arith.constant dense<1.25> : tensor<f32>
  %p = ag.pad %x low [0, 1] high [0, 0] with %border : tensor<5x?xf32>, tensor<f32> -> tensor<5x?xf32>
  %y = ag.reduce_window sum "a(3d+e)->da" %p [e = 1] (%c1) : tensor<5x?xf32> -> tensor<?x5xf32>
  return %y : tensor<?x5xf32>
}
