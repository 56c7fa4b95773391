// RUN: ag-opt --ag-launch-kernels --split-input-file --verify-diagnostics %s

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

// -----

memref.global "private" @variable : memref<2xf32> = dense<[1.0, 2.0]>
func.func @f() -> memref<2xf32> {
  // expected-error@+1 {{expected @variable to be constant, with its elements}}
  %0 = memref.get_global @variable : memref<2xf32>
  return %0 : memref<2xf32>
}

// -----

memref.global "private" constant @unknown : memref<2xf32>
func.func @f() -> memref<2xf32> {
  // expected-error@+1 {{expected @unknown to be constant, with its elements}}
  %0 = memref.get_global @unknown : memref<2xf32>
  return %0 : memref<2xf32>
}
