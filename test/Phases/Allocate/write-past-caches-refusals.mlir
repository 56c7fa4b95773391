// RUN: ag-opt %s --ag-write-past-caches --split-input-file --remarks-filter=ag-write-past-caches -o %t 2>&1 | FileCheck %s
// RUN: FileCheck %s --check-prefix=AFTER < %t
// AFTER: func.func @small(
// AFTER-NOT: nontemporal
// CHECK-NOT: Function=

// A result one element smaller than half of the last cache gets no remark.
#small = {arguments = [], parameters = [], results = [["", f32, [3604479]]], symbols = []}
func.func @small(%r: memref<3604479xf32>, %v: vector<8xf32>) attributes {ag.signature = #small} {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %n = arith.constant 3604472 : index
  scf.for %i = %c0 to %n step %c8 {
    vector.transfer_write %v, %r[%i] {in_bounds = [true]} : vector<8xf32>, memref<3604479xf32>
  }
  return
}

// -----

// A buffer that no caller receives gets no remark either.
func.func @temporary(%v: vector<8xf32>) {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %n = arith.constant 4000000 : index
  %r = memref.alloc() : memref<4000000xf32>
  scf.for %i = %c0 to %n step %c8 {
    vector.transfer_write %v, %r[%i] {in_bounds = [true]} : vector<8xf32>, memref<4000000xf32>
  }
  return
}

// -----

// CHECK: past-caches | {{.*}}Function=read_behind | Reason="it is read again", Remark="writes a large result into the caches"
// CHECK-NOT: Function=
#behind = {arguments = [], parameters = [], results = [["", f32, [4000000]]], symbols = []}
func.func @read_behind(%r: memref<4000000xf32>, %v: vector<8xf32>) -> f32 attributes {ag.signature = #behind} {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %n = arith.constant 4000000 : index
  scf.for %i = %c0 to %n step %c8 {
    vector.transfer_write %v, %r[%i] {in_bounds = [true]} : vector<8xf32>, memref<4000000xf32>
  }
  %part = memref.subview %r[8] [8] [1] : memref<4000000xf32> to memref<8xf32, strided<[1], offset: 8>>
  %x = memref.load %part[%c0] : memref<8xf32, strided<[1], offset: 8>>
  return %x : f32
}

// -----

// CHECK: past-caches | {{.*}}Function=read_within | Reason="it is read again"
// CHECK-NOT: Function=
#within = {arguments = [], parameters = [], results = [["", f32, [4000000]]], symbols = []}
func.func @read_within(%r: memref<4000000xf32>) attributes {ag.signature = #within} {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %n = arith.constant 4000000 : index
  %zero = arith.constant 0.0 : f32
  scf.for %i = %c0 to %n step %c8 {
    %v = vector.transfer_read %r[%i], %zero {in_bounds = [true]} : memref<4000000xf32>, vector<8xf32>
    vector.transfer_write %v, %r[%i] {in_bounds = [true]} : vector<8xf32>, memref<4000000xf32>
  }
  return
}

// -----

// A call may do anything with the result.
// CHECK: past-caches | {{.*}}Function=called | Reason="it is read again"
// CHECK-NOT: Function=
#called = {arguments = [], parameters = [], results = [["", f32, [4000000]]], symbols = []}
func.func private @g(memref<4000000xf32>)
func.func @called(%r: memref<4000000xf32>, %v: vector<8xf32>) attributes {ag.signature = #called} {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %n = arith.constant 4000000 : index
  scf.for %i = %c0 to %n step %c8 {
    vector.transfer_write %v, %r[%i] {in_bounds = [true]} : vector<8xf32>, memref<4000000xf32>
  }
  func.call @g(%r) : (memref<4000000xf32>) -> ()
  return
}
