// RUN: ag-opt %s --threads=4 --ag-split-loops --canonicalize | FileCheck %s
// RUN: ag-opt %s --ag-split-loops | FileCheck %s --check-prefix=ONE
// ONE: func.func @tiles(
// ONE-NOT: scf.parallel

// Each chunk is a quarter of half a million rows. The last unit also has the
// remainder of the loop, as the last tile is moved back onto the previous one.
// CHECK-LABEL: func @tiles
// CHECK-DAG: %[[UNITS:.*]] = arith.constant 62500 : index
// CHECK: scf.parallel (%[[CHUNK:.*]]) = (%c0) to (%c4) step (%c1) {
// CHECK: %[[BEGUN:.*]] = arith.muli %[[CHUNK]], %[[UNITS]]
// CHECK: %[[FIRST:.*]] = arith.divui %[[BEGUN]], %c4
// CHECK: %[[NEXT:.*]] = arith.muli %{{.*}}, %[[UNITS]]
// CHECK: %[[END:.*]] = arith.divui %[[NEXT]], %c4
// CHECK: %[[LAST:.*]] = arith.cmpi eq, %[[END]], %[[UNITS]]
// CHECK: %[[PLACE:.*]] = arith.muli %[[FIRST]], %c8
// CHECK: %[[FROM:.*]] = arith.maxsi %[[PLACE]], %c0
// CHECK: %[[UNTIL:.*]] = arith.muli %[[END]], %c8
// CHECK: %[[CHOSEN:.*]] = arith.select %[[LAST]], %c500003, %[[UNTIL]]
// CHECK: %[[TO:.*]] = arith.minsi %[[CHOSEN]], %c500003
// CHECK: scf.for %[[I:.*]] = %[[FROM]] to %[[TO]] step %c8 {
// CHECK:   arith.minsi %[[I]], %c499995
// CHECK: } {ag.parallel}
// CHECK: } {ag.on_threads}
func.func @tiles(%x: memref<500003xf32>, %r: memref<500003xf32>) {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %n = arith.constant 500003 : index
  %last = arith.constant 499995 : index
  %zero = arith.constant 0.0 : f32
  %y = scf.for %i = %c0 to %n step %c8 iter_args(%a = %r) -> (memref<500003xf32>) {
    %at = arith.minsi %i, %last : index
    %v = vector.transfer_read %x[%at], %zero {in_bounds = [true]} : memref<500003xf32>, vector<8xf32>
    %e = math.exp %v : vector<8xf32>
    vector.transfer_write %e, %a[%at] {in_bounds = [true]} : vector<8xf32>, memref<500003xf32>
    scf.yield %a : memref<500003xf32>
  } {ag.parallel}
  return
}

// If sizes are known only at run time, these decide. Chunks are counted over
// both loops, so that a single row is split too.
// CHECK-LABEL: func @nest
// CHECK: %[[ENOUGH:.*]] = arith.cmpi sge, %{{.*}}, %c7340032
// CHECK: %[[CHUNKS:.*]] = arith.select %[[ENOUGH]], %c4, %c1
// CHECK: scf.parallel (%{{.*}}) = (%c0) to (%[[CHUNKS]])
// CHECK:   %[[FIRST:.*]] = arith.divui %{{.*}}, %[[CHUNKS]]
// CHECK:   %[[END:.*]] = arith.divui %{{.*}}, %[[CHUNKS]]
// CHECK:   %[[TO:.*]] = arith.ceildivui %[[END]], %[[INSIDE:.*]] :
// CHECK:   %[[PLACE:.*]] = arith.divui %[[FIRST]], %[[INSIDE]]
// CHECK:   %[[FROM:.*]] = arith.maxsi %[[PLACE]], %c0
// CHECK:   scf.for %[[I:.*]] = %[[FROM]] to %
// CHECK:     %[[BEFORE:.*]] = arith.muli %{{.*}}, %[[INSIDE]]
// CHECK:     %[[REST:.*]] = arith.subi %[[FIRST]], %[[BEFORE]]
// CHECK:     arith.maxsi %[[REST]], %c0
// CHECK:     scf.for
// CHECK:       memref.store
func.func @nest(%x: memref<?x?xf32>, %r: memref<?x?xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = memref.dim %x, %c0 : memref<?x?xf32>
  %m = memref.dim %x, %c1 : memref<?x?xf32>
  %y = scf.for %i = %c0 to %n step %c1 iter_args(%a = %r) -> (memref<?x?xf32>) {
    %z = scf.for %j = %c0 to %m step %c1 iter_args(%b = %a) -> (memref<?x?xf32>) {
      %v = memref.load %x[%i, %j] : memref<?x?xf32>
      memref.store %v, %b[%i, %j] : memref<?x?xf32>
      scf.yield %b : memref<?x?xf32>
    } {ag.parallel}
    scf.yield %z : memref<?x?xf32>
  } {ag.parallel}
  return
}

// Functions of the C library compute one element at a time. Each takes as many
// vector steps as cycles, 8 * 32 here, so fewer elements suffice.
// CHECK-LABEL: func @calls
// CHECK: scf.parallel (%{{.*}}) = (%c0) to (%c4)
// CHECK: math.tan
func.func @calls(%x: memref<32768xf32>, %r: memref<32768xf32>) {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %n = arith.constant 32768 : index
  %zero = arith.constant 0.0 : f32
  %y = scf.for %i = %c0 to %n step %c8 iter_args(%a = %r) -> (memref<32768xf32>) {
    %v = vector.transfer_read %x[%i], %zero {in_bounds = [true]} : memref<32768xf32>, vector<8xf32>
    %e = math.tan %v : vector<8xf32>
    vector.transfer_write %e, %a[%i] {in_bounds = [true]} : vector<8xf32>, memref<32768xf32>
    scf.yield %a : memref<32768xf32>
  } {ag.parallel}
  return
}
