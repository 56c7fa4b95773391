// RUN: ag-opt --ag-order-for-memory --remarks-filter=ag-order-for-memory %s -o %t 2>%t.remarks
// RUN: FileCheck %s <%t
// RUN: FileCheck %s --check-prefix=REMARK <%t.remarks

// One buffer of 4096 bytes is live at a time. Views move too; constants stay.
// REMARK: remark: [Passed] order | {{.*}} Remark="4.22 kB live at once instead of 8.26 kB", before=8256, bound=4224, bytes=4224, moved=1
// CHECK-LABEL: func.func @branches
// CHECK: arith.constant
// CHECK: %[[BIG0:.*]] = memref.alloc() : memref<1024xf32>
// CHECK-NEXT: memref.copy %arg0, %[[BIG0]]
// CHECK-NEXT: %[[VIEW0:.*]] = memref.subview %[[BIG0]]
// CHECK-NEXT: %[[SMALL0:.*]] = memref.alloc() : memref<4xf32>
// CHECK-NEXT: memref.copy %[[VIEW0]], %[[SMALL0]]
// CHECK-NEXT: %[[BIG1:.*]] = memref.alloc() : memref<1024xf32>
// CHECK-NEXT: memref.copy %arg0, %[[BIG1]]
// CHECK-NEXT: %[[VIEW1:.*]] = memref.subview %[[BIG1]]
// CHECK-NEXT: %[[SMALL1:.*]] = memref.alloc() : memref<4xf32>
// CHECK-NEXT: memref.copy %[[VIEW1]], %[[SMALL1]]
// CHECK-NEXT: linalg.add ins(%[[SMALL0]], %[[SMALL1]]
func.func @branches(%x: memref<1024xf32>, %r: memref<4xf32>) attributes {ag.signature = {
    arguments = [["", f32, [1024]]], parameters = [], results = [["", f32, [4]]], symbols = []}} {
  %big0 = memref.alloc() : memref<1024xf32>
  %big1 = memref.alloc() : memref<1024xf32>
  %small0 = memref.alloc() : memref<4xf32>
  %small1 = memref.alloc() : memref<4xf32>
  %c5 = arith.constant 5 : index
  memref.copy %x, %big0 : memref<1024xf32> to memref<1024xf32>
  memref.copy %x, %big1 : memref<1024xf32> to memref<1024xf32>
  %view0 = memref.subview %big0[%c5] [4] [1] : memref<1024xf32> to memref<4xf32, strided<[1], offset: ?>>
  %view1 = memref.subview %big1[%c5] [4] [1] : memref<1024xf32> to memref<4xf32, strided<[1], offset: ?>>
  memref.copy %view0, %small0 : memref<4xf32, strided<[1], offset: ?>> to memref<4xf32>
  memref.copy %view1, %small1 : memref<4xf32, strided<[1], offset: ?>> to memref<4xf32>
  linalg.add ins(%small0, %small1 : memref<4xf32>, memref<4xf32>) outs(%r : memref<4xf32>)
  return
}

// A buffer in a loop is live while the loop runs, so the loop runs when no
// other buffer is live.
// REMARK: remark: [Passed] order | {{.*}} Remark="4.10 kB live at once instead of 6.14 kB"
// CHECK-LABEL: func.func @inside
// CHECK: memref.copy %arg0, %[[A:.*]] : memref<512xf32>
// CHECK: memref.copy %[[A]], %arg2
// CHECK: scf.for
func.func @inside(%x: memref<512xf32>, %n: memref<4xf32>, %r: memref<512xf32>, %s: memref<4xf32>) attributes {ag.signature = {
    arguments = [["", f32, [512]], ["", f32, [4]]], parameters = [],
    results = [["", f32, [512]], ["", f32, [4]]], symbols = []}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %a = memref.alloc() : memref<512xf32>
  memref.copy %x, %a : memref<512xf32> to memref<512xf32>
  scf.for %i = %c0 to %c4 step %c1 {
    %b = memref.alloc() : memref<1024xf32>
    %e = memref.load %n[%i] : memref<4xf32>
    memref.store %e, %b[%i] : memref<1024xf32>
    %f = memref.load %b[%i] : memref<1024xf32>
    memref.store %f, %s[%i] : memref<4xf32>
  }
  memref.copy %a, %r : memref<512xf32> to memref<512xf32>
  return
}
