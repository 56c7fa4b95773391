// RUN: ag-opt --target=cuda --ag-launch-kernels --split-input-file --verify-diagnostics %s

module attributes {gpu.container_module} {
  func.func @f(%x: memref<4xf32>, %n: index) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    // expected-error@+1 {{expected a grid of one dimension, 256 threads, and no dynamic shared memory}}
    gpu.launch_func @kernels::@a blocks in (%n, %c1, %c1) threads in (%c1, %c1, %c1) args(%c0 : index, %x : memref<4xf32>)
    return
  }
  gpu.module @kernels {
    gpu.func @a(%first: index, %x: memref<4xf32>) kernel {
      gpu.return
    }
  }
}

// -----

module attributes {gpu.container_module} {
  func.func @f(%x: memref<4xf32>, %n: index) {
    %c1 = arith.constant 1 : index
    %c256 = arith.constant 256 : index
    // expected-error@+1 {{expected the number of the first block, 0, as the first argument}}
    gpu.launch_func @kernels::@a blocks in (%n, %c1, %c1) threads in (%c256, %c1, %c1) args(%x : memref<4xf32>)
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

// -----

!many = memref<1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x5xf32>
module attributes {gpu.container_module} {
  func.func @f(%x: !many, %n: index) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c256 = arith.constant 256 : index
    // expected-error@+1 {{too many tensors for one kernel: their addresses, sizes and strides take 34112 bytes, and a GPU takes at most 32764}}
    gpu.launch_func @kernels::@a blocks in (%n, %c1, %c1) threads in (%c256, %c1, %c1)
        args(%c0 : index, %x : !many, %x : !many, %x : !many, %x : !many, %x : !many, %x : !many, %x : !many, %x : !many, %x : !many, %x : !many, %x : !many, %x : !many, %x : !many, %x : !many, %x : !many, %x : !many, %x : !many, %x : !many, %x : !many, %x : !many, %x : !many)
    return
  }
  gpu.module @kernels {
    gpu.func @a(%first: index, %x0: !many, %x1: !many, %x2: !many, %x3: !many, %x4: !many, %x5: !many, %x6: !many, %x7: !many, %x8: !many, %x9: !many, %x10: !many, %x11: !many, %x12: !many, %x13: !many, %x14: !many, %x15: !many, %x16: !many, %x17: !many, %x18: !many, %x19: !many, %x20: !many) kernel {
      gpu.return
    }
  }
}

// -----

module attributes {gpu.container_module} {
  func.func @f(%x: memref<4xf32>, %n: index) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c256 = arith.constant 256 : index
    gpu.launch_func @kernels::@most blocks in (%n, %c1, %c1) threads in (%c256, %c1, %c1) args(%c0 : index, %x : memref<4xf32>)
    // expected-error@+1 {{kernel 'more' has 49156 bytes of shared memory, and a GPU gives a block at most 49152}}
    gpu.launch_func @kernels::@more blocks in (%n, %c1, %c1) threads in (%c256, %c1, %c1) args(%c0 : index, %x : memref<4xf32>)
    return
  }
  gpu.module @kernels {
    llvm.mlir.global internal @shared() {addr_space = 3 : i32} : !llvm.array<12288 x f32>
    llvm.mlir.global internal @also() {addr_space = 3 : i32} : f32
    llvm.func @most(%first: i64) attributes {gpu.kernel} {
      %0 = llvm.mlir.addressof @shared : !llvm.ptr<3>
      llvm.return
    }
    llvm.func @more(%first: i64) attributes {gpu.kernel} {
      %0 = llvm.mlir.addressof @shared : !llvm.ptr<3>
      %1 = llvm.mlir.addressof @also : !llvm.ptr<3>
      llvm.return
    }
  }
}
