// RUN: ag-opt --ag-order-for-memory --remarks-filter=ag-order-for-memory %s -o %t 2>%t.remarks
// RUN: FileCheck %s <%t
// RUN: FileCheck %s --check-prefix=REMARK <%t.remarks

// The fewest bytes would be live if the first big buffer were read before the
// second is written. But this read overwrites the source of the second one,
// through a view, so the second one is written first.
// REMARK: remark: [Passed] order | {{.*}} Remark="4.16 kB live at once instead of 8.26 kB"
// CHECK-LABEL: func.func @read_before_write
// CHECK: %[[T:.*]] = memref.alloc() : memref<8xf32>
// CHECK: scf.for
// CHECK: memref.copy %{{.*}}, %{{.*}} : memref<4xf32, strided<[1]>> to memref<4xf32>
// CHECK: memref.copy %arg0, %{{.*}} : memref<1024xf32>
// CHECK: %[[VIEW:.*]] = memref.subview %[[T]][2] [4]
// CHECK: memref.copy %{{.*}}, %[[VIEW]]
func.func @read_before_write(%x: memref<1024xf32>, %y: memref<8xf32>, %r: memref<8xf32>, %s: memref<4xf32>) attributes {ag.signature = {
    arguments = [["", f32, [1024]], ["", f32, [8]]], parameters = [],
    results = [["", f32, [8]], ["", f32, [4]]], symbols = []}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %big0 = memref.alloc() : memref<1024xf32>
  %big1 = memref.alloc() : memref<1024xf32>
  %t = memref.alloc() : memref<8xf32>
  %view = memref.subview %t[2] [4] [1] : memref<8xf32> to memref<4xf32, strided<[1], offset: 2>>
  %view0 = memref.subview %big0[0] [4] [1] : memref<1024xf32> to memref<4xf32, strided<[1]>>
  %view1 = memref.subview %big1[0] [4] [1] : memref<1024xf32> to memref<4xf32, strided<[1]>>
  memref.copy %y, %t : memref<8xf32> to memref<8xf32>
  memref.copy %x, %big0 : memref<1024xf32> to memref<1024xf32>
  scf.for %i = %c0 to %c8 step %c1 {
    %e = memref.load %t[%i] : memref<8xf32>
    memref.store %e, %big1[%i] : memref<1024xf32>
  }
  memref.copy %view0, %view : memref<4xf32, strided<[1]>> to memref<4xf32, strided<[1], offset: 2>>
  memref.copy %view1, %s : memref<4xf32, strided<[1]>> to memref<4xf32>
  memref.copy %t, %r : memref<8xf32> to memref<8xf32>
  return
}

// Ops stay after a demand, and the ops that compute its operand before it.
// CHECK-LABEL: func.func @demand
// CHECK-COUNT-2: memref.copy %subview
// CHECK: ag.require
// CHECK-COUNT-2: memref.copy %subview
// REMARK: [[#@LINE+1]]:1: remark: [Analysis] order | {{.*}} Remark="stays as it is: 8.19 kB live at once, in any order", bound=8192, bytes=8192
func.func @demand(%x: memref<1024xi64>, %r: memref<4xi64>, %s: memref<4xi64>) attributes {ag.signature = {
    arguments = [["", i64, [1024]]], parameters = [],
    results = [["", i64, [4]], ["", i64, [4]]], symbols = []}} {
  %c0 = arith.constant 0 : index
  %big0 = memref.alloc() : memref<512xi64>
  %big1 = memref.alloc() : memref<512xi64>
  %half = memref.subview %x[0] [512] [1] : memref<1024xi64> to memref<512xi64, strided<[1]>>
  memref.copy %half, %big0 : memref<512xi64, strided<[1]>> to memref<512xi64>
  memref.copy %half, %big1 : memref<512xi64, strided<[1]>> to memref<512xi64>
  %e0 = memref.load %big0[%c0] : memref<512xi64>
  %e1 = memref.load %big1[%c0] : memref<512xi64>
  %holds = arith.cmpi sgt, %e0, %e1 : i64
  ag.require %holds, "not greater"
  %view0 = memref.subview %big0[0] [4] [1] : memref<512xi64> to memref<4xi64, strided<[1]>>
  %view1 = memref.subview %big1[0] [4] [1] : memref<512xi64> to memref<4xi64, strided<[1]>>
  memref.copy %view0, %r : memref<4xi64, strided<[1]>> to memref<4xi64>
  memref.copy %view1, %s : memref<4xi64, strided<[1]>> to memref<4xi64>
  return
}
