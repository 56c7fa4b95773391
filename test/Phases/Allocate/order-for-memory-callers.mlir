// RUN: ag-opt --ag-order-for-memory --remarks-filter=ag-order-for-memory %s -o %t 2>%t.remarks
// RUN: FileCheck %s <%t
// RUN: FileCheck %s --check-prefix=REMARK <%t.remarks

// A result overlaps no argument, so it is written before the second big buffer
// is computed from an argument.
// REMARK: remark: [Passed] order | {{.*}} Remark="4.10 kB live at once instead of 8.19 kB"
// CHECK-LABEL: func.func @apart
// CHECK: memref.copy %{{.*}}, %arg2
// CHECK: memref.copy %{{.*}} : memref<4xf32> to memref<4xf32, strided<[1]>>
func.func @apart(%x: memref<1024xf32>, %y: memref<4xf32>, %r: memref<4xf32>, %s: memref<4xf32>) attributes {ag.signature = {
    arguments = [["", f32, [1024]], ["", f32, [4]]], parameters = [],
    results = [["", f32, [4]], ["", f32, [4]]], symbols = []}} {
  %big0 = memref.alloc() : memref<1024xf32>
  %big1 = memref.alloc() : memref<1024xf32>
  %view0 = memref.subview %big0[0] [4] [1] : memref<1024xf32> to memref<4xf32, strided<[1]>>
  %view1 = memref.subview %big1[0] [4] [1] : memref<1024xf32> to memref<4xf32, strided<[1]>>
  memref.copy %x, %big0 : memref<1024xf32> to memref<1024xf32>
  memref.copy %y, %view1 : memref<4xf32> to memref<4xf32, strided<[1]>>
  memref.copy %view0, %r : memref<4xf32, strided<[1]>> to memref<4xf32>
  memref.copy %view1, %s : memref<4xf32, strided<[1]>> to memref<4xf32>
  return
}

// A result that takes over the argument's buffer is written after the read.
// REMARK: remark: [Passed] order | {{.*}} Remark="4.10 kB live at once instead of 8.19 kB"
// CHECK-LABEL: func.func @same
// CHECK: memref.copy %arg1
// CHECK: memref.copy %{{.*}}, %arg3
// CHECK: memref.copy %arg0
// CHECK: memref.copy %{{.*}}, %arg2
func.func @same(%x: memref<1024xf32>, %y: memref<4xf32>, %r: memref<4xf32>, %s: memref<4xf32>) attributes {ag.signature = {
    arguments = [["", f32, [1024]], ["", f32, [4]]], parameters = [],
    results = [["", f32, [4], {alias = 1}], ["", f32, [4]]], symbols = []}} {
  %big0 = memref.alloc() : memref<1024xf32>
  %big1 = memref.alloc() : memref<1024xf32>
  %view0 = memref.subview %big0[0] [4] [1] : memref<1024xf32> to memref<4xf32, strided<[1]>>
  %view1 = memref.subview %big1[0] [4] [1] : memref<1024xf32> to memref<4xf32, strided<[1]>>
  memref.copy %x, %big0 : memref<1024xf32> to memref<1024xf32>
  memref.copy %y, %view1 : memref<4xf32> to memref<4xf32, strided<[1]>>
  memref.copy %view0, %r : memref<4xf32, strided<[1]>> to memref<4xf32>
  memref.copy %view1, %s : memref<4xf32, strided<[1]>> to memref<4xf32>
  return
}

// The result before a demand is written even if the demand fails. Writing it
// later would keep one big buffer live at a time. But %big1 must come before
// it, as its source is overwritten.
// REMARK: remark: [Analysis] order | {{.*}} Remark="stays as it is: 8.19 kB live at once, in any order"
// CHECK-LABEL: func.func @demand
// CHECK: memref.copy %{{.*}}, %arg3
// CHECK: ag.require
// CHECK: memref.copy %{{.*}}, %arg2
func.func @demand(%x: memref<1024xf32>, %y: memref<4xf32>, %r: memref<4xf32>, %s: memref<4xf32>) attributes {ag.signature = {
    arguments = [["", f32, [1024]], ["", f32, [4]]], parameters = [],
    results = [["", f32, [4]], ["", f32, [4], {alias = 1}]], symbols = []}} {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %big0 = memref.alloc() : memref<1024xf32>
  %big1 = memref.alloc() : memref<1024xf32>
  %view0 = memref.subview %big0[0] [4] [1] : memref<1024xf32> to memref<4xf32, strided<[1]>>
  %view1 = memref.subview %big1[0] [4] [1] : memref<1024xf32> to memref<4xf32, strided<[1]>>
  memref.copy %x, %big0 : memref<1024xf32> to memref<1024xf32>
  memref.copy %y, %view1 : memref<4xf32> to memref<4xf32, strided<[1]>>
  %e = memref.load %y[%c0] : memref<4xf32>
  %holds = arith.cmpf ogt, %e, %zero : f32
  memref.copy %view0, %s : memref<4xf32, strided<[1]>> to memref<4xf32>
  ag.require %holds, "not positive"
  memref.copy %view1, %r : memref<4xf32, strided<[1]>> to memref<4xf32>
  return
}
