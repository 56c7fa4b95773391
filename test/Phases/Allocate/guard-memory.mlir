// RUN: ag-opt --ag-guard-memory %s | FileCheck %s
// RUN: ag-opt --ag-plan-workspace=red-zone=64 --ag-verify-workspace --canonicalize %S/plan-workspace.mlir | FileCheck %s --check-prefix=ZONES

// A buffer is unpoisoned before its first use and poisoned after the last one.
// CHECK: func.func private @__asan_poison_memory_region(index, index)
// CHECK: func.func private @__asan_unpoison_memory_region(index, index)
// CHECK-LABEL: func.func @f(
// CHECK: %[[A:.*]] = memref.view
// CHECK: %[[BYTES:.*]] = arith.muli %{{.*}}, %{{.*}} : index
// CHECK: %[[PLACE:.*]] = memref.extract_aligned_pointer_as_index %[[A]]
// CHECK-NEXT: call @__asan_unpoison_memory_region(%[[PLACE]], %[[BYTES]])
// CHECK-NEXT: memref.copy %arg0, %[[A]]
// CHECK-NEXT: memref.copy %[[A]], %arg1
// CHECK: %[[SAME:.*]] = memref.extract_aligned_pointer_as_index %[[A]]
// CHECK-NEXT: call @__asan_poison_memory_region(%[[SAME]],
// CHECK-NEXT: return

// The test's three buffers share no memory, and 64 bytes follow each. The
// second one starts after these, and the third one after two of both.
// ZONES: func.func @f(
// ZONES: %[[UP:.*]] = arith.andi
// ZONES: %[[END:.*]] = arith.addi %[[UP]], %c64
// ZONES: %[[SECOND:.*]] = arith.maxsi %[[END]], %c0
// ZONES: memref.view %arg2[%c0]
// ZONES: memref.view %arg2[%[[SECOND]]]
// ZONES-NOT: memref.view %arg2[%c0]
func.func private @shapes() {
  return
}
func.func private @bytes() -> index {
  %all = arith.constant 128 : index
  return %all : index
}
func.func @f(%x: memref<?xf32>, %r: memref<?xf32>, %n: index, %w: memref<?xi8>) attributes {
    ag.shapes = @shapes, ag.workspace = @bytes} {
  %c0 = arith.constant 0 : index
  %a = memref.view %w[%c0][%n] : memref<?xi8> to memref<?xf32>
  memref.copy %x, %a : memref<?xf32> to memref<?xf32>
  memref.copy %a, %r : memref<?xf32> to memref<?xf32>
  return
}

// A function without arguments has no workspace, whatever its attribute says.
// CHECK-LABEL: func.func @without()
// CHECK-NEXT: return
func.func @without() attributes {ag.workspace = @bytes} {
  return
}
