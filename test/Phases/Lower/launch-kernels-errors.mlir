// RUN: ag-opt --ag-launch-kernels --verify-diagnostics %s

module attributes {gpu.container_module} {
  func.func @f(%x: memref<4xf32>, %n: index) {
    %c1 = arith.constant 1 : index
    // expected-error@+1 {{expected a grid of one dimension, 256 threads, and no dynamic shared memory}}
    gpu.launch_func @kernels::@a blocks in (%n, %c1, %c1) threads in (%c1, %c1, %c1) args(%x : memref<4xf32>)
    return
  }
  gpu.module @kernels {
    gpu.func @a(%x: memref<4xf32>) kernel {
      gpu.return
    }
  }
}
