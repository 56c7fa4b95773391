// RUN: not ag-opt --ag-spread-threads %s 2>&1 | FileCheck %s

// Threads that share this parallel loop would all write one element.
// CHECK: spread-threads-errors.mlir:[[#@LINE+3]]:{{.*}}: error: writes one element in several iterations of parallel loops, or several elements in a reduction
gpu.module @kernels {
  gpu.func @last(%x: memref<?x3xf32>, %y: memref<3xf32>) kernel {
    linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>], iterator_types = ["parallel", "parallel"]} ins(%x : memref<?x3xf32>) outs(%y : memref<3xf32>) {
    ^bb0(%a: f32, %o: f32):
      linalg.yield %a : f32
    }
    gpu.return
  }
}
