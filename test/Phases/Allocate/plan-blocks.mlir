// A block's own buffers are views of its shared memory, at their largest sizes; others are left to the workspace.
// RUN: ag-opt --target=cuda --ag-plan-blocks --remarks-filter=ag-plan-blocks --split-input-file %s -o %t 2> %t.remarks && FileCheck %s --input-file=%t
// RUN: FileCheck %s --check-prefix=REMARK --input-file=%t.remarks

// REMARK: has 3 buffers of each block's own in 384 bytes of shared memory
// REMARK: has 1 buffer of each block's own in 64 bytes of shared memory
// REMARK: has 1 buffer of each block's own in the workspace, for at most 1024 blocks

// %c has the memory of %a, and no buffer is freed.
// CHECK-LABEL: func.func @packed(
// CHECK: scf.forall
// CHECK: %[[MEMORY:.*]] = memref.alloca() {alignment = 64 : i64} : memref<384xi8, #gpu.address_space<workgroup>>
// CHECK: %[[BYTES:.*]] = memref.memory_space_cast %[[MEMORY]] : memref<384xi8, #gpu.address_space<workgroup>> to memref<384xi8>
// CHECK: memref.view %[[BYTES]][%[[A:.*]]][%[[SIZE:.*]]] : memref<384xi8> to memref<?xf32>
// CHECK: memref.view %[[BYTES]][%{{.*}}][] : memref<384xi8> to memref<4x4xf32>
// CHECK: memref.view %[[BYTES]][%{{.*}}][%[[SIZE]]] : memref<384xi8> to memref<?xi8>
// CHECK-NOT: memref.alloc
// CHECK-NOT: memref.dealloc
// CHECK: return
func.func @packed(%n: index, %v: f32, %w: i8) {
  scf.forall (%b) in (10) {
    %size = affine.min affine_map<(d0)[s0] -> (80, s0 - d0 * 80)>(%b)[%n]
    %a = memref.alloc(%size) : memref<?xf32>
    linalg.fill ins(%v : f32) outs(%a : memref<?xf32>)
    %f = memref.alloc() : memref<4x4xf32>
    linalg.fill ins(%v : f32) outs(%f : memref<4x4xf32>)
    linalg.fill ins(%v : f32) outs(%a : memref<?xf32>)
    memref.dealloc %a : memref<?xf32>
    %c = memref.alloc(%size) : memref<?xi8>
    linalg.fill ins(%w : i8) outs(%c : memref<?xi8>)
    linalg.fill ins(%v : f32) outs(%f : memref<4x4xf32>)
  } {mapping = [#gpu.block<x>]}
  return
}

// -----

// CHECK: affine_map<()[s0] -> (s0, 1024)>
// CHECK-LABEL: func.func @turns(
// CHECK: %[[BLOCKS:.*]] = affine.min #{{.*}}()[%[[N:[a-z0-9]+]]]
// CHECK: scf.forall (%[[B:[a-z0-9]+]]) in (%[[BLOCKS]]) {
// CHECK: memref.alloca()
// CHECK: scf.for %[[TILE:[a-z0-9]+]] = %[[B]] to %[[N]] step %c1024{{[a-z0-9_]*}} {
// CHECK: %[[ALL:.*]] = memref.alloc() : memref<13000xf32>
// CHECK: memref.view %{{.*}} : memref<64xi8> to memref<f32>
// CHECK: memref.load %arg2[%[[TILE]]]
// CHECK: mapping = [#gpu.block<x>]}
func.func @turns(%n: index, %v: f32, %x: memref<?xf32>) {
  scf.forall (%b) in (%n) {
    %a = memref.alloc() : memref<13000xf32>
    linalg.fill ins(%v : f32) outs(%a : memref<13000xf32>)
    %c = memref.alloc() : memref<f32>
    %w = memref.load %x[%b] : memref<?xf32>
    linalg.fill ins(%w : f32) outs(%c : memref<f32>)
  } {mapping = [#gpu.block<x>]}
  return
}

// -----

// Loops that are not over blocks stay.
// CHECK-LABEL: func.func @other(
// CHECK: memref.alloc() : memref<9xf32>
// CHECK: memref.alloc() : memref<9xf32>
func.func @other(%v: f32) {
  scf.forall (%b) in (10) {
    %a = memref.alloc() : memref<9xf32>
    linalg.fill ins(%v : f32) outs(%a : memref<9xf32>)
  }
  scf.forall (%b) = (2) to (10) step (2) {
    %a = memref.alloc() : memref<9xf32>
    linalg.fill ins(%v : f32) outs(%a : memref<9xf32>)
  } {mapping = [#gpu.block<x>]}
  return
}
