// Threads wait after an op for the writes of the others if they access memory before the next op.
// RUN: ag-opt --ag-spread-threads %s | FileCheck %s

// CHECK-LABEL: gpu.func @element(
// CHECK: memref.store %arg2, %arg0
// CHECK: gpu.barrier
// CHECK: %[[V:.*]] = memref.load %arg0[%c0]
// CHECK: gpu.barrier
// CHECK: memref.store %[[V]], %arg1
// CHECK-NOT: gpu.barrier
// CHECK: gpu.return
gpu.module @kernels {
  gpu.func @element(%own: memref<4xf32>, %y: memref<?xf32>, %v: f32) kernel {
    %c0 = arith.constant 0 : index
    linalg.fill ins(%v : f32) outs(%own : memref<4xf32>)
    %0 = memref.load %own[%c0] : memref<4xf32>
    linalg.fill ins(%0 : f32) outs(%y : memref<?xf32>)
    gpu.return
  }

// CHECK-LABEL: gpu.func @elements(
// CHECK: memref.store %arg2, %arg0
// CHECK: gpu.barrier
// CHECK: scf.for %[[I:[a-z0-9]+]] = %c0 to %c4 step %c1 {
// CHECK: %[[V:.*]] = memref.load %arg0[%[[I]]]
// CHECK: gpu.barrier
// CHECK: memref.store %[[V]], %arg1
// CHECK: gpu.barrier
// CHECK: gpu.return
  gpu.func @elements(%own: memref<4xf32>, %y: memref<?xf32>, %v: f32) kernel {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    linalg.fill ins(%v : f32) outs(%own : memref<4xf32>)
    scf.for %i = %c0 to %c4 step %c1 {
      %0 = memref.load %own[%i] : memref<4xf32>
      linalg.fill ins(%0 : f32) outs(%y : memref<?xf32>)
    }
    gpu.return
  }

// The fill in the loop has its own barrier, before it.
// CHECK-LABEL: gpu.func @inside(
// CHECK: memref.store %arg2, %arg0
// CHECK-NOT: gpu.barrier
// CHECK: scf.for %[[I:[a-z0-9]+]] = %c0 to %c4 step %c1 {
// CHECK: gpu.barrier
// CHECK: memref.store %arg2, %arg1
// CHECK: gpu.barrier
// CHECK: gpu.return
  gpu.func @inside(%own: memref<4xf32>, %y: memref<?xf32>, %v: f32) kernel {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    linalg.fill ins(%v : f32) outs(%own : memref<4xf32>)
    scf.for %i = %c0 to %c4 step %c1 {
      linalg.fill ins(%v : f32) outs(%y : memref<?xf32>)
    }
    gpu.return
  }
}
