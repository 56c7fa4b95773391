// RUN: ag-opt --ag-order-for-memory --remarks-filter=ag-order-for-memory %s -o %t 2>%t.remarks
// RUN: FileCheck %s <%t
// RUN: FileCheck %s --check-prefix=REMARK <%t.remarks

// Each iteration allocates both big buffers, one of which is live at a time.
// REMARK: [[#@LINE+18]]:3: remark: [Passed] order | {{.*}} Remark="4.22 kB live at once instead of 8.26 kB", before=8256, bound=4224, bytes=4224, moved=1
// REMARK: [[#@LINE+9]]:1: remark: [Analysis] order | {{.*}} Remark="stays as it is: 4.74 kB live at once, in any order"
// CHECK-LABEL: func.func @turns
// CHECK: scf.for
// CHECK-NEXT: %[[BIG0:.*]] = memref.alloc() : memref<1024xf32>
// CHECK-NEXT: memref.copy %arg0, %[[BIG0]]
// CHECK-NEXT: %[[VIEW0:.*]] = memref.subview %[[BIG0]][%{{.*}}]
// CHECK-NEXT: %[[SMALL0:.*]] = memref.alloc() : memref<4xf32>
// CHECK-NEXT: memref.copy %[[VIEW0]], %[[SMALL0]]
// CHECK-NEXT: %[[BIG1:.*]] = memref.alloc() : memref<1024xf32>
func.func @turns(%x: memref<1024xf32>, %r: memref<4xf32>) attributes {ag.signature = {
    arguments = [["", f32, [1024]]], parameters = [], results = [["", f32, [4]]], symbols = []}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %carried = memref.alloc() : memref<128xf32>
  %init = memref.subview %x[0] [128] [1] : memref<1024xf32> to memref<128xf32, strided<[1]>>
  memref.copy %init, %carried : memref<128xf32, strided<[1]>> to memref<128xf32>
  scf.for %i = %c0 to %c4 step %c1 {
    %big0 = memref.alloc() : memref<1024xf32>
    %big1 = memref.alloc() : memref<1024xf32>
    %small0 = memref.alloc() : memref<4xf32>
    %small1 = memref.alloc() : memref<4xf32>
    memref.copy %x, %big0 : memref<1024xf32> to memref<1024xf32>
    memref.copy %x, %big1 : memref<1024xf32> to memref<1024xf32>
    %view0 = memref.subview %big0[%i] [4] [1] : memref<1024xf32> to memref<4xf32, strided<[1], offset: ?>>
    %view1 = memref.subview %big1[%i] [4] [1] : memref<1024xf32> to memref<4xf32, strided<[1], offset: ?>>
    memref.copy %view0, %small0 : memref<4xf32, strided<[1], offset: ?>> to memref<4xf32>
    memref.copy %view1, %small1 : memref<4xf32, strided<[1], offset: ?>> to memref<4xf32>
    linalg.add ins(%small0, %small1 : memref<4xf32>, memref<4xf32>) outs(%r : memref<4xf32>)
    %head = memref.subview %carried[0] [4] [1] : memref<128xf32> to memref<4xf32, strided<[1]>>
    linalg.add ins(%head, %r : memref<4xf32, strided<[1]>>, memref<4xf32>) outs(%head : memref<4xf32, strided<[1]>>)
  }
  %end = memref.subview %carried[0] [4] [1] : memref<128xf32> to memref<4xf32, strided<[1]>>
  memref.copy %end, %r : memref<4xf32, strided<[1]>> to memref<4xf32>
  return
}

// The state for the next iteration is written after this iteration's reads.
// CHECK-LABEL: func.func @carried
// CHECK: scf.for
// CHECK: memref.copy %[[STATE:.*]], %[[OLD:.*]] : memref<512xf32>
// CHECK-NEXT: linalg.add ins(%[[OLD]],
// CHECK: memref.copy %{{.*}}, %[[STATE]]
func.func @carried(%x: memref<512xf32>, %r: memref<512xf32>) attributes {ag.signature = {
    arguments = [["", f32, [512]]], parameters = [], results = [["", f32, [512]]], symbols = []}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %state = memref.alloc() : memref<512xf32>
  memref.copy %x, %state : memref<512xf32> to memref<512xf32>
  scf.for %i = %c0 to %c4 step %c1 {
    %old = memref.alloc() : memref<512xf32>
    %new = memref.alloc() : memref<512xf32>
    memref.copy %state, %old : memref<512xf32> to memref<512xf32>
    linalg.exp ins(%x : memref<512xf32>) outs(%new : memref<512xf32>)
    memref.copy %new, %state : memref<512xf32> to memref<512xf32>
    linalg.add ins(%old, %r : memref<512xf32>, memref<512xf32>) outs(%r : memref<512xf32>)
  }
  return
}
