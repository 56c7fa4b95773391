// Loops over blocks, copies and fills become kernels, and equal ones the same kernel.
// RUN: ag-opt --target=cuda --to=allocate --remarks-filter=ag-outline-blocks %s -o %t 2> %t.remarks && FileCheck %s --input-file=%t
// RUN: FileCheck %s --check-prefix=REMARK --input-file=%t.remarks

// CHECK: gpu.container_module
// CHECK-LABEL: func.func @layers(
// CHECK: gpu.launch_func @kernels::@layers$block blocks in (%{{.*}}, %c1, %c1) threads in (%c256, %c1, %c1)
// CHECK: gpu.launch_func @kernels::@layers$block blocks
// CHECK: gpu.launch_func @kernels::@layers$block_0
// CHECK-NOT: memref.copy
// CHECK: return
// CHECK: gpu.module @kernels
// CHECK: gpu.func @layers$block(
// CHECK-SAME: kernel attributes {known_block_size = array<i32: 256, 1, 1>}
// CHECK: gpu.block_id x
// CHECK: linalg.generic
// CHECK: gpu.func @layers$block_0(
// CHECK-NOT: gpu.func
// REMARK: is @layers$block, a new kernel
// REMARK: is @layers$block, as an equal loop before it
// REMARK: is @layers$block_0, a new kernel
func.func @layers(%x: tensor<?xf32> {ag.dims = ["n"]}) -> (tensor<?xf32>, tensor<?xf32>) {
  %0 = ag.exp %x : tensor<?xf32>
  %1 = ag.exp %0 : tensor<?xf32>
  return %1, %x : tensor<?xf32>, tensor<?xf32>
}
