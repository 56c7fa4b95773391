// RUN: ag-opt %s --ag-parallel-to-openmp --canonicalize | FileCheck %s
// Driver/threads.mlir tests the meaning, on several threads.

// A thread runs the chunk of its number, and then every team-size-th one. With
// one chunk, or no threads wanted, OpenMP is not called.
// CHECK-DAG: func.func private @ag_rt_wants_threads() -> i64
// CHECK-DAG: func.func private @ag_rt_thread_number() -> i64
// CHECK-DAG: func.func private @ag_rt_team_size() -> i64
// CHECK-LABEL: func private @chunks.chunk(%arg0: index, %arg1: index, %arg2: f32, %arg3: memref<?xf32>)
// CHECK: %[[TWO:.*]] = arith.constant 2.0
// CHECK: %[[SUM:.*]] = arith.addf %arg2, %[[TWO]]
// CHECK: memref.store %[[SUM]], %arg3[%arg0]
// CHECK-LABEL: func @chunks(%arg0: memref<?xf32>, %arg1: index, %arg2: f32)
// CHECK: %[[WANTED:.*]] = arith.cmpi ne
// CHECK: %[[MANY:.*]] = arith.cmpi sgt, %arg1, %c1
// CHECK: %[[SEVERAL:.*]] = arith.andi %[[WANTED]], %[[MANY]]
// CHECK: scf.if %[[SEVERAL]] {
// CHECK:   omp.parallel {
// CHECK:     %[[NUMBER:.*]] = func.call @ag_rt_thread_number() : () -> i64
// CHECK:     %[[THREAD:.*]] = arith.index_cast %[[NUMBER]] : i64 to index
// CHECK:     %[[SIZE:.*]] = func.call @ag_rt_team_size() : () -> i64
// CHECK:     %[[TEAM:.*]] = arith.index_cast %[[SIZE]] : i64 to index
// CHECK:     scf.for %[[CHUNK:.*]] = %[[THREAD]] to %arg1 step %[[TEAM]] {
// CHECK:       func.call @chunks.chunk(%[[CHUNK]], %arg1, %arg2, %arg0)
// CHECK:     omp.terminator
// CHECK: } else {
// CHECK:   scf.for %[[CHUNK:.*]] = %c0 to %arg1 step %c1 {
// CHECK:     func.call @chunks.chunk(%[[CHUNK]], %arg1, %arg2, %arg0)
func.func @chunks(%r: memref<?xf32>, %chunks: index, %v: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %two = arith.constant 2.0 : f32
  scf.parallel (%chunk) = (%c0) to (%chunks) step (%c1) {
    %w = arith.addf %v, %two : f32
    memref.store %w, %r[%chunk] : memref<?xf32>
  } {ag.on_threads}
  return
}

// A loop that the program has written stays.
// CHECK-LABEL: func @foreign
// CHECK-NOT: omp
// CHECK: scf.parallel
func.func @foreign(%r: memref<?xf32>, %n: index, %v: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.parallel (%i) = (%c0) to (%n) step (%c1) {
    memref.store %v, %r[%i] : memref<?xf32>
  }
  return
}

// A loop that is not over chunks stays as well.
// CHECK-LABEL: func @reduction
// CHECK-NOT: omp
// CHECK: scf.parallel
func.func @reduction(%n: index, %v: f32) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.parallel (%i) = (%c0) to (%n) step (%c1) init (%v) -> f32 {
    scf.reduce(%v : f32) {
    ^bb0(%a: f32, %b: f32):
      %sum = arith.addf %a, %b : f32
      scf.reduce.return %sum : f32
    }
  } {ag.on_threads}
  return %r : f32
}
