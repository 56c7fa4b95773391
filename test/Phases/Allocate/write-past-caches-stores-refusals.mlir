// These stores would not fill lines one after the other.
// RUN: ag-opt %s --ag-write-past-caches --split-input-file --remarks-filter=ag-write-past-caches -o %t 2>&1 | FileCheck %s
// RUN: FileCheck %s --check-prefix=AFTER < %t
// AFTER: func.func @columns(
// AFTER-NOT: nontemporal

// CHECK: Function=columns | Reason="its elements are not contiguous", Remark="writes a large result into the caches"
#columns = {arguments = [], parameters = [], results = [["", f32, [2000, 2000]]], symbols = []}
func.func @columns(%r: memref<2000x2000xf32>, %v: vector<8xf32>) attributes {ag.signature = #columns} {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %n = arith.constant 2000 : index
  scf.for %i = %c0 to %n step %c8 {
    vector.transfer_write %v, %r[%i, %c0] {in_bounds = [true], permutation_map = affine_map<(d0, d1) -> (d0)>} : vector<8xf32>, memref<2000x2000xf32>
  }
  return
}

// -----

// CHECK: Function=strided | Reason="its elements are not contiguous"
#strided = {arguments = [], parameters = [], results = [["", f32, [4000000]]], symbols = []}
func.func @strided(%r: memref<4000000xf32>, %v: vector<8xf32>) attributes {ag.signature = #strided} {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %n = arith.constant 2000000 : index
  %half = memref.subview %r[0] [2000000] [2] : memref<4000000xf32> to memref<2000000xf32, strided<[2]>>
  scf.for %i = %c0 to %n step %c8 {
    vector.transfer_write %v, %half[%i] {in_bounds = [true]} : vector<8xf32>, memref<2000000xf32, strided<[2]>>
  }
  return
}

// -----

// CHECK: Function=masked | Reason="only some elements of a vector are written"
#masked = {arguments = [], parameters = [], results = [["", f32, [4000000]]], symbols = []}
func.func @masked(%r: memref<4000000xf32>, %v: vector<8xf32>, %mask: vector<8xi1>) attributes {ag.signature = #masked} {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %n = arith.constant 4000000 : index
  scf.for %i = %c0 to %n step %c8 {
    vector.transfer_write %v, %r[%i], %mask {in_bounds = [true]} : vector<8xf32>, memref<4000000xf32>
  }
  return
}

// -----

// CHECK: Function=wide | Reason="its vectors do not fit in registers or lines"
#wide = {arguments = [], parameters = [], results = [["", f32, [4000000]]], symbols = []}
func.func @wide(%r: memref<4000000xf32>, %v: vector<16xf32>) attributes {ag.signature = #wide} {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  %n = arith.constant 4000000 : index
  scf.for %i = %c0 to %n step %c16 {
    vector.transfer_write %v, %r[%i] {in_bounds = [true]} : vector<16xf32>, memref<4000000xf32>
  }
  return
}

// -----

// One loop writes every second vector; in another, rows move with the columns.
// CHECK: Function=gaps | Reason="no loop writes one vector after the other"
// CHECK: Function=diagonal | Reason="no loop writes one vector after the other"
#gaps = {arguments = [], parameters = [], results = [["", f32, [4000000]]], symbols = []}
func.func @gaps(%r: memref<4000000xf32>, %v: vector<8xf32>) attributes {ag.signature = #gaps} {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  %n = arith.constant 4000000 : index
  scf.for %i = %c0 to %n step %c16 {
    vector.transfer_write %v, %r[%i] {in_bounds = [true]} : vector<8xf32>, memref<4000000xf32>
  }
  return
}
#square = {arguments = [], parameters = [], results = [["", f32, [2000, 2000]]], symbols = []}
func.func @diagonal(%r: memref<2000x2000xf32>, %v: vector<8xf32>) attributes {ag.signature = #square} {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %n = arith.constant 2000 : index
  scf.for %i = %c0 to %n step %c8 {
    vector.transfer_write %v, %r[%i, %i] {in_bounds = [true]} : vector<8xf32>, memref<2000x2000xf32>
  }
  return
}

// -----

// Rows have two and a half lines; one loop writes all of them, another one row.
// CHECK: Function=rows | Reason="its rows begin in the middle of lines"
// CHECK: Function=row | Reason="its rows begin in the middle of lines"
#rows = {arguments = [], parameters = [], results = [["", f32, [100000, 40]]], symbols = []}
func.func @rows(%r: memref<100000x40xf32>, %v: vector<8xf32>) attributes {ag.signature = #rows} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %n = arith.constant 100000 : index
  %m = arith.constant 40 : index
  scf.for %i = %c0 to %n step %c1 {
    scf.for %j = %c0 to %m step %c8 {
      vector.transfer_write %v, %r[%i, %j] {in_bounds = [true]} : vector<8xf32>, memref<100000x40xf32>
    }
  }
  return
}
func.func @row(%r: memref<100000x40xf32>, %v: vector<8xf32>, %i: index) attributes {ag.signature = #rows} {
  %c0 = arith.constant 0 : index
  %c8 = arith.constant 8 : index
  %m = arith.constant 40 : index
  %row = memref.subview %r[%i, 0] [1, 40] [1, 1] : memref<100000x40xf32> to memref<40xf32, strided<[1], offset: ?>>
  scf.for %j = %c0 to %m step %c8 {
    vector.transfer_write %v, %row[%j] {in_bounds = [true]} : vector<8xf32>, memref<40xf32, strided<[1], offset: ?>>
  }
  return
}
