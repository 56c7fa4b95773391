// RUN: ag-opt --ag-rotate-buffers --canonicalize --cse %s | FileCheck %s
// RUN: ag-opt --ag-rotate-buffers %s --remarks-filter=ag-rotate-buffers 2>&1 | FileCheck %s --check-prefix=REMARK

// REMARK: remark: [Passed] rotate | {{.*}} Remark="2 buffers exchange their roles instead of 1 copies", buffers=2, copies=1

// Two buffers swap in an even number of iterations. The loop keeps its other
// iter_args, and a remaining iteration copies as before.
// CHECK-LABEL: func.func @two
// CHECK: %[[OTHER:.*]] = memref.alloc() : memref<8xf32>
// CHECK: %[[STEPS:.*]] = arith.divsi %{{.*}}, %c2
// CHECK: %[[EVEN:.*]] = arith.muli %[[STEPS]], %c2
// CHECK: %[[SUM:.*]]:3 = scf.for %{{.*}} = %c0 to %[[EVEN]] step %c1 iter_args(%{{.*}} = %cst, %[[A:.*]] = %arg0, %[[B:.*]] = %[[OTHER]])
// CHECK: linalg.exp ins(%[[A]] : memref<8xf32>) outs(%[[B]] : memref<8xf32>)
// CHECK-NOT: copy
// CHECK: scf.yield %{{.*}}, %[[B]], %[[A]]
// CHECK: scf.for %{{.*}} = %[[EVEN]] to %{{.*}} step %c1 iter_args(%{{.*}} = %[[SUM]]#0)
// CHECK: linalg.exp ins(%arg0 : memref<8xf32>) outs(%[[OTHER]] : memref<8xf32>)
// CHECK: memref.copy %[[OTHER]], %arg0
func.func @two(%state: memref<8xf32>, %n: index) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  %sum = scf.for %i = %c0 to %n step %c1 iter_args(%s = %zero) -> (f32) {
    %next = memref.alloc() : memref<8xf32>
    linalg.exp ins(%state : memref<8xf32>) outs(%next : memref<8xf32>)
    %v = memref.load %next[%c0] : memref<8xf32>
    %t = arith.addf %s, %v : f32
    memref.copy %next, %state : memref<8xf32> to memref<8xf32>
    scf.yield %t : f32
  }
  return %sum : f32
}

// Three buffers rotate: a, b := b, f(a). Nine is a multiple of three.
// CHECK-LABEL: func.func @three
// CHECK: scf.for {{.*}} iter_args(%[[A:.*]] = %arg0, %[[B:.*]] = %arg1, %[[C:.*]] = %{{.*}})
// CHECK: linalg.exp ins(%[[A]] : memref<8xf32>) outs(%[[C]] : memref<8xf32>)
// CHECK-NEXT: scf.yield %[[B]], %[[C]], %[[A]]
// CHECK-NOT: copy
func.func @three(%a: memref<8xf32>, %b: memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c9 = arith.constant 9 : index
  scf.for %i = %c0 to %c9 step %c1 {
    %next = memref.alloc() : memref<8xf32>
    linalg.exp ins(%a : memref<8xf32>) outs(%next : memref<8xf32>)
    memref.copy %b, %a : memref<8xf32> to memref<8xf32>
    memref.copy %next, %b : memref<8xf32> to memref<8xf32>
  }
  return
}

// A swap uses a third buffer, whose content no op needs.
// CHECK-LABEL: func.func @swap
// CHECK: scf.for {{.*}} iter_args(%[[A:.*]] = %arg0, %[[B:.*]] = %arg1)
// CHECK-NEXT: memref.store %{{.*}}, %[[A]]
// CHECK-NEXT: scf.yield %[[B]], %[[A]]
func.func @swap(%a: memref<8xf32>, %b: memref<8xf32>, %x: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  scf.for %i = %c0 to %c8 step %c1 {
    memref.store %x, %a[%c0] : memref<8xf32>
    %old = memref.alloc() : memref<8xf32>
    memref.copy %a, %old : memref<8xf32> to memref<8xf32>
    memref.copy %b, %a : memref<8xf32> to memref<8xf32>
    memref.copy %old, %b : memref<8xf32> to memref<8xf32>
  }
  return
}
