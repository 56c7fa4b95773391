// Loops over blocks, copies and fills become kernels, and equal ones the same kernel.
// RUN: ag-opt --target=cuda --to=allocate --remarks-filter=ag-outline-blocks %s -o %t 2> %t.remarks && FileCheck %s --input-file=%t
// RUN: FileCheck %s --check-prefix=REMARK --input-file=%t.remarks

// CHECK: gpu.container_module
// CHECK-LABEL: func.func @layers(
// CHECK: gpu.launch_func @kernels::@layers$apart$block blocks in (%{{.*}}, %c1, %c1) threads in (%c256, %c1, %c1)
// CHECK: gpu.launch_func @kernels::@layers$apart$block blocks
// CHECK: gpu.launch_func @kernels::@layers$block
// CHECK-NOT: memref.copy
// CHECK: return
// CHECK: gpu.module @kernels
// CHECK: gpu.func @layers$apart$block(
// CHECK-SAME: kernel attributes {known_block_size = array<i32: 256, 1, 1>}
// CHECK: gpu.block_id x
// CHECK: linalg.generic
// CHECK: gpu.func @layers$block(
// CHECK-NOT: gpu.func
// REMARK: is @layers$apart$block, a new kernel
// REMARK: is @layers$apart$block, as an equal loop before it
// REMARK: is @layers$block, a new kernel
func.func @layers(%x: tensor<?xf32> {ag.dims = ["n"]}) -> (tensor<?xf32>, tensor<?xf32>) {
  %1 = ag.region "apart" (%a = %x : tensor<?xf32>) -> tensor<?xf32> attributes {fuse = "never"} {
    %2 = ag.exp %a : tensor<?xf32>
    %3 = ag.exp %2 : tensor<?xf32>
    ag.yield %3 : tensor<?xf32>
  }
  return %1, %x : tensor<?xf32>, tensor<?xf32>
}
