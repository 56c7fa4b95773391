// RUN: ag-opt %s --threads=2 --ag-split-loops --canonicalize | FileCheck %s
// RUN: ag-opt %s --threads=2 --ag-split-loops --remarks-filter=ag-split-loops 2>&1 >/dev/null | FileCheck %s --check-prefix=REMARK
// CHECK-NOT: scf.parallel

// REMARK-DAG: its iterations write to one buffer
// REMARK-DAG: its iterations have to run ag.require one after the other
// REMARK-DAG: its iterations have to run func.call one after the other

// The loop has too little work.
// CHECK-LABEL: func @small
func.func @small(%r: memref<1000xf32>, %v: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 1000 : index
  %y = scf.for %i = %c0 to %n step %c1 iter_args(%a = %r) -> (memref<1000xf32>) {
    memref.store %v, %a[%i] : memref<1000xf32>
    scf.yield %a : memref<1000xf32>
  } {ag.parallel}
  return
}

// The loop has no mark that threads may share it.
// CHECK-LABEL: func @unmarked
func.func @unmarked(%r: memref<?xf32>, %v: f32, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %y = scf.for %i = %c0 to %n step %c1 iter_args(%a = %r) -> (memref<?xf32>) {
    memref.store %v, %a[%i] : memref<?xf32>
    scf.yield %a : memref<?xf32>
  }
  return
}

// All iterations write to one buffer that is no iter_arg.
// CHECK-LABEL: func @shared
func.func @shared(%r: memref<?xf32>, %v: f32, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %t = memref.alloc() : memref<1xf32>
  %y = scf.for %i = %c0 to %n step %c1 iter_args(%a = %r) -> (memref<?xf32>) {
    memref.store %v, %t[%c0] : memref<1xf32>
    %w = memref.load %t[%c0] : memref<1xf32>
    memref.store %w, %a[%i] : memref<?xf32>
    scf.yield %a : memref<?xf32>
  } {ag.parallel}
  return
}

// A failure must end the run, which a thread cannot do.
// CHECK-LABEL: func @fails
func.func @fails(%r: memref<?xf32>, %v: f32, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %y = scf.for %i = %c0 to %n step %c1 iter_args(%a = %r) -> (memref<?xf32>) {
    %holds = arith.cmpi ne, %i, %c1 : index
    ag.require %holds, "index {0} is outside" (%i)
    memref.store %v, %a[%i] : memref<?xf32>
    scf.yield %a : memref<?xf32>
  } {ag.parallel}
  return
}

// A call may write anywhere.
// CHECK-LABEL: func @calls
func.func private @g(f32)
func.func @calls(%r: memref<?xf32>, %v: f32, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %y = scf.for %i = %c0 to %n step %c1 iter_args(%a = %r) -> (memref<?xf32>) {
    func.call @g(%v) : (f32) -> ()
    memref.store %v, %a[%i] : memref<?xf32>
    scf.yield %a : memref<?xf32>
  } {ag.parallel}
  return
}
