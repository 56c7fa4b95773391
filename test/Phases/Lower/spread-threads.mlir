// Neighbouring threads compute neighbouring elements, and wait for each other between ops.
// RUN: ag-opt --ag-spread-threads %s | FileCheck %s

// CHECK-LABEL: gpu.func @one(
// CHECK-DAG: %[[T:[a-z0-9_]+]] = gpu.thread_id x
// CHECK-DAG: %[[STEP:[a-z0-9_]+]] = arith.constant 256 : index
// CHECK: scf.for %[[I:.*]] = %[[T]] to %{{.*}} step %[[STEP]]
// CHECK: %[[AT:.*]]:2 = affine.delinearize_index %[[I]] into ({{.*}})
// CHECK: %[[X:.*]] = memref.load %arg0[
// CHECK: %[[Y:.*]] = math.exp %[[X]]
// CHECK: %[[ROW:.*]] = affine.apply #{{.*}}(%[[AT]]#0, %[[AT]]#1)
// CHECK: %[[COLUMN:.*]] = affine.apply #{{.*}}(%[[AT]]#0, %[[AT]]#1)
// CHECK: memref.store %[[Y]], %arg1[%[[ROW]], %[[COLUMN]]]
// CHECK-NOT: gpu.barrier
// CHECK: gpu.return
#same = affine_map<(d0, d1) -> (d0, d1)>
gpu.module @kernels {
  gpu.func @one(%x: memref<?x4xf32>, %y: memref<?x4xf32>) kernel {
    linalg.generic {indexing_maps = [#same, #same], iterator_types = ["parallel", "parallel"]} ins(%x : memref<?x4xf32>) outs(%y : memref<?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %0 = math.exp %in : f32
      linalg.yield %0 : f32
    }
    gpu.return
  }

// If loops have unknown sizes, threads are distributed over them by powers of two, innermost first, without a division.
// CHECK-LABEL: gpu.func @dealt(
// CHECK-DAG: %[[T:[a-z0-9_]+]] = gpu.thread_id x
// CHECK-DAG: %[[M:[a-z0-9_]+]] = memref.dim %arg0, %c1
// CHECK-NOT: affine.delinearize_index
// CHECK: math.ctlz
// CHECK: %[[BITS:.*]] = arith.minui %{{.*}}, %c8_i32
// CHECK: %[[LANES:.*]] = arith.shli %c1_i32, %[[BITS]]
// CHECK: %[[LANE:.*]] = arith.andi
// CHECK: %[[FIRST:.*]] = arith.index_cast %[[LANE]] : i32 to index
// CHECK: %[[STEP:.*]] = arith.index_cast %[[LANES]] : i32 to index
// CHECK: scf.for %[[I:[a-z0-9]+]] = %{{.*}} to %{{.*}} step %{{.*}} {
// CHECK: scf.for %[[J:[a-z0-9]+]] = %[[FIRST]] to %{{.*}} step %[[STEP]] {
// CHECK: memref.load %arg0[
// CHECK: memref.store %{{.*}}, %arg1[
// CHECK: gpu.return
  gpu.func @dealt(%x: memref<?x?xf32>, %y: memref<?x?xf32>) kernel {
    linalg.copy ins(%x : memref<?x?xf32>) outs(%y : memref<?x?xf32>)
    gpu.return
  }

// CHECK-LABEL: gpu.func @two(
// CHECK: scf.for
// CHECK: gpu.barrier
// CHECK: scf.for
// CHECK-NOT: gpu.barrier
// CHECK: gpu.return
  gpu.func @two(%x: memref<f32>, %y: memref<f32>, %v: f32) kernel {
    linalg.fill ins(%v : f32) outs(%x : memref<f32>)
    linalg.copy ins(%x : memref<f32>) outs(%y : memref<f32>)
    gpu.return
  }

// Each result has a thread: eight blocks of 64 terms are added plainly, and these groups by a Kahan sum.
// CHECK-LABEL: gpu.func @columns(
// CHECK: scf.for %{{.*}} = %{{.*}} to %{{.*}} step %{{.*}} {
// CHECK: scf.if
// CHECK: scf.for
// CHECK: math.fma
// CHECK: memref.store
// CHECK-NOT: gpu.barrier
// CHECK: gpu.return
  gpu.func @columns(%x: memref<?x500xf32>, %w: memref<?xf32>, %y: memref<500xf32>) kernel {
    linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d1, d0)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0)>], iterator_types = ["parallel", "reduction"]} ins(%x, %w : memref<?x500xf32>, memref<?xf32>) outs(%y : memref<500xf32>) {
    ^bb0(%in: f32, %weight: f32, %out: f32):
      %0 = arith.mulf %in, %weight : f32
      %1 = arith.addf %out, %0 : f32
      linalg.yield %1 : f32
    }
    gpu.return
  }

// The threads of a warp share a row and combine their values by a tree of five levels.
// CHECK-LABEL: gpu.func @rows(
// CHECK-SAME: workgroup(%[[SHARED:.*]] : memref<256xf32, #gpu.address_space<workgroup>> {llvm.align = 16 : i64})
// CHECK: arith.remui %{{.*}}, %c32
// CHECK: memref.store %{{.*}}, %[[SHARED]]
// CHECK-COUNT-5: gpu.barrier
// CHECK: memref.store %{{.*}}, %[[SHARED]]
// CHECK-NEXT: }
// CHECK-NEXT: %[[ALL:.*]] = memref.load %[[SHARED]]
// CHECK-NEXT: gpu.barrier
// CHECK-NOT: gpu.barrier
// CHECK: arith.maximumf %{{.*}}, %[[ALL]]
// CHECK: memref.store %{{.*}}, %arg1
// CHECK-NOT: gpu.barrier
// CHECK: gpu.return
  gpu.func @rows(%x: memref<?x?xf32>, %y: memref<?xf32>) kernel {
    linalg.generic {indexing_maps = [#same, affine_map<(d0, d1) -> (d0)>], iterator_types = ["parallel", "reduction"]} ins(%x : memref<?x?xf32>) outs(%y : memref<?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %0 = arith.maximumf %out, %in : f32
      linalg.yield %0 : f32
    }
    gpu.return
  }

// A thread computes 4 x 4 results from operands that all threads copy to shared memory.
// Neighbouring threads read neighbouring terms of the rows, and neighbouring columns.
// CHECK-LABEL: gpu.func @product(
// CHECK-SAME: workgroup(%[[ROWS:.*]] : memref<16x68xf32, #gpu.address_space<workgroup>> {llvm.align = 16 : i64},
// CHECK-SAME: %[[COLUMNS:.*]] : memref<16x68xf32, #gpu.address_space<workgroup>> {llvm.align = 16 : i64})
// CHECK: scf.for
// CHECK: gpu.barrier
// CHECK: %[[TERM:.*]] = arith.remui %{{.*}}, %c16
// CHECK-COUNT-4: memref.store %{{.*}}, %[[ROWS]][%[[TERM]], %{{.*}}]
// CHECK: %[[COLUMN:.*]] = arith.remui %{{.*}}, %c64
// CHECK-COUNT-4: memref.store %{{.*}}, %[[COLUMNS]][%{{.*}}, %[[COLUMN]]]
// CHECK: gpu.barrier
// CHECK: scf.for {{.*}} step %c4
// CHECK-COUNT-4: memref.load %[[ROWS]]
// CHECK-COUNT-4: memref.load %[[COLUMNS]]
// CHECK-COUNT-16: math.fma
// CHECK: gpu.return
  gpu.func @product(%x: memref<?x128xf32>, %w: memref<128x?xf32>, %y: memref<?x?xf32>) kernel {
    linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]} ins(%x, %w : memref<?x128xf32>, memref<128x?xf32>) outs(%y : memref<?x?xf32>) {
    ^bb0(%in: f32, %weight: f32, %out: f32):
      %0 = arith.mulf %in, %weight : f32
      %1 = arith.addf %out, %0 : f32
      linalg.yield %1 : f32
    }
    gpu.return
  }
}
