// RUN: ag-opt --ag-plan-workspace --canonicalize %s | FileCheck %s

// A buffer that several basic blocks use, or whose address is taken, has no
// known live range, so it is live all the time. Elements may be vectors and
// indices, and no buffer is freed.
// CHECK-LABEL: func.func @f(
// CHECK-DAG: memref.view %arg1[%c0][] : memref<?xi8> to memref<4xvector<4xf32>>
// CHECK-DAG: memref.view %arg1[%c64][] : memref<?xi8> to memref<8xindex>
// CHECK-DAG: memref.view %arg1[%c128][] : memref<?xi8> to memref<16xf32>
// CHECK-NOT: dealloc
// CHECK: return
func.func private @f.shapes() { return }
func.func @f(%v: vector<4xf32>) attributes {ag.shapes = @f.shapes, ag.signature = {
    arguments = [], parameters = [], results = [], symbols = []}} {
  %c0 = arith.constant 0 : index
  %x = arith.constant 0.0 : f32
  %a = memref.alloc() : memref<4xvector<4xf32>>
  memref.store %v, %a[%c0] : memref<4xvector<4xf32>>
  cf.br ^next
^next:
  %b = memref.alloc() : memref<8xindex>
  memref.store %c0, %b[%c0] : memref<8xindex>
  memref.dealloc %b : memref<8xindex>
  %c = memref.alloc() : memref<16xf32>
  %address = memref.extract_aligned_pointer_as_index %c : memref<16xf32> -> index
  memref.store %x, %c[%c0] : memref<16xf32>
  return
}
