// RUN: ag-opt --ag-order-for-memory --remarks-filter=ag-order-for-memory %s -o %t 2>%t.remarks
// RUN: FileCheck %s <%t
// RUN: FileCheck %s --check-prefix=REMARK <%t.remarks

// With a large n it is better to copy %x first, with a small n it is worse.
// REMARK: [[#@LINE+3]]:1: remark: [Missed] order | {{.*}} Reason="the best order at the planned sizes is worse at others", Remark="stays as it is: 69.7 kB live at once", bound=69632, bytes=69696
// CHECK-LABEL: func.func @sizes
// CHECK: memref.copy %arg1, %{{.*}} : memref<4096xf32>
func.func @sizes(%x: memref<?xf32>, %y: memref<4096xf32>, %r: memref<1024xf32>, %s: memref<16xf32>) attributes {ag.signature = {
    arguments = [["", f32, ["n"]], ["", f32, [4096]]], parameters = [],
    results = [["", f32, [1024]], ["", f32, [16]]], symbols = [["n", 1024, 16384]]}} {
  %c0 = arith.constant 0 : index
  %n = memref.dim %x, %c0 : memref<?xf32>
  %b = memref.alloc() : memref<4096xf32>
  memref.copy %y, %b : memref<4096xf32> to memref<4096xf32>
  %after_b = memref.alloc() : memref<16xf32>
  %end = memref.subview %b[0] [16] [1] : memref<4096xf32> to memref<16xf32, strided<[1]>>
  memref.copy %end, %after_b : memref<16xf32, strided<[1]>> to memref<16xf32>
  %a = memref.alloc(%n) : memref<?xf32>
  memref.copy %x, %a : memref<?xf32> to memref<?xf32>
  %after_a = memref.alloc() : memref<1024xf32>
  %front = memref.subview %a[0] [1024] [1] : memref<?xf32> to memref<1024xf32, strided<[1]>>
  memref.copy %front, %after_a : memref<1024xf32, strided<[1]>> to memref<1024xf32>
  %f = memref.load %after_b[%c0] : memref<16xf32>
  memref.store %f, %after_a[%c0] : memref<1024xf32>
  memref.copy %after_a, %r : memref<1024xf32> to memref<1024xf32>
  memref.copy %after_b, %s : memref<16xf32> to memref<16xf32>
  return
}
